// Removing a document that was uploaded, in two steps.

import { announce, el, fill } from "./dom.js";
import { ask, session } from "./session.js";

/** The button below a document, or null where it cannot be removed here. `done` is told of the job. */
export function removal(entry, done) {
  if (!entry.uploaded || !session.me?.may_ingest) return null;
  const node = el("div", { class: "removal" });
  const begin = el("button", { type: "button", class: "quiet", "aria-label": `Remove ${entry.title}` }, "Remove");
  begin.addEventListener("click", () => {
    const keep = el("button", { type: "button", class: "quiet" }, "Keep it");
    const remove = el("button", { type: "button", class: "quiet", on: { click: () => send(node, entry, done) } }, "Remove it");
    const back = () => {
      fill(node, begin);
      begin.focus();
    };
    keep.addEventListener("click", back);
    const question = el("div", { class: "question", role: "group", "aria-label": `Remove ${entry.title}?`, on: { keydown: (event) => event.key === "Escape" && back() } }, el("span", {}, "Remove it for everybody?"), remove, keep);
    fill(node, question);
    keep.focus();
  });
  fill(node, begin);
  return node;
}

async function send(node, entry, done) {
  const address = entry.document_id.split("/").map(encodeURIComponent).join("/");
  const groups = session.named.map((group) => `group=${encodeURIComponent(group)}`).join("&");
  try {
    done(await ask(`v1/documents/${address}?${groups}`, { method: "DELETE" }));
    fill(node, el("span", { class: "note" }, "It is being removed."));
    announce(`${entry.title} is being removed.`);
  } catch (error) {
    node.append(el("p", { class: "trouble", role: "alert", dir: "auto" }, error.message));
  }
}
