// Starts the page and shows the view that the address names.

import { Conversation, emptiness } from "./conversation.js";
import { Documents } from "./documents.js";
import { el, fill, foreign } from "./dom.js";
import { sourceAddress } from "./evidence.js";
import * as reader from "./reader.js";
import { ask, session } from "./session.js";
import { Source } from "./source.js";
import { counted, term } from "./words.js";

const conversation = new Conversation();
const documents = new Documents();
const source = new Source();
const alert = document.getElementById("alert");
const empty = document.getElementById("empty");
const welcome = document.getElementById("welcome-text");
const TITLES = { ask: "ragstone", documents: "Documents · ragstone", source: "Source · ragstone" };
const NEWEST = 6;
let scrolled = 0;

function route() {
  const hash = location.hash || "#/";
  if (!hash.startsWith("#/")) {
    document.getElementById("main").focus();
    return;
  }
  const [path, query = ""] = hash.slice(2).split("?");
  const [view, ...rest] = path.split("/");
  const name = Object.hasOwn(TITLES, view) ? view : "ask";
  if (!document.getElementById("ask").hidden && name !== "ask") scrolled = scrollY;
  for (const one of Object.keys(TITLES)) document.getElementById(one).hidden = one !== name;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.view === name) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  document.title = TITLES[name];
  if (name === "ask") scrollTo(0, scrolled);
  if (name === "documents") documents.show();
  if (name === "source") openSource(rest, new URLSearchParams(query));
}

async function openSource(parts, params) {
  const number = (name) => Number.parseInt(params.get(name) ?? "0", 10) || 0;
  const id = parts.map(decoded).join("/");
  await begun;
  source.show(id, { start: number("start"), end: number("end"), asOf: params.get("as_of") ?? "" });
}

function decoded(part) {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Looks at what there is to ask, and says so where there is nothing. */
async function look() {
  alert.hidden = true;
  empty.hidden = true;
  const groups = session.named.map((group) => `&group=${encodeURIComponent(group)}`).join("");
  try {
    const { total, tags, documents: newest } = await ask(`v1/documents?order=newest&limit=${NEWEST}${groups}`);
    showNewest(newest.filter((entry) => entry.effective));
    conversation.scope.offer(tags);
    welcome.textContent = `Answers come from ${counted(total, "document")} that you may read. Each sentence is checked against its source before it is shown; what the sources do not bear is withheld.`;
    if (!total) emptiness(empty, "There is nothing here for you to read", "No document in force is open to you. Whoever looks after the documents can say which groups you need.");
  } catch (error) {
    if (error.code === "index_missing") nothingSynced();
    else if (error.status !== 401) complain(error);
  }
}

function showNewest(entries) {
  const recent = document.getElementById("recent");
  recent.hidden = !entries.length;
  const rows = entries.map((entry) => {
    const address = sourceAddress({ document_id: entry.document_id, start: 0, end: 0 });
    return el("li", {}, foreign("a", entry.title, { href: address }), el("span", { class: "path" }, term(entry)));
  });
  fill(recent.querySelector("ul"), ...rows);
}

function nothingSynced() {
  emptiness(empty, "There are no documents yet", "Whoever runs this server fills it with", el("pre", {}, "ragstone sync path/to/documents"), el("button", { type: "button", class: "primary", on: { click: look } }, "Look again"));
}

function complain(error) {
  const words = error.status === 0 ? "The server does not answer. Is it running?" : `The server is not ready: ${error.message}`;
  alert.replaceChildren(el("p", {}, words), el("button", { type: "button", class: "primary", on: { click: begin } }, "Try again"));
  alert.hidden = false;
}

async function begin() {
  try {
    await session.load();
    alert.hidden = true;
  } catch (error) {
    if (error.status === 401) session.refuse();
    else complain(error);
  }
}

reader.start();
session.addEventListener("change", look);
session.addEventListener("indexed", look);
const begun = begin();
// A source is opened for the reader who is known by then: opened before, it would be drawn anew under their hands.
begun.then(() => session.addEventListener("change", () => document.getElementById("source").hidden || route()));
addEventListener("hashchange", route);
route();
