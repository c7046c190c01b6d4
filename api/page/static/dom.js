// Builds elements. Strings become text nodes, never markup, and links lead inside the page or to http(s) alone.

/**
 * An element with attributes, listeners (`on`) and children; `null` children are left out.
 * @param {string} tag
 * @param {Record<string, unknown>} [attributes]
 * @param {...(Node | string | null | undefined | false)} children
 * @returns {HTMLElement}
 */
export function el(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name === "on") {
      for (const [event, listener] of Object.entries(value)) made.addEventListener(event, listener);
    } else if (name === "href") {
      if (isSafe(String(value))) made.setAttribute("href", String(value));
    } else if (!name.toLowerCase().startsWith("on")) {
      made.setAttribute(name, value === true ? "" : String(value));
    }
  }
  made.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return made;
}

/** Whether an address may be followed from here: a place in the page, or a site. */
export function isSafe(address) {
  return address.startsWith("#/") || /^https?:\/\//i.test(address);
}

/** Puts `children` in the place of what `parent` held. */
export function fill(parent, ...children) {
  parent.replaceChildren(...children.filter((child) => child !== null && child !== undefined && child !== false));
}

/** Text from a document or a person, in its own direction. */
export function foreign(tag, text, attributes = {}) {
  return el(tag, { dir: "auto", ...attributes }, text);
}

let ids = 0;

/** An id that no other element has. */
export function newId(prefix) {
  ids += 1;
  return `${prefix}-${ids}`;
}

/** Says something to whoever listens instead of looking. */
export function announce(text) {
  document.getElementById("status").textContent = text;
}
