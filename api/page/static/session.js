// Who reads: the key, kept for this tab alone, and what the server says that it opens.

import { request, Refused } from "./request.js";

const KEY = "ragstone.key";
const EXPIRES = "ragstone.key-expires";
const GROUPS = "ragstone.groups";

/** Fires `change` when who reads has changed, and `wanted` when the server wants a key. */
class Session extends EventTarget {
  me = null;
  groups = JSON.parse(sessionStorage.getItem(GROUPS) ?? "[]");

  get key() {
    return sessionStorage.getItem(KEY) ?? "";
  }

  /** Asks the server what `key` opens, and keeps it; one that cannot be checked is not kept. */
  async use(key) {
    if (!key) this.#keep(key);
    try {
      await this.load(key);
    } catch (error) {
      if (error.status === 401) this.#keep(key);
      throw error;
    }
  }

  #keep(key) {
    if (key) sessionStorage.setItem(KEY, key);
    else sessionStorage.removeItem(KEY);
    sessionStorage.removeItem(EXPIRES);
  }

  /** Reads as a member of `groups`, where the server lets the asker name them. */
  name(groups) {
    this.groups = groups;
    sessionStorage.setItem(GROUPS, JSON.stringify(groups));
    this.dispatchEvent(new Event("change"));
  }

  async load(key = this.key) {
    this.me = await request("v1/me", { key });
    if (key !== this.key) this.#keep(key);
    if (this.me.expires) sessionStorage.setItem(EXPIRES, this.me.expires);
    this.dispatchEvent(new Event("change"));
  }

  /** The groups that a request names: none unless the asker may choose. */
  get named() {
    return this.me?.may_name_groups ? this.groups : [];
  }

  /** The groups that count. */
  get reads() {
    if (!this.me) return [];
    return this.named.length ? this.named : this.me.groups;
  }

  /** Why a key that was given does not open, as far as this tab knows. */
  get whyRefused() {
    if (!this.key) return "This server answers those who have a key.";
    const expires = sessionStorage.getItem(EXPIRES);
    if (expires && expires < new Date().toISOString().slice(0, expires.length)) {
      return `The key that you gave was good until ${expires}. Ask whoever gave it to you for a new one.`;
    }
    return "The key that you gave opens nothing: it is unknown, was revoked, or has expired.";
  }

  refuse() {
    this.me = null;
    this.dispatchEvent(new Event("wanted"));
  }
}

export const session = new Session();

/** A request on behalf of the reader; where a key is wanted, the reader is asked for it. */
export async function ask(path, options = {}) {
  const { key } = session;
  try {
    return await request(path, { ...options, key });
  } catch (error) {
    // An answer that comes late speaks of the key that was used then, not of one that was given since.
    if (error instanceof Refused && error.status === 401 && key === session.key) session.refuse();
    throw error;
  }
}
