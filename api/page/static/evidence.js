// What stands beside a sentence: its sources with the words that bear it, or why it was withheld.

import { announce, el, fill, foreign, newId } from "./dom.js";
import { marked } from "./marking.js";
import { ask, session } from "./session.js";
import { counted, stateName, term, whyWithheld } from "./words.js";

const AROUND = 260;
const places = new Map();
let open = null;

/** Where a citation or a closest document is read in full. */
export function sourceAddress({ document_id, start, end }, asOf) {
  const place = new URLSearchParams({ start, end, ...(asOf ? { as_of: asOf } : {}) });
  return `#/source/${document_id.split("/").map(encodeURIComponent).join("/")}?${place}`;
}

/** The text around a citation, asked for once; null where it cannot be had. */
export function place(citation, asOf) {
  const path = documentPath(citation.document_id, "source", {
    start: citation.start, end: citation.end, around: AROUND, ...(asOf ? { as_of: asOf } : {}),
  });
  const known = `${session.key} ${path}`;
  if (!places.has(known)) places.set(known, ask(path).catch(() => (places.delete(known), null)));
  return places.get(known);
}

/** The API's path for a part of a document, with the groups that the reader names. */
export function documentPath(id, part, params) {
  const query = new URLSearchParams(params);
  for (const group of session.named) query.append("group", group);
  return `v1/documents/${id.split("/").map(encodeURIComponent).join("/")}${part ? `/${part}` : ""}?${query}`;
}

/** The place beside an answer where evidence is shown; it moves to the paragraph of the sentence. One is open at a time. */
export class Evidence {
  #shown = null;

  constructor(asOf) {
    this.asOf = asOf;
    this.id = newId("evidence");
    this.node = el("aside", { class: "evidence", id: this.id, tabindex: "-1", "aria-label": "Evidence", hidden: true });
    this.node.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.#shown?.handle.focus();
    });
  }

  /** Shows what `entry` rests on, beside it. */
  show(entry) {
    if (this.#shown === entry) return;
    if (open !== this) closeEvidence();
    open = this;
    this.#shown?.mark(false);
    this.#shown = entry;
    entry.mark(true);
    entry.block.after(this.node);
    this.node.hidden = false;
    this.node.style.setProperty("--at", `${entry.sentence.offsetTop}px`);
    fill(this.node, ...entry.content(this));
  }

  /** Takes it away. */
  hide() {
    this.#shown?.mark(false);
    this.#shown = null;
    this.node.hidden = true;
  }

  /** From a click: shows it and goes there, or takes it away where it was asked for before. */
  toggle(entry, byKey) {
    if (this.#shown === entry && entry.pinned) {
      entry.pinned = false;
      this.hide();
      return;
    }
    this.show(entry);
    entry.pinned = true;
    if (byKey) this.node.focus({ preventScroll: false });
  }
}

/** Takes the open one away, whichever answer it belongs to. */
export function closeEvidence() {
  open?.hide();
  open = null;
}

/** The sources of a shown claim. */
export function claimContent(claim, number, evidence) {
  const recited =
    claim.reason === "recited" &&
    el("p", { class: "note" }, "The draft cited another passage. This one bears the sentence, so it is cited instead.");
  const sources = claim.citations.map((citation) => sourceCard(citation, claim.text, evidence));
  const support = el("p", { class: "support" }, `Sentence ${number}, checked: support ${claim.support_score.toFixed(2)} of 1`);
  return [...sources, recited, support];
}

// What scrolls can be scrolled by keyboard; what does not is no stop on the way.
const scrolling = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollHeight > target.clientHeight) target.setAttribute("tabindex", "0");
    else target.removeAttribute("tabindex");
  }
});

function sourceCard(citation, sentence, evidence) {
  const where = el("p", { class: "where" }, ...location(citation.document_id, citation.page, []));
  const quote = el("blockquote", { dir: "auto" }, markedQuote(citation.quote, sentence));
  scrolling.observe(quote);
  const state = el("p", { class: "when" });
  const card = el(
    "section",
    { class: "card" },
    el("h3", {}, el("span", { class: "number", "aria-label": `Source ${citation.n}` }, String(citation.n)), " ", foreign("span", citation.title)),
    where,
    state,
    quote,
    el("a", { class: "open", href: sourceAddress(citation, evidence.asOf) }, "Read it in the document"),
  );
  place(citation, evidence.asOf).then((found) => {
    if (found === null) return;
    fill(where, ...location(citation.document_id, found.page, found.heading_path));
    fill(state, stateBadge(found.document), " ", term(found.document));
    fill(quote, ...inContext(found, citation, sentence));
  });
  return card;
}

/** `In force` and the like; what is not in force stands out. */
export function stateBadge(entry) {
  return el("span", { class: `state ${entry.state}` }, stateName(entry.state));
}

function location(id, page, headings) {
  const parts = [foreign("bdi", id)];
  if (page) parts.push(" · ", `page ${page}`);
  if (headings.length) parts.push(" · ", foreign("bdi", headings.join(" › ")));
  return parts;
}

function inContext(found, citation, sentence) {
  const from = found.start - found.text_start;
  const to = found.end - found.text_start;
  const changed = found.text.slice(from, to).replace(/\s/g, " ") !== citation.quote.replace(/\s/g, " ");
  if (changed) {
    return [markedQuote(citation.quote, sentence), el("span", { class: "note" }, " The document has changed since.")];
  }
  // The rest of its paragraph; of a list or a table, the lines next to it.
  const before = found.text.slice(0, from).split("\n\n").at(-1);
  const after = found.text.slice(to).split("\n\n")[0];
  const cut = before.length === from && found.text_start > 0;
  const goesOn = after.length === found.text.length - to && found.text_start + found.text.length < found.length;
  return [
    el("span", { class: "around" }, `${cut ? "… " : ""}${before}`),
    markedQuote(found.text.slice(from, to), sentence),
    el("span", { class: "around" }, `${after}${goesOn ? " …" : ""}`),
  ];
}

function markedQuote(quote, sentence) {
  const parts = marked(quote, sentence).map(({ text, shared }) => (shared ? el("b", {}, text) : text));
  return el("mark", {}, ...parts);
}

/** Why a claim of the draft is not shown. */
export function withheldContent(withheld) {
  return [
    el(
      "section",
      { class: "card" },
      el("h3", {}, "A sentence was withheld here"),
      el("p", {}, whyWithheld(withheld.reason)),
      el("p", { class: "note" }, "What it said is not shown, because the sources do not bear it."),
      el("p", { class: "support" }, `Support ${withheld.support_score.toFixed(2)} of 1`),
    ),
  ];
}

/** Says to whoever listens how an answer ended. */
export function announceEnd(shown, withheld) {
  const held = withheld ? `, ${withheld} withheld` : "";
  announce(`The answer is complete: ${counted(shown, "sentence")} checked and shown${held}.`);
}
