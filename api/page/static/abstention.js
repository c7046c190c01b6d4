// No answer, as an answer of its own kind: why, what was looked at, what to try.

import { el, foreign } from "./dom.js";
import { sourceAddress } from "./evidence.js";
import { counted, whyAbstained, whyWithheld } from "./words.js";

/**
 * The parts of an abstention.
 * @param {object} answer as the API gives it
 * @param {string} asOf the day asked for; empty for today
 * @param {{narrowed: boolean, widen: () => void, rephrase: () => void}} retry what may be tried
 */
export function abstention(answer, asOf, retry) {
  const [title, why] = whyAbstained(answer.reason);
  return [
    el(
      "div",
      { class: "abstention" },
      el("p", { class: "kind" }, "No answer"),
      el("h3", {}, title),
      el("p", { class: "why" }, why),
      ...heldBack(answer.withheld),
      ...lookedAt(answer.closest, asOf),
      ...toTry(answer.reason, asOf, retry),
    ),
  ];
}

function heldBack(withheld) {
  if (!withheld.length) return [];
  const reasons = [...new Set(withheld.map(({ reason }) => whyWithheld(reason)))];
  return [
    el("h4", {}, `${counted(withheld.length, "sentence")} withheld`),
    el("ul", {}, ...reasons.map((reason) => el("li", {}, reason))),
  ];
}

function lookedAt(closest, asOf) {
  if (!closest.length) return [];
  const rows = closest.map((looked) =>
    el(
      "li",
      {},
      foreign("a", looked.title, { href: sourceAddress(looked, asOf) }),
      looked.page ? el("span", { class: "where" }, ` page ${looked.page}`) : null,
    ),
  );
  return [el("h4", {}, "What was looked at"), el("ul", { class: "looked" }, ...rows)];
}

function toTry(reason, asOf, { narrowed, widen, rephrase }) {
  const rows = [];
  if (narrowed) rows.push(el("button", { type: "button", class: "link", on: { click: widen } }, "Ask again in all documents, as of today"));
  rows.push(el("button", { type: "button", class: "link", on: { click: rephrase } }, "Put the question in other words"));
  if (reason === "nothing_found" || reason === "out_of_scope") {
    rows.push(el("a", { href: "#/documents" }, "See which documents there are"));
  } else {
    rows.push(el("span", {}, "Ask for one thing at a time, with the name that the documents use for it"));
  }
  return [el("h4", {}, "What to try"), el("ul", {}, ...rows.map((row) => el("li", {}, row)))];
}
