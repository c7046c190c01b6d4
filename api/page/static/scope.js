// Where an answer may come from: tags, and the day on which documents must be in force.

import { el, fill, newId } from "./dom.js";
import { day, limitsInWords } from "./words.js";

/** The line below the question, and the panel that it opens. Fires `change`. */
export class Scope extends EventTarget {
  #counts = {};
  tags = new Map();
  asOf = "";

  constructor(node) {
    super();
    this.panel = el("div", { class: "scope-panel", id: newId("scope"), hidden: true });
    this.line = el("div", { class: "scope-line" });
    this.toggle = el("button", { type: "button", class: "quiet", "aria-expanded": "false", "aria-controls": this.panel.id }, "Narrow");
    this.toggle.addEventListener("click", () => this.open(this.panel.hidden));
    this.panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      this.open(false);
      this.toggle.focus();
    });
    fill(node, this.line, this.panel);
    this.#draw();
  }

  /** What may be chosen: key to value to how many documents carry it. */
  offer(counts) {
    this.#counts = counts;
    this.#draw();
  }

  /** The limits as a request states them. */
  get limits() {
    const filters = Object.fromEntries([...this.tags].filter(([, values]) => values.size).map(([key, values]) => [key, [...values]]));
    return { ...(Object.keys(filters).length ? { filters } : {}), ...(this.asOf ? { as_of: this.asOf } : {}) };
  }

  get narrowed() {
    return Object.keys(this.limits).length > 0;
  }

  /** The same in words; empty where nothing is narrowed. */
  get words() {
    const { filters: tags, as_of } = this.limits;
    return limitsInWords({ tags, as_of });
  }

  clear() {
    this.tags.clear();
    this.asOf = "";
    this.#changed();
  }

  open(open) {
    this.panel.hidden = !open;
    this.toggle.setAttribute("aria-expanded", String(open));
    this.toggle.textContent = open ? "Done" : "Narrow";
    if (open) this.panel.querySelector("input")?.focus();
  }

  #changed() {
    this.#draw();
    this.dispatchEvent(new Event("change"));
  }

  #draw() {
    this.#drawLine();
    const focused = document.activeElement?.id;
    fill(this.panel, this.#dayField(), ...Object.entries(this.#counts).map(([key, values]) => this.#keyField(key, values)));
    if (focused) document.getElementById(focused)?.focus();
  }

  #drawLine() {
    const chips = [...this.tags].flatMap(([key, values]) =>
      [...values].map((value) => this.#chip(`${key}: ${value}`, () => this.#set(key, value, false))),
    );
    if (this.asOf) {
      chips.push(this.#chip(`as of ${day(this.asOf)}`, () => {
        this.asOf = "";
        this.#changed();
      }));
    }
    fill(this.line, ...(chips.length ? chips : [el("span", {}, "In all documents, as of today")]), this.toggle);
  }

  #chip(words, remove) {
    return el("button", { type: "button", class: "chip", "aria-label": `Remove ${words}`, on: { click: () => { remove(); this.toggle.focus(); } } }, el("bdi", {}, words), el("span", { "aria-hidden": "true" }, "×"));
  }

  #dayField() {
    const input = el("input", { type: "date", id: "as-of", value: this.asOf, min: "1900-01-01", max: "2999-12-31" });
    input.addEventListener("change", () => {
      this.asOf = input.value;
      this.#changed();
    });
    return el("label", { class: "field" }, "As of the day", input);
  }

  #keyField(key, values) {
    const boxes = Object.entries(values).map(([value, count]) => {
      const box = el("input", { type: "checkbox", id: `tag-${key}-${value}`, checked: this.tags.get(key)?.has(value) ?? false });
      box.addEventListener("change", () => this.#set(key, value, box.checked));
      return el("label", { class: "choice" }, box, el("bdi", {}, value), el("span", { class: "count" }, String(count)));
    });
    return el("fieldset", {}, el("legend", { dir: "auto" }, key), ...boxes);
  }

  #set(key, value, on) {
    const values = this.tags.get(key) ?? new Set();
    if (on) values.add(value);
    else values.delete(value);
    this.tags.set(key, values);
    this.#changed();
  }
}
