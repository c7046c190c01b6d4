// What becomes of documents that were uploaded, removed or synced: jobs that run on the server.

import { announce, el, fill, foreign } from "./dom.js";
import { removal } from "./removal.js";
import { ask, session } from "./session.js";
import { counted, outcomes } from "./words.js";

const PAUSE_MS = 1000;
const SHOWN = 4; // of those that are over
const ASKED = 100;
const KINDS = { sync: "Syncing all sources", upload: "Taking in what was uploaded", removal: "Taking out what was removed" };

/** The list of jobs. Fires `indexed` when one is over, and so the documents may be others. */
export class Jobs extends EventTarget {
  #known = new Map();
  #drawn = "";
  #timer = 0;

  constructor() {
    super();
    this.node = el("section", { class: "jobs", "aria-label": "Under way", hidden: true });
  }

  /** Follows a job that was just asked for. */
  follow(job) {
    this.#take(job);
    this.#draw();
    this.look();
  }

  /** Asks how far the jobs are, and again until all are over. */
  async look() {
    clearTimeout(this.#timer);
    if (!session.me?.may_ingest) {
      this.#known.clear();
      this.#draw();
      return;
    }
    let waits = true;
    try {
      const { jobs } = await ask(`v1/jobs?limit=${ASKED}`);
      for (const job of jobs.toReversed()) this.#take(job);
      waits = [...this.#known.values()].some((job) => !isOver(job));
    } catch (error) {
      waits = error.status === 0 || error.status >= 500;
    }
    this.#draw();
    if (waits) this.#timer = setTimeout(() => this.look(), PAUSE_MS);
  }

  /** A job that was over when this page first heard of it is no news. */
  #take(job) {
    const before = this.#known.get(job.id);
    if (!before && isOver(job)) return;
    this.#known.set(job.id, job);
    if (before?.state !== job.state) announce(said(job));
    if (before && !isOver(before) && isOver(job)) this.dispatchEvent(new Event("indexed"));
    const over = [...this.#known.values()].filter(isOver);
    for (const old of over.slice(0, -SHOWN)) this.#known.delete(old.id);
  }

  #draw() {
    const jobs = [...this.#known.values()].toReversed();
    const news = JSON.stringify(jobs);
    if (news === this.#drawn) return; // whoever is in the middle of a row keeps it
    this.#drawn = news;
    const rows = jobs.map((job) => row(job, (next) => this.follow(next)));
    this.node.hidden = !rows.length;
    fill(this.node, ...rows);
  }
}

const isOver = (job) => job.state === "done" || job.state === "failed";

/** How far it is, in one sentence. */
function said(job) {
  const what = KINDS[job.kind] ?? job.kind;
  if (job.state === "queued") return `${what}: waits for its turn${job.reason ? ` (${job.reason})` : ""}.`;
  if (job.state === "running") return job.total ? `${what}: ${job.done} of ${counted(job.total, "document")} looked at.` : `${what}: begins.`;
  if (job.state === "failed") return `${what}: failed. ${job.reason}`;
  return `${what}: done, ${outcomes(job.counts)}.`;
}

function row(job, follow) {
  const bar = job.state === "running" && el("progress", { max: job.total || 1, value: job.done, "aria-label": KINDS[job.kind] });
  // What failed is in no list of documents, so this is where an upload that cannot be read is removed again.
  const entry = ({ document_id }) => ({ document_id, title: document_id, uploaded: job.kind !== "sync" && isOver(job) });
  const noted = (note, remove) => el("li", {}, foreign("span", note.document_id, { class: "path" }), foreign("span", note.sentence), remove);
  const notes = [...job.failures.map((note) => noted(note, removal(entry(note), follow))), ...job.warnings.map((note) => noted(note))];
  const hidden = job.hidden > 0 && el("p", { class: "note" }, `What is said of ${counted(job.hidden, "other document")} is for those who may read ${job.hidden === 1 ? "it" : "them"}.`);
  return el(
    "article",
    { class: job.state },
    el("p", {}, said(job)),
    bar,
    notes.length > 0 && el("ul", { "aria-label": "What could not be read" }, ...notes),
    hidden,
  );
}
