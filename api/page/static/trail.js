// How an answer came about: what was searched and within what, what was found, whether it sufficed, what was judged.

import { el, fill, foreign, newId } from "./dom.js";
import { sourceAddress } from "./evidence.js";
import { ask } from "./session.js";
import { actionName, counted, day, limitsInWords, whyWithheld } from "./words.js";

/** A button and the region that it opens; the way is asked for when it is opened first. */
export function trail(body, view) {
  const region = el("div", { class: "trail", id: newId("trail"), role: "group", "aria-label": "How this was answered", hidden: true });
  const button = el("button", { type: "button", class: "quiet", "aria-expanded": "false", "aria-controls": region.id }, "How was this answered?");
  let loaded = false;
  button.addEventListener("click", async () => {
    region.hidden = !region.hidden;
    button.setAttribute("aria-expanded", String(!region.hidden));
    if (region.hidden || loaded) return;
    loaded = true;
    fill(region, el("p", { class: "note" }, "Looking it up …"));
    try {
      fill(region, ...parts(await ask("v1/explain", { body }), view, body.as_of ?? ""));
    } catch (error) {
      loaded = false;
      fill(region, el("p", { class: "note" }, `It cannot be shown: ${error.message}`));
    }
  });
  return [button, region];
}

function parts(way, view, asOf) {
  return [
    changed(way, view) && el("p", { class: "note since" }, "The documents were synced since this was answered. This is the way as it would be today."),
    step("Searched", foreign("p", way.searched, { class: "searched" }), way.searched !== way.question && el("p", { class: "note" }, "Put together from this question and what was asked before, or with the documents' own words for it.")),
    step("Within", within(way), rules(way.policies)),
    way.reranked.length > 0 && step("Found", found(way, asOf)),
    way.sufficiency !== null && step("Is it enough?", enough(way)),
    step("Judged", ...judged(view)),
    view.answer && step("Took", took(view.answer)),
  ].filter(Boolean);
}

/** The way is worked out when it is asked for: over another state of the index it may be another than the answer's. */
function changed(way, view) {
  return view.revision !== "" && way.index_revision !== view.revision;
}

function step(title, ...content) {
  return el("section", {}, el("h3", {}, title), el("div", {}, ...content));
}

function within({ as_of, groups, filters, inferred }) {
  const readers = groups.length ? `as a member of ${groups.join(", ")}` : "public documents only";
  const limits = limitsInWords({ tags: { ...inferred.tags, ...filters } });
  return foreign("p", [`In force on ${day(inferred.as_of ?? as_of)}`, readers, limits].filter(Boolean).join(" · "));
}

function rules(policies) {
  if (!policies.length) return null;
  return el("ul", {}, ...policies.map(({ rule, action }) => foreign("li", `Rule “${rule}” ${actionName(action)}.`)));
}

function found({ reranked, hybrid, used }, asOf) {
  const before = new Map(hybrid.map((hit) => [hit.chunk_id, hit.rank]));
  const rows = reranked.map((hit) => {
    const was = before.get(hit.chunk_id);
    return el(
      "tr",
      { class: hit.rank <= used ? "used" : null },
      el("td", { class: "n" }, String(hit.rank)),
      el("td", { class: "n" }, was ? String(was) : `after ${hybrid.length}`),
      el(
        "td",
        {},
        foreign("a", hit.title, { href: sourceAddress(hit, asOf) }),
        foreign("span", opening(hit.text), { class: "opening" }),
      ),
      el("td", { class: "n" }, hit.score.toFixed(2)),
    );
  });
  const head = ["Now", "Before", "Passage", "Score"].map((name) => el("th", { scope: "col" }, name));
  const caption = `The first ${counted(Math.min(used, reranked.length), "passage")} of ${reranked.length} bear the answer; “before” is the place that the search gave, “now” the one after each was read with the question.`;
  return el(
    "div",
    { class: "scroll", tabindex: "0", role: "group", "aria-label": "Passages found" },
    el("table", {}, el("caption", {}, caption), el("thead", {}, el("tr", {}, ...head)), el("tbody", {}, ...rows)),
  );
}

function opening(text) {
  const line = text.replace(/\s+/g, " ");
  return line.length > 110 ? `${line.slice(0, 110)}…` : line;
}

function enough({ sufficiency, needed }) {
  const verdict = sufficiency >= needed ? "so an answer was drafted" : "so nothing was drafted";
  return el("p", {}, `Chance that the passages answer the question: ${sufficiency.toFixed(2)}; at least ${needed.toFixed(2)} is needed, ${verdict}.`);
}

function judged(view) {
  const shown = view.claims.map((claim, index) =>
    el("li", {}, `Sentence ${index + 1}: shown, support ${claim.support_score.toFixed(2)}${claim.reason === "recited" ? ", cited anew" : ""}`),
  );
  const held = (view.answer?.withheld ?? view.withheld).map((one) =>
    el("li", {}, `Withheld, support ${one.support_score.toFixed(2)}: ${whyWithheld(one.reason)}`),
  );
  if (!shown.length && !held.length) return [el("p", {}, "No sentence was drafted.")];
  return [el("ul", {}, ...shown, ...held)];
}

function took({ timings_ms, trace_id }) {
  const steps = Object.entries(timings_ms).map(([name, ms]) => `${name} ${Math.round(ms)} ms`);
  return el("p", {}, steps.join(" · "), el("span", { class: "trace-id" }, `Record ${trace_id}`));
}
