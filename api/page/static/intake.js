// Taking documents in: files to choose or drop, who will be able to read them, and a sync of what is synced anyway.

import { announce, el, fill, foreign, newId } from "./dom.js";
import { ask, session } from "./session.js";
import { counted, listed } from "./words.js";

const EVERYONE = "everyone";
const GROUPS = "groups";

/** The controls above the list, for those who may. Fires `job` with what the server is to do. */
export class Intake extends EventTarget {
  #files = [];

  constructor() {
    super();
    this.node = el("section", { class: "intake", "aria-label": "Change the documents", hidden: true });
    session.addEventListener("change", () => this.#draw());
    this.#draw();
  }

  #draw() {
    const { may_ingest: may, uploads, syncs } = session.me ?? {};
    this.node.hidden = !may || !(uploads || syncs);
    this.#files = [];
    if (this.node.hidden) {
      fill(this.node);
      return;
    }
    this.trouble = el("p", { class: "trouble", role: "alert", dir: "auto" });
    const form = uploads && this.#form(uploads);
    const open = form && el("button", { type: "button", class: "quiet", "aria-expanded": "false", "aria-controls": form.id }, "Add documents");
    open?.addEventListener("click", () => this.#toggle(open, form));
    const sync = syncs && el("button", { type: "button", class: "quiet", on: { click: () => this.#send(sync, "v1/sync", { method: "POST" }) } }, "Sync again");
    fill(this.node, el("p", { class: "buttons" }, open, sync), form, this.trouble);
  }

  #toggle(open, form) {
    form.hidden = !form.hidden;
    open.setAttribute("aria-expanded", String(!form.hidden));
    if (!form.hidden) this.input.focus();
  }

  #form(uploads) {
    this.input = el("input", { type: "file", multiple: true, accept: uploads.suffixes.join(",") });
    this.list = el("ul", { class: "files", "aria-label": "What will be uploaded" });
    this.input.addEventListener("change", () => {
      this.#add(this.input.files, uploads);
      this.input.value = "";
    });
    const area = el("div", { class: "drop" }, el("label", { class: "field" }, "Files: choose them, or drop them here", this.input), el("p", { class: "note" }, `At most ${megabytes(uploads.max_bytes)} each.`));
    this.#receive(area, uploads);
    this.button = el("button", { type: "submit", class: "primary" }, "Upload");
    const form = el("form", { id: newId("upload"), class: "upload", hidden: true, "aria-label": "Add documents" }, area, this.list, this.#readers(), this.#details(), this.button);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#upload();
    });
    return form;
  }

  #receive(area, uploads) {
    area.addEventListener("dragover", (event) => {
      event.preventDefault();
      area.classList.add("over");
    });
    area.addEventListener("dragleave", () => area.classList.remove("over"));
    area.addEventListener("drop", (event) => {
      event.preventDefault();
      area.classList.remove("over");
      this.#add(event.dataTransfer.files, uploads);
    });
  }

  #add(files, uploads) {
    const large = [...files].filter((file) => file.size > uploads.max_bytes);
    this.#complain(large.length ? `“${large[0].name}” has ${megabytes(large[0].size)}; at most ${megabytes(uploads.max_bytes)} are taken.` : "");
    const added = [...files].filter((file) => file.size <= uploads.max_bytes);
    const names = new Set(added.map((file) => file.name));
    this.#files = [...this.#files.filter((file) => !names.has(file.name)), ...added];
    const total = this.#files.reduce((sum, file) => sum + file.size, 0);
    if (total > uploads.max_total_bytes) this.#complain(`These are ${megabytes(total)}; at most ${megabytes(uploads.max_total_bytes)} are taken at once.`);
    this.#list();
  }

  #list() {
    const rows = this.#files.map((file) => {
      const leave = el("button", { type: "button", class: "quiet", "aria-label": `Leave out ${file.name}` }, "Leave out");
      leave.addEventListener("click", () => {
        this.#files = this.#files.filter((other) => other !== file);
        this.#list();
        this.input.focus();
      });
      return el("li", {}, foreign("span", file.name), el("span", { class: "count" }, megabytes(file.size)), leave);
    });
    fill(this.list, ...rows);
    this.button.textContent = this.#files.length ? `Upload ${counted(this.#files.length, "file")}` : "Upload";
  }

  #readers() {
    const name = newId("readers");
    const own = session.me.groups;
    const radio = (value, words) => {
      const input = el("input", { type: "radio", name, value, required: true, checked: value === GROUPS && own.length > 0 });
      return el("label", { class: "choice" }, input, words);
    };
    this.boxes = own.map((group) => el("input", { type: "checkbox", value: group, checked: true }));
    this.named = session.me.may_name_groups && el("input", { type: "text", autocomplete: "off", dir: "auto", placeholder: "hr, board" });
    this.outcome = el("p", { class: "note outcome", role: "status" });
    const some = own.length > 0 || this.named;
    const which = el(
      "div",
      { class: "which" },
      ...this.boxes.map((box) => el("label", { class: "choice" }, box, el("bdi", {}, box.value))),
      this.named && el("label", { class: "field" }, own.length ? "Other groups, with commas between" : "Groups, with commas between", this.named),
    );
    this.choice = el("fieldset", { class: "readers" }, el("legend", {}, "Who will be able to read them?"), some && radio(GROUPS, "Only members of these groups"), some && which, radio(EVERYONE, "Everyone who can ask here"), this.outcome);
    this.choice.addEventListener("input", (event) => {
      if (event.target !== this.named && event.target.type !== "checkbox") return this.#tell();
      this.choice.querySelector(`[value="${GROUPS}"]`).checked = true;
      return this.#tell();
    });
    this.#tell();
    return this.choice;
  }

  get #groups() {
    const typed = this.named ? this.named.value.split(",").map((group) => group.trim()) : [];
    return [...new Set([...this.boxes.filter((box) => box.checked).map((box) => box.value), ...typed])].filter(Boolean);
  }

  get #chosen() {
    return this.choice.querySelector(":checked[type=radio]")?.value ?? "";
  }

  #tell() {
    const groups = this.#groups;
    const words = { [EVERYONE]: "Everyone who can ask here will be able to read them.", [GROUPS]: groups.length ? `Only members of ${listed(groups)} will be able to read them.` : "Name at least one group." };
    this.outcome.textContent = words[this.#chosen] ?? "Nobody has been chosen yet.";
  }

  #details() {
    this.effective = el("input", { type: "date", min: "1900-01-01", max: "2999-12-31" });
    this.expires = el("input", { type: "date", min: "1900-01-01", max: "2999-12-31" });
    this.tags = el("input", { type: "text", autocomplete: "off", dir: "auto", placeholder: "department=people, type=policy" });
    return el(
      "div",
      { class: "fields" },
      el("label", { class: "field" }, "In force from", this.effective),
      el("label", { class: "field" }, "In force until", this.expires),
      el("label", { class: "field grow" }, "Tags", this.tags),
    );
  }

  async #upload() {
    const everyone = this.#chosen === EVERYONE;
    if (!this.#files.length) return this.#complain("Choose at least one file first.");
    if (!everyone && !this.#groups.length) return this.#complain("Name at least one group that may read them, or choose everyone.");
    const form = new FormData();
    for (const file of this.#files) form.append("file", file);
    if (everyone) form.append("public", "true");
    else for (const group of this.#groups) form.append("group", group);
    for (const tag of this.tags.value.split(",").map((one) => one.trim()).filter(Boolean)) form.append("tag", tag);
    if (this.effective.value) form.append("effective", this.effective.value);
    if (this.expires.value) form.append("expires", this.expires.value);
    this.button.textContent = `Uploading ${counted(this.#files.length, "file")} …`;
    announce(this.button.textContent);
    const sent = await this.#send(this.button, "v1/documents", { body: form });
    if (sent) this.#files = [];
    this.#list();
    (sent ? this.input : this.button).focus();
    return undefined;
  }

  /** Whether the server took it. */
  async #send(button, path, options) {
    this.#complain("");
    button.disabled = true;
    try {
      this.dispatchEvent(new CustomEvent("job", { detail: await ask(path, options) }));
      return true;
    } catch (error) {
      this.#complain(error.message);
      return false;
    } finally {
      button.disabled = false;
    }
  }

  #complain(words) {
    this.trouble.textContent = words;
  }
}

function megabytes(bytes) {
  return bytes < 1e5 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toLocaleString("en-GB", { maximumFractionDigits: 1 })} MB`;
}
