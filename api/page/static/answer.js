// One answer as it grows: sentences as they are verified, marks where one was withheld, an abstention of its own kind.

import { abstention } from "./abstention.js";
import { denies } from "./denial.js";
import { disagreements, otherNotices } from "./disagreement.js";
import { announce, el, fill, foreign } from "./dom.js";
import { announceEnd, claimContent, Evidence, place, withheldContent } from "./evidence.js";
import { inferred } from "./inferred.js";
import { unmarked } from "./marking.js";
import { ruling } from "./ruling.js";
import { counted } from "./words.js";

const MARKER = /\s*\[(\d+)\]/g;
const BULLET = /^\s*([-*•]|\d+[.)])\s+$/;
const WIDE = matchMedia("(min-width: 68rem)");

/** Shows one answer inside `node`. */
export class AnswerView {
  #block = null;
  claims = [];
  withheld = [];
  text = "";
  revision = "";

  constructor(asOf) {
    this.asOf = asOf;
    this.evidence = new Evidence(asOf);
    this.body = el("div", { class: "sentences" });
    this.progress = el("p", { class: "progress" }, "Searching the documents …");
    this.outcome = el("div", { class: "outcome" });
    this.node = el("div", { class: "answer" }, this.body, this.progress, this.outcome);
  }

  /** The evidence is there; how much of it. */
  found({ hits, index_revision: revision = "" }) {
    this.revision = revision;
    if (!hits.length) return;
    const documents = new Set(hits.map((hit) => hit.document_id)).size;
    this.say(`Reading ${counted(hits.length, "passage")} of ${counted(documents, "document")} …`);
  }

  /** What is being done, for whoever looks and whoever listens. */
  say(text) {
    this.progress.textContent = text;
    announce(text);
  }

  /** A verified sentence. */
  claim(claim) {
    this.text += claim.lead + claim.text;
    this.claims.push(claim);
    this.#follow(claim.lead);
    const number = this.claims.length;
    const otherwise = denies(claim.lead, number);
    if (otherwise) this.#sayOtherwise(claim.lead);
    const sentence = el("span", { class: "sentence" }); // no `dir`: the paragraph's own looks past whatever has one
    const entry = { sentence, block: this.#outer(), content: (evidence) => claimContent(claim, number, evidence) };
    let from = 0;
    for (const match of claim.text.matchAll(MARKER)) {
      const cited = claim.citations.find(({ n }) => n === Number(match[1]));
      sentence.append(claim.text.slice(from, match.index));
      sentence.append(this.#marker(entry, match[1], `Source ${match[1]}${cited ? `: ${cited.title}` : ""}`));
      from = match.index + match[0].length;
    }
    sentence.append(claim.text.slice(from));
    this.#listen(entry, sentence);
    this.#block.append(sentence);
    for (const citation of claim.citations) place(citation, this.asOf);
    announce(`${otherwise ? claim.lead : ""}${unmarked(claim.text)}`);
    if (number === 1 && WIDE.matches) this.evidence.show(entry);
  }

  /** A sentence that is not shown. */
  hold(withheld) {
    this.withheld.push(withheld);
    if (!this.#block) this.#newBlock("");
    const button = el("button", { type: "button", class: "withheld", "aria-controls": this.evidence.id }, "withheld");
    button.setAttribute("aria-label", "A sentence was withheld here: why?");
    const sentence = el("span", { class: "held", dir: "ltr" }, button);
    const entry = { sentence, block: this.#outer(), content: () => withheldContent(withheld), handle: button };
    this.#markedBy(entry, [button]);
    this.#listen(entry, sentence);
    this.#block.append(" ", sentence);
  }

  /** The whole answer is there. */
  done(answer, retry) {
    this.progress.remove();
    this.answer = answer;
    this.text = answer.text;
    if (answer.claims.length) {
      announceEnd(this.claims.length, this.withheld.length);
    } else {
      this.evidence.hide();
      fill(this.body, ...(answer.reason === "policy" ? ruling(answer) : abstention(answer, this.asOf, retry)));
      announce(this.body.textContent);
    }
    this.node.prepend(...inferred(answer, retry));
    const notices = otherNotices(answer).map((notice) => foreign("p", notice, { class: "notice" }));
    this.body.append(...disagreements(answer.against, this.asOf), ...notices);
    fill(this.outcome, el("p", { class: "sum" }, this.#summary(answer)));
  }

  /** It ends here, for a reason outside of it. */
  end(words) {
    this.progress.remove();
    fill(this.outcome, el("p", { class: "sum" }, words));
    announce(words);
  }

  #summary(answer) {
    const seconds = answer.timings_ms.total ? ` · ${(answer.timings_ms.total / 1000).toFixed(1)} s` : "";
    if (!answer.claims.length) return `${answer.reason === "policy" ? "By a rule" : "No answer"}${seconds}`;
    const documents = new Set(answer.claims.flatMap((claim) => claim.citations.map((one) => one.document_id))).size;
    const held = this.withheld.length ? `, ${this.withheld.length} withheld` : "";
    const sentences = counted(answer.claims.length, "sentence");
    return `${sentences} checked against ${counted(documents, "document")}${held}${seconds}`;
  }

  /** Goes on from the sentence before as the text does: in the same paragraph, in a new one, or in a list. */
  #follow(lead) {
    const lines = lead.split("\n");
    const last = lines.pop();
    const bullet = BULLET.exec(last);
    for (const line of lines.filter((one) => one.trim())) {
      this.#newBlock("");
      this.#block.append(line.trim());
    }
    if (lines.length || !this.#block) this.#newBlock(bullet ? bullet[1] : "");
    if (!bullet && last) this.#block.append(last);
  }

  /** The sentence that comes denies what the question takes for granted: it stands apart. */
  #sayOtherwise(lead) {
    this.#block.classList.add("otherwise");
    fill(this.#block, foreign("span", lead.trim(), { class: "what" }), " ");
  }

  #newBlock(bullet) {
    if (!bullet) {
      this.#block = el("p", { dir: "auto" });
      this.body.append(this.#block);
      return;
    }
    const ordered = /\d/.test(bullet);
    const kind = ordered ? "OL" : "UL";
    let list = this.body.lastElementChild === this.evidence.node ? this.evidence.node.previousElementSibling : this.body.lastElementChild;
    if (list?.tagName !== kind) {
      list = el(kind.toLowerCase(), { dir: "auto" });
      this.body.append(list);
    }
    this.#block = el("li", { value: ordered ? parseInt(bullet, 10) : null });
    list.append(this.#block);
  }

  /** The paragraph, or the whole list, behind which evidence may stand. */
  #outer() {
    return this.#block.closest("ul, ol") ?? this.#block;
  }

  #marker(entry, number, label) {
    const button = el("button", { type: "button", class: "cite", "aria-label": label, "aria-controls": this.evidence.id }, number);
    entry.handle ??= button;
    this.#markedBy(entry, [...(entry.buttons ?? []), button]);
    return button;
  }

  #markedBy(entry, buttons) {
    entry.buttons = buttons;
    entry.mark = (on) => {
      entry.sentence.classList.toggle("shown", on);
      for (const button of entry.buttons) button.setAttribute("aria-expanded", String(on));
      if (!on) entry.pinned = false;
    };
    entry.mark(false);
  }

  #listen(entry, sentence) {
    entry.mark ?? this.#markedBy(entry, []);
    sentence.addEventListener("pointerenter", (event) => {
      if (event.pointerType === "mouse" && WIDE.matches) this.evidence.show(entry);
    });
    sentence.addEventListener("focusin", () => WIDE.matches && this.evidence.show(entry));
    sentence.addEventListener("click", (event) => {
      if (getSelection().isCollapsed) this.evidence.toggle(entry, event.detail === 0);
    });
  }
}
