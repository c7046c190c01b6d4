// What was read out of a question's words: limits, and words that were searched otherwise than they were written.

import { el } from "./dom.js";
import { limitsInWords } from "./words.js";

/** A line that says it, with a way to have it otherwise; none where the words stand as they are. */
export function inferred(answer, { literally }) {
  const spelled = answer.corrected.map(({ said, searched }) => `“${searched}” for “${said}”`);
  const read = [limitsInWords(answer.inferred), ...spelled].filter(Boolean).join(" · ");
  if (!read) return [];
  const again = el("button", { type: "button", class: "link", on: { click: literally } }, "Ask without");
  return [el("p", { class: "limits inferred" }, "Your words were read as: ", el("bdi", {}, read), ". ", again)];
}
