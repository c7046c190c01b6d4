// The panel that says who reads, takes a key, and lets groups be named where the server allows it.

import { announce, el, fill, foreign } from "./dom.js";
import { session } from "./session.js";
import { day } from "./words.js";

const button = document.getElementById("reader");
const panel = document.getElementById("reader-panel");
let wanted = "";

/** Wires the button and keeps both up to date. */
export function start() {
  button.addEventListener("click", () => open(panel.hidden));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || panel.hidden) return;
    open(false);
    button.focus();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (session.me && !panel.contains(target) && target !== button) open(false);
  });
  session.addEventListener("change", () => {
    wanted = "";
    draw();
  });
  session.addEventListener("wanted", () => {
    if (!panel.hidden && wanted === session.whyRefused) return; // it is being typed
    draw();
    wanted = session.whyRefused;
    open(true);
    panel.querySelector("input")?.focus();
    announce(session.whyRefused);
  });
  draw();
}

function open(shown) {
  panel.hidden = !shown;
  button.setAttribute("aria-expanded", String(shown));
}

function draw() {
  const { me, reads } = session;
  button.textContent = me ? (reads.length ? `Reading as ${reads.join(", ")}` : "Reading public documents") : "A key is wanted";
  fill(panel, ...(me ? known(me) : [keyForm(session.whyRefused)]));
}

function known(me) {
  const parts = [
    el("h2", {}, me.name ? foreign("bdi", me.name) : "No key is needed here"),
    el("p", {}, session.reads.length ? "You read public documents and those of " : "You read public documents only.", session.reads.length ? foreign("bdi", `${session.reads.join(", ")}.`) : null),
  ];
  if (me.expires) parts.push(el("p", { class: "note" }, `The key is good until ${day(me.expires.slice(0, 10))}.`));
  if (me.may_name_groups) parts.push(groupsForm());
  if (!me.keys_required) {
    parts.push(el("p", { class: "note" }, "This server asks nobody who they are, so it answers this machine alone."));
  } else {
    parts.push(keyForm("Another key may open more."), el("button", { type: "button", class: "link", on: { click: forget } }, "Forget the key"));
  }
  return parts;
}

async function forget() {
  await session.use("").catch(() => session.refuse());
}

/** To the question that waits, where there is one. */
function goOn() {
  const question = document.getElementById("question");
  (question.value && question.offsetParent ? question : button).focus();
}

function groupsForm() {
  const input = el("input", { type: "text", value: session.groups.join(", "), dir: "auto", autocomplete: "off", spellcheck: "false" });
  const form = el("form", { class: "inline" }, el("label", { class: "field" }, "Read as a member of (names with commas between)", input), el("button", { type: "submit", class: "primary" }, "Apply"));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    session.name(input.value.split(",").map((name) => name.trim()).filter(Boolean));
    open(false);
    button.focus();
  });
  return form;
}

function keyForm(words) {
  const input = el("input", { type: "password", autocomplete: "off", required: true, spellcheck: "false" });
  const note = el("p", { class: "note" }, words);
  const form = el(
    "form",
    { class: "inline" },
    note,
    el("label", { class: "field" }, "Key", input),
    el("button", { type: "submit", class: "primary" }, "Use this key"),
    el("p", { class: "note" }, "It stays in this tab and is gone when you close it."),
  );
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    try {
      await session.use(input.value.trim());
      open(false);
      goOn();
    } catch (error) {
      wanted = "";
      if (error.status === 401) {
        session.refuse();
        return;
      }
      note.textContent = `The key could not be checked, and is not kept. ${error.message}`;
      announce(note.textContent);
    }
  });
  return form;
}
