// The documents that the reader may read, with their state, days and tags, and a search.

import { announce, el, fill, foreign } from "./dom.js";
import { sourceAddress, stateBadge } from "./evidence.js";
import { Intake } from "./intake.js";
import { Jobs } from "./jobs.js";
import { removal } from "./removal.js";
import { ask, session } from "./session.js";
import { counted, stateName, term } from "./words.js";

const PAGE = 50;
const STATES = ["in_force", "upcoming", "expired", "superseded"];
const WAIT_MS = 180;

/** The view at `#/documents`. */
export class Documents {
  #asked = 0;
  #shown = 0;
  #drawn = "";
  #timer = 0;

  constructor() {
    this.node = document.getElementById("documents");
    this.search = el("input", { type: "search", id: "title-search", dir: "auto", autocomplete: "off" });
    this.state = el("select", { id: "state" }, el("option", { value: "" }, "Any"), ...STATES.map((state) => el("option", { value: state }, stateName(state))));
    this.day = el("input", { type: "date", id: "documents-day", min: "1900-01-01", max: "2999-12-31" });
    this.tag = el("select", { id: "tag" }, el("option", { value: "" }, "Any"));
    this.rows = el("tbody");
    this.intake = new Intake();
    this.jobs = new Jobs();
    this.intake.addEventListener("job", ({ detail }) => this.jobs.follow(detail));
    this.jobs.addEventListener("indexed", () => {
      this.#drawn = "";
      this.#load(0, { quiet: true }); // what the job came to is said already
      session.dispatchEvent(new Event("indexed"));
    });
    this.count = el("p", { class: "count-line", role: "status" });
    this.more = el("button", { type: "button", class: "primary", hidden: true }, "Show more");
    this.more.addEventListener("click", () => this.#load(this.#shown));
    for (const field of [this.state, this.day, this.tag]) field.addEventListener("change", () => this.#load(0));
    this.search.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#load(0), WAIT_MS);
    });
    this.#draw();
    session.addEventListener("change", () => !this.node.hidden && this.show());
  }

  /** Comes into view. */
  async show() {
    await Promise.all([this.#load(0), session.me && this.jobs.look()]);
  }

  #draw() {
    const fields = el(
      "form",
      { class: "fields", role: "search", "aria-label": "Documents", on: { submit: (event) => event.preventDefault() } },
      el("label", { class: "field grow" }, "Title or path", this.search),
      el("label", { class: "field" }, "State", this.state),
      el("label", { class: "field" }, "On the day", this.day),
      el("label", { class: "field" }, "Tag", this.tag),
    );
    const head = ["Document", "State", "Tags", "Chunks"].map((name) => el("th", { scope: "col" }, name));
    fill(
      this.node,
      el("h1", { id: "documents-title" }, "Documents"),
      el("p", { class: "lead" }, "What you may read, and what answers are made from."),
      this.intake.node,
      this.jobs.node,
      fields,
      this.count,
      el("table", { class: "library" }, el("caption", { class: "unseen" }, "Documents"), el("thead", {}, el("tr", {}, ...head)), this.rows),
      this.more,
    );
  }

  async #load(offset, { quiet = false } = {}) {
    this.#asked += 1;
    const asked = this.#asked;
    const query = new URLSearchParams({ limit: PAGE, offset, q: this.search.value.trim() });
    for (const state of this.state.value ? [this.state.value] : STATES) query.append("state", state);
    if (this.day.value) query.set("as_of", this.day.value);
    if (this.tag.value) query.set("tag", this.tag.value);
    for (const group of session.named) query.append("group", group);
    let page;
    try {
      page = await ask(`v1/documents?${query}`);
    } catch (error) {
      if (asked === this.#asked) this.count.textContent = error.status === 401 ? "" : `The list cannot be shown: ${error.message}`;
      return;
    }
    if (asked !== this.#asked) return; // a later question was faster
    const news = JSON.stringify([String(query), page.documents, session.me?.may_ingest]);
    if (news !== this.#drawn) { // whoever is in the middle of a row keeps it
      if (offset === 0) fill(this.rows);
      this.rows.append(...page.documents.map((entry) => this.#row(entry)));
    }
    this.#drawn = news;
    this.#shown = offset + page.documents.length;
    this.more.hidden = this.#shown >= page.total;
    this.count.textContent = page.total ? counted(page.total, "document") : this.#nothing();
    this.#offerTags(page.tags);
    if (!quiet) announce(this.count.textContent);
  }

  #nothing() {
    const narrowed = this.search.value || this.tag.value || this.day.value || this.state.value;
    return narrowed ? "No document that you may read fits this." : "There is no document that you may read.";
  }

  #offerTags(tags) {
    const chosen = this.tag.value;
    const groups = Object.entries(tags).map(([key, values]) =>
      el("optgroup", { label: key }, ...Object.keys(values).map((value) => el("option", { value: `${key}=${value}` }, value))),
    );
    fill(this.tag, el("option", { value: "" }, "Any"), ...groups);
    this.tag.value = chosen;
    if (this.tag.value !== chosen) this.tag.value = "";
  }

  #row(entry) {
    const address = sourceAddress({ document_id: entry.document_id, start: 0, end: 0 }, this.day.value);
    const tags = Object.entries(entry.tags).flatMap(([key, values]) => values.map((value) => el("span", { class: "tag", title: key, dir: "auto" }, value)));
    const titled = [foreign("a", entry.title, { href: address }), foreign("span", entry.document_id, { class: "path" })];
    if (entry.groups.length) titled.push(foreign("span", `only ${entry.groups.join(", ")}`, { class: "path" }));
    const remove = removal(entry, (job) => this.jobs.follow(job));
    if (remove) titled.push(remove);
    const state = [stateBadge(entry), el("span", { class: "path" }, term(entry))];
    for (const successor of entry.superseded_by) {
      const by = sourceAddress({ document_id: successor, start: 0, end: 0 }, this.day.value);
      state.push(el("span", { class: "path" }, "by ", foreign("a", successor, { href: by })));
    }
    return el(
      "tr",
      {},
      el("th", { scope: "row" }, ...titled),
      el("td", {}, ...state),
      el("td", {}, ...tags.flatMap((tag) => [tag, " "])),
      el("td", { class: "n" }, String(entry.chunks)),
    );
  }
}
