// What codes say in words.

const WITHHELD = {
  not_in_evidence: "No source says this.",
  contradicted_by_evidence: "A source says the contrary.",
  number_not_in_evidence: "A number in it stands in no source.",
  date_not_in_evidence: "A date in it stands in no source.",
  unit_differs: "It uses another unit than its source.",
  negation_differs: "It denies what its source affirms, or the other way round.",
  scale_differs: "It says another amount, duty or limit than its source.",
  name_not_in_evidence: "A name in it stands in no source.",
  quote_not_verbatim: "It puts words in quotation marks that its source does not use.",
  does_not_add_up: "Its sum does not follow from the figures in its source.",
  no_such_citation: "It cited a source that is not there.",
  no_evidence: "There was nothing to check it against.",
  not_a_statement: "It asks something, which no source can support.",
};

const ABSTAINED = {
  nothing_found: ["Nothing was found", "No document that you may read was found for this question."],
  out_of_scope: ["The documents are about other things", "What you may read does not touch on this question."],
  insufficient: [
    "The documents come near, but do not answer",
    "What was found speaks of the matter without settling the question, so nothing was made up to fill the gap.",
  ],
  contradicted: [
    "What was drafted is contradicted",
    "An answer was drafted, and the documents say the contrary. It is withheld.",
  ],
  too_little_supported: [
    "Too little of the draft held",
    "An answer was drafted, but the documents bear too little of it to show what is left.",
  ],
  not_of_the_form: ["The form could not be filled in", "What was drafted is not of the form that was asked for."],
  policy: ["A rule ends this question", "This organisation has decided how such questions are treated."],
};

const STATES = { in_force: "In force", upcoming: "Not yet in force", expired: "Expired", superseded: "Superseded" };

const POLICY_ACTIONS = {
  refuse: "refuses", escalate: "passes the question on", answer_with: "gives a fixed answer", look_up: "looks it up",
  require: "asks for more", disclaim: "adds a notice",
};

const OUTCOMES = { added: "added", replaced: "replaced", removed: "removed", unchanged: "unchanged", failed: "could not be read" };

const plain = (code) => code.replaceAll("_", " ");

/** Why a sentence of a draft is not shown. */
export const whyWithheld = (reason) => WITHHELD[reason] ?? `Reason: ${plain(reason)}.`;

/** Heading and sentence for an abstention. */
export const whyAbstained = (reason) => ABSTAINED[reason] ?? ["No answer", `Reason: ${plain(reason)}.`];

/** Why there is nothing to show for a question. */
export function whyFailed(error) {
  if (error.code === "unreachable") return "The server does not answer. Your question is kept.";
  if (error.code === "broken_off") return "The connection broke off.";
  if (error.code === "index_missing") return "There are no documents to answer from yet.";
  if (error.status === 429) return "Too much is being asked at once. Wait a moment.";
  return `The server could not answer: ${error.message}`;
}

/** A document's state. */
export const stateName = (state) => STATES[state] ?? plain(state);

/** What a rule does. */
export const actionName = (action) => POLICY_ACTIONS[action] ?? plain(action);

/** `1 sentence`, `2 sentences`. */
export const counted = (n, noun, plural = `${noun}s`) => `${n} ${n === 1 ? noun : plural}`;

const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric", timeZone: "UTC" });

/** `2026-01-31` as people write it. */
export const day = (iso) => DAY.format(new Date(`${iso}T00:00:00Z`));

/** What a sync did, in words: `2 added, 1 could not be read`. */
export function outcomes(counts) {
  const told = Object.keys(OUTCOMES).filter((kind) => counts[kind]);
  return told.map((kind) => `${counts[kind]} ${OUTCOMES[kind]}`).join(", ") || "nothing to do";
}

/** `a`, `a and b`, `a, b and c`. */
export const listed = (names) => (names.length < 2 ? names.join("") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`);

/** Limits in words: tags, and the day; empty where there are none. */
export function limitsInWords({ tags = {}, as_of = null }) {
  const named = Object.entries(tags).map(([key, values]) => `${key}: ${values.join(" or ")}`);
  return [...named, ...(as_of ? [`as of ${day(as_of)}`] : [])].join(" · ");
}

/** The days on which a document holds; empty where it names none. */
export function term({ effective, expires }) {
  if (effective && expires) return `${day(effective)} to ${day(expires)}`;
  if (effective) return `since ${day(effective)}`;
  return expires ? `until ${day(expires)}` : "";
}
