// Where another document in force says otherwise.

import { el, foreign } from "./dom.js";
import { sourceAddress } from "./evidence.js";

/** A card for each sentence that stands against the answer. */
export function disagreements(against, asOf) {
  return against.map((cited) =>
    el(
      "section",
      { class: "against" },
      el("h3", {}, "Another document says otherwise"),
      el("p", { class: "where" }, foreign("bdi", cited.title), " · ", foreign("bdi", cited.document_id)),
      foreign("blockquote", cited.quote),
      el("a", { href: sourceAddress(cited, asOf) }, "Read it there"),
    ),
  );
}

/** The notices that say something else than the cards do. */
export function otherNotices({ notices, against }) {
  const said = against.map(({ title, n }) => `${title} [${n}] is in force, too`);
  return notices.filter((notice) => !said.some((words) => notice.startsWith(words)));
}
