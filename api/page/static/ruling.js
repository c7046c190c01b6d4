// What a rule of the organisation says instead of an answer.

import { el, foreign } from "./dom.js";

/** The parts of it. */
export function ruling(answer) {
  const queues = answer.policies.filter(({ queue }) => queue).map(({ queue }) => queue);
  return [
    el(
      "div",
      { class: "abstention rule" },
      el("h3", {}, queues.length ? "This goes to people" : "Answered by a rule"),
      foreign("p", answer.text, { class: "ruling" }),
      el("p", { class: "note" }, "These are the organisation's own words, not drafted from documents."),
    ),
  ];
}
