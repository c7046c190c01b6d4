// What people say of an answer or of one of its sentences.

import { el, fill, newId } from "./dom.js";
import { unmarked } from "./marking.js";
import { ask } from "./session.js";

const WRONG = [
  ["wrong_answer", "The answer is wrong"],
  ["wrong_citation", "The source does not say this"],
  ["missing_document", "A document is missing"],
  ["not_helpful", "It does not help"],
];

/** Two buttons, and the form that the second opens. */
export function feedback(view) {
  const node = el("div", { class: "feedback" });
  const send = async (opinion, comment, claim = null) => {
    try {
      await ask("v1/feedback", { body: { trace_id: view.answer.trace_id, opinion, comment, claim } });
      fill(node, el("p", { class: "note", role: "status" }, "Thank you. It is kept beside the answer."));
    } catch (error) {
      node.append(el("p", { class: "note", role: "status" }, `It could not be kept: ${error.message}`));
    }
  };
  const form = wrongForm(view, send);
  const toggle = el("button", { type: "button", class: "quiet", "aria-expanded": "false", "aria-controls": form.id }, "Something is wrong");
  toggle.addEventListener("click", () => {
    form.hidden = !form.hidden;
    toggle.setAttribute("aria-expanded", String(!form.hidden));
    if (!form.hidden) form.querySelector("input").focus();
  });
  fill(node, el("button", { type: "button", class: "quiet", on: { click: () => send("helpful", "") } }, "This helps"), toggle, form);
  return node;
}

function wrongForm(view, send) {
  const name = newId("opinion");
  const kinds = WRONG.map(([value, words], index) =>
    el("label", { class: "choice" }, el("input", { type: "radio", name, value, checked: index === 0 }), words),
  );
  const part = el("select", {}, el("option", { value: "" }, "the whole answer"));
  view.answer.claims.forEach((claim, index) => {
    const words = unmarked(claim.text);
    part.append(el("option", { value: String(index) }, `sentence ${index + 1}: ${words.slice(0, 60)}${words.length > 60 ? "…" : ""}`));
  });
  const comment = el("textarea", { rows: "2", maxlength: "4000", dir: "auto" });
  const form = el(
    "form",
    { id: newId("wrong"), class: "wrong", hidden: true },
    el("fieldset", {}, el("legend", {}, "What is wrong?"), ...kinds),
    view.answer.claims.length > 0 && el("label", { class: "field" }, "About", part),
    el("label", { class: "field" }, "In your words, if you like", comment),
    el("button", { type: "submit", class: "primary" }, "Send"),
  );
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form.querySelector("input:checked").value, comment.value.trim(), part.value ? Number(part.value) : null);
  });
  return form;
}
