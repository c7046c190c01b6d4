// A document to read, opened at a place.

import { el, fill, foreign } from "./dom.js";
import { documentPath, sourceAddress, stateBadge } from "./evidence.js";
import { printed } from "./printed.js";
import { ask } from "./session.js";
import { term } from "./words.js";

const BEFORE = 8;
const PAGE = 40;
const HEADING = /^[\p{Lu}\p{N}“"'(][^\n]{0,90}[^\s.!?:;,]$/u;

/** The view at `#/source/ID?start=…&end=…`. */
export class Source {
  constructor() {
    this.node = document.getElementById("source");
  }

  /** Comes into view with document `id`, its span from `start` to `end` marked. */
  async show(id, { start = 0, end = 0, asOf = "" }) {
    fill(this.node, el("p", { class: "note" }, "Opening the document …"));
    const day = asOf ? { as_of: asOf } : {};
    const call = (this.call = {});
    try {
      const found = await ask(documentPath(id, "source", { start, end, around: 0, ...day }));
      if (call !== this.call) return; // another document was asked for meanwhile
      this.#draw(id, found, { start: found.start, end: found.end, asOf });
      await this.#load(id, Math.max(0, found.ordinal - BEFORE), "end");
      if (this.node.contains(document.activeElement)) return; // somebody is at work here already
      const mark = this.text.querySelector("mark");
      scrollTo(0, 0);
      if (mark && mark.getBoundingClientRect().bottom > 0.75 * innerHeight) mark.scrollIntoView({ block: "center" });
      (mark ?? this.node.querySelector("h1")).focus({ preventScroll: true });
    } catch (error) {
      if (call === this.call) this.#missing(error);
    }
  }

  #missing(error) {
    const [title, words] =
      error.status === 404
        ? ["There is no such document", "It is not there, or it is not yours to read."]
        : ["The document cannot be shown", error.message];
    fill(
      this.node,
      el("h1", { id: "source-title", tabindex: "-1" }, title),
      el("p", {}, words),
      el("p", {}, el("a", { href: "#/documents" }, "See which documents there are")),
    );
    this.node.querySelector("h1").focus();
  }

  #draw(id, { document: entry }, { asOf, ...span }) {
    this.span = span;
    this.text = el("div", { class: "text" });
    this.loading = false; // what is still under way belongs to another text
    this.first = 0;
    this.last = 0;
    const lines = [stateBadge(entry), " ", term(entry), ...entry.superseded_by.flatMap((by) => [" · superseded by ", foreign("a", by, { href: sourceAddress({ document_id: by, start: 0, end: 0 }) })])];
    const original = /^https?:\/\//i.test(entry.uri) && el("a", { href: entry.uri, rel: "noreferrer noopener", target: "_blank" }, "Open the original");
    this.earlier = el("button", { type: "button", class: "quiet", hidden: true, on: { click: () => this.#load(id, Math.max(0, this.first - PAGE), "start") } }, "Show what comes before");
    this.later = el("button", { type: "button", class: "quiet", hidden: true, on: { click: () => this.#load(id, this.last, "end") } }, "Show what comes after");
    fill(
      this.node,
      el("p", { class: "back" }, el("a", { href: "#/" }, "Back to the conversation")),
      foreign("h1", entry.title, { id: "source-title", tabindex: "-1" }),
      foreign("p", id, { class: "where" }),
      el("p", { class: "when" }, ...lines),
      ...entry.warnings.map((warning) => foreign("p", warning, { class: "notice" })),
      original || null,
      printed(id, entry, span, asOf),
      this.earlier,
      this.text,
      this.later,
    );
  }

  async #load(id, offset, where) {
    if (this.loading) return; // a second press while the first is under way
    const text = this.text;
    this.loading = true;
    try {
      await this.#add(id, offset, where);
    } finally {
      if (text === this.text) this.loading = false;
    }
  }

  async #add(id, offset, where) {
    const text = this.text;
    const limit = where === "start" ? this.first - offset : PAGE;
    const { chunks, total } = await ask(documentPath(id, "chunks", { offset, limit }));
    if (text !== this.text) return; // another document was opened meanwhile
    const sections = chunks.map((chunk, n) => section(chunk, this.span, n === 0 || chunks[n - 1].page !== chunk.page));
    if (where === "start") this.text.prepend(...sections);
    else this.text.append(...sections);
    this.first = where === "start" || !this.last ? offset : this.first;
    this.last = Math.max(this.last, offset + chunks.length);
    this.earlier.hidden = this.first === 0;
    this.later.hidden = this.last >= total;
  }
}

function section(chunk, span, onNewPage) {
  const label = chunk.page && onNewPage ? `p. ${chunk.page}` : "";
  return el("section", { class: `chunk ${chunk.kind}` }, el("span", { class: "label", "aria-hidden": "true" }, label), el("div", { dir: "auto" }, ...blocks(chunk, span)));
}

/** The chunk's text in paragraphs, or rows, the part of it that lies in the span marked. */
function blocks(chunk, span) {
  const made = [];
  let at = chunk.start;
  const table = chunk.kind === "table";
  for (const piece of chunk.text.split(table ? /(\n+)/ : /(\n{2,})/)) {
    const start = at;
    at += piece.length;
    if (!piece.trim()) continue;
    const heading = chunk.kind !== "code" && !(table && piece.includes(": ")) && HEADING.test(piece) && at < chunk.end;
    made.push(el(heading ? "h2" : "p", { dir: "auto", class: table && !heading ? "row" : null }, ...split(piece, start, span)));
  }
  return made;
}

function split(text, start, span) {
  const from = Math.min(Math.max(span.start - start, 0), text.length);
  const to = Math.min(Math.max(span.end - start, 0), text.length);
  if (from >= to) return [text];
  return [text.slice(0, from), el("mark", { tabindex: "-1" }, text.slice(from, to)), text.slice(to)];
}
