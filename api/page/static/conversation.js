// The conversation: what was asked, what was answered, and the place to ask the next question. It is kept in the page.

import { AnswerView } from "./answer.js";
import { el, fill, foreign, newId } from "./dom.js";
import { closeEvidence } from "./evidence.js";
import { feedback } from "./feedback.js";
import { events } from "./request.js";
import { ask, session } from "./session.js";
import { Scope } from "./scope.js";
import { trail } from "./trail.js";
import { whyFailed } from "./words.js";

const SLOW_MS = 6000;
const VERY_SLOW_MS = 20000;
const REMEMBERED = 10;

/** The view at `#/`. */
export class Conversation {
  #turns = [];
  #running = null;
  #key = session.key;

  constructor() {
    this.thread = document.getElementById("thread");
    this.form = document.getElementById("composer");
    this.input = document.getElementById("question");
    this.button = document.getElementById("send");
    this.scope = new Scope(document.getElementById("scope"));
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      if (this.#running) this.#running.abort();
      else this.ask(this.input.value);
    });
    this.input.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      if (!this.#running) this.form.requestSubmit();
    });
    this.input.addEventListener("input", () => this.#fit());
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && this.#running) this.#running.abort();
    });
    for (const name of ["change", "wanted"]) session.addEventListener(name, () => this.#forget());
  }

  /** Asks, and shows what comes while it comes. */
  async ask(words, { infer = true } = {}) {
    const question = words.trim();
    if (!question || this.#running) return;
    const body = {
      question,
      infer,
      history: this.#turns.flatMap((turn) => turn.said).slice(-2 * REMEMBERED),
      ...this.scope.limits,
      ...(session.named.length ? { groups: session.named } : {}),
    };
    const turn = this.#begin(question, body);
    this.input.value = "";
    this.#fit();
    await this.#run(turn, body);
  }

  /** What was answered under another key may be closed to this one. */
  #forget() {
    if (this.#key === session.key) return;
    this.#key = session.key;
    this.#running?.abort();
    for (const turn of this.#turns) turn.node.remove();
    this.#turns = [];
    document.body.classList.remove("talking");
  }

  #begin(question, body) {
    closeEvidence();
    const id = newId("question");
    const view = new AnswerView(body.as_of ?? "");
    const node = el(
      "article",
      { class: "turn", "aria-labelledby": id },
      foreign("h2", question, { id, class: "asked" }),
      this.scope.narrowed && foreign("p", this.scope.words, { class: "limits" }),
      view.node,
    );
    this.thread.append(node);
    document.body.classList.add("talking");
    node.scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
    const turn = { question, view, node, said: [] };
    this.#turns.push(turn);
    return turn;
  }

  async #run(turn, body) {
    const { view } = turn;
    const controller = new AbortController();
    this.#running = controller;
    this.#show(true);
    const timers = [
      setTimeout(() => view.say("Still reading. Sentences appear as soon as they are checked …"), SLOW_MS),
      setTimeout(() => view.say("This takes longer than it should. You can wait, or stop it."), VERY_SLOW_MS),
    ];
    try {
      const response = await ask("v1/ask", { body, signal: controller.signal, accept: "text/event-stream" });
      for await (const [name, data] of events(response)) this.#take(turn, name, data);
    } catch (error) {
      this.#failed(turn, error, body);
    } finally {
      timers.forEach(clearTimeout);
      this.#running = null;
      this.#show(false);
    }
    if (view.text) {
      turn.said = [{ role: "user", content: turn.question }, { role: "assistant", content: view.text }];
    }
    this.#afterwards(turn, body);
  }

  #take({ view, question }, name, data) {
    if (name === "evidence") view.found(data);
    if (name === "claim") view.claim(data);
    if (name === "withheld") view.hold(data);
    if (name === "done") {
      view.done(data, {
        narrowed: this.scope.narrowed,
        widen: () => {
          this.scope.clear();
          this.ask(question);
        },
        rephrase: () => this.#put(question),
        literally: () => this.ask(question, { infer: false }),
      });
    }
  }

  #failed({ view, question, node }, error, body) {
    const kept = view.claims.length ? " What stands above was checked." : "";
    if (error.name === "AbortError") {
      view.end(`You stopped it.${kept}`);
      return;
    }
    if (error.status === 401) {
      node.remove();
      this.#turns.pop();
      document.body.classList.toggle("talking", this.#turns.length > 0);
      this.#keep(question); // the focus is where the key is asked for
      return;
    }
    view.end(`${whyFailed(error)}${kept}`);
    view.outcome.append(el("button", { type: "button", class: "primary", on: { click: () => this.#again(node, question, body) } }, "Try again"));
  }

  async #again(node, question, body) {
    if (this.#running) return;
    this.#turns = this.#turns.filter((turn) => turn.node !== node);
    node.remove();
    await this.#run(this.#begin(question, body), body);
  }

  #afterwards({ view }, body) {
    if (!view.answer && !view.claims.length) return;
    const [button, region] = trail(body, view);
    const row = el("div", { class: "actions" }, button);
    if (view.answer && session.me?.feedback) row.append(feedback(view));
    view.outcome.append(row, region);
  }

  #keep(question) {
    this.input.value = question;
    this.#fit();
  }

  #put(question) {
    this.#keep(question);
    this.input.focus();
    this.input.select();
  }

  #show(running) {
    this.button.textContent = running ? "Stop" : "Ask";
    this.button.classList.toggle("stop", running);
  }

  #fit() {
    this.input.style.setProperty("height", "auto");
    this.input.style.setProperty("height", `${Math.min(this.input.scrollHeight + 2, 180)}px`);
  }
}

/** What to say instead of the view where nothing can be asked. */
export function emptiness(node, title, ...lines) {
  fill(node, el("h2", {}, title), ...lines.map((line) => (typeof line === "string" ? el("p", {}, line) : line)));
  node.hidden = false;
}

const calm = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
