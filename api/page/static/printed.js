// The page of a PDF as it is printed, the cited words marked on it.

import { announce, el, fill } from "./dom.js";
import { documentPath } from "./evidence.js";
import { ask } from "./session.js";

/** A button that shows the page in its own place, and the place; nothing for what has no pages. */
export function printed(id, entry, span, asOf) {
  if (entry.media_type !== "application/pdf" || span.end <= span.start) return null;
  const day = asOf ? { as_of: asOf } : {};
  const path = documentPath(id, "page", { start: span.start, end: span.end, ...day });
  const place = el("div", { class: "printed" });
  const button = el("button", { type: "button", class: "quiet", on: { click: () => show(path, entry.title, place) } }, "See it on the page");
  fill(place, button);
  return place;
}

async function show(path, title, place) {
  place.querySelector("button").disabled = true;
  try {
    const response = await ask(path, { accept: "image/png" });
    const number = response.headers.get("X-Ragstone-Page");
    const address = URL.createObjectURL(await response.blob());
    const image = el("img", { src: address, alt: `Page ${number} of ${title}, the cited words marked`, on: { load: () => URL.revokeObjectURL(address) } });
    const figure = el("figure", { tabindex: "-1" }, image, el("figcaption", {}, `Page ${number}`));
    fill(place, figure);
    figure.focus({ preventScroll: true }); // the button that had the focus is gone
    announce(`Page ${number} is shown.`);
  } catch (error) {
    fill(place, el("p", { class: "notice", role: "status" }, `The page cannot be shown: ${error.message}`));
  }
}
