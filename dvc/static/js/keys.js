// Keys (screens.md 9). A control says its own key: data-key="T", "Shift+Enter", "F9", "Alt+3", "/". This file finds the control
// for a key that was pressed and presses it. Single letters and digits never act while somebody types; one switch turns them off.

import { say } from "./texts.js";

const NAMED = { ArrowDown: "J", ArrowUp: "K" };
const html = document.documentElement;

const areLettersOff = () => html.dataset.keys === "off";
const isVisible = (element) => element.offsetParent !== null || element.getClientRects().length > 0;

function isTyping(target) {
  return target.isContentEditable || target.matches?.("textarea, select, input:not([type=checkbox], [type=radio], [type=button], [type=submit], [type=range])");
}

/** "Ctrl+Shift+Enter" of a key event. */
function nameOf(event) {
  const letter = /^Digit[0-9]$/.test(event.code) && event.altKey ? event.code.slice(5) : event.key;
  const key = letter.length === 1 ? letter.toUpperCase() : letter;
  const held = [event.ctrlKey && "Ctrl", event.altKey && "Alt", event.shiftKey && (key.length > 1 || /[A-Z]/.test(key)) && "Shift"].filter(Boolean);
  return [...held, key === " " ? "Space" : key].join("+");
}

/** The control for a key: in the open dialog if there is one; in the selected strip before the rest of the page. */
function controlFor(name) {
  const dialog = document.querySelector("dialog[open]");
  const places = dialog ? [dialog] : [document.activeElement?.closest?.("[data-id]"), document.querySelector("[data-id].sel, [data-id][aria-selected=true]"), document];
  for (const place of places.filter(Boolean)) {
    const found = [...place.querySelectorAll(`[data-key="${CSS.escape(name)}"]`)].find((control) => isVisible(control) && !control.disabled);
    if (found) return found;
  }
  return null;
}

function press(control) {
  if (control.matches("input:not([type=checkbox], [type=radio]), textarea, select")) {
    control.focus();
    control.select?.();
  } else {
    control.click();
  }
}

/** Next or previous strip, with focus; from nowhere, the first one. */
function step(by) {
  const strips = [...document.querySelectorAll("main [data-id][tabindex]")].filter((strip) => isVisible(strip) && !strip.classList.contains("gone"));
  const at = strips.indexOf(document.activeElement?.closest?.("[data-id][tabindex]"));
  const next = strips[at < 0 ? 0 : Math.min(strips.length - 1, Math.max(0, at + by))];
  next?.focus();
  next?.scrollIntoView({ block: "nearest" });
  return Boolean(next);
}

function openActions() {
  const actions = (document.activeElement?.closest?.("[data-id]") ?? document).querySelector(".actions:not(.langb)");
  if (!actions) return false;
  actions.open = true;
  actions.querySelector(".btn, a, input")?.focus();
  return true;
}

/** Close what opened last; what was typed stays. Dialogs close themselves. */
function closeLast() {
  const open = [...document.querySelectorAll("details.actions[open]")].at(-1);
  if (!open) return false;
  open.open = false;
  open.querySelector("summary").focus();
  return true;
}

document.addEventListener("keydown", (event) => {
  if (event.defaultPrevented || event.isComposing || event.metaKey) return;
  const name = nameOf(event);
  const isPlain = !event.ctrlKey && !event.altKey && event.key.length === 1;
  if (isPlain && (isTyping(event.target) || areLettersOff())) return;
  if (act(name, event)) event.preventDefault();
});

function act(name, event) {
  if (name === "Escape") return closeLast();
  if (name === "?") return openKeys();
  // Enter belongs to the control that has focus; only from a strip or from nowhere it does the next act.
  const isOnControl = event.target.closest?.("a[href], button, summary, input, select, textarea");
  if ((name === "Enter" || name === "Space") && isOnControl) return false;
  if (name.startsWith("Arrow") && isOnControl) return false;
  const strip = name === "Enter" && event.target.matches?.("[data-id]") ? event.target : null;
  const control = strip?.querySelector("[data-key='Enter'], .btn, a[href]") ?? controlFor(name);
  if (control) {
    press(control);
    return true;
  }
  const moved = NAMED[name] ?? name;
  if (moved === "J" || moved === "K") return !document.querySelector("dialog[open]") && step(moved === "J" ? 1 : -1);
  return name === "." && openActions();
}

// ---- the list of keys -----------------------------------------------------------------------------------------------------

function openKeys() {
  const dialog = document.getElementById("keys");
  const list = dialog?.querySelector("[data-keys-list]");
  if (!list || document.querySelector("dialog[open]")) return false;
  const own = new Map();
  for (const control of document.querySelectorAll("main [data-key]")) {
    if (isVisible(control)) own.set(control.dataset.key, (control.getAttribute("aria-label") ?? control.closest("label, .btn, a")?.querySelector("span, [data-word]")?.textContent ?? control.textContent).trim());
  }
  const common = [["/", "key_search"], ["J K ↓ ↑", "key_next"], ["Z", "key_undo"], ["Esc", "key_close"], ["Alt+1–7", "key_station"], [".", "key_actions"], ["?", "key_help"]];
  list.replaceChildren(...[...own, ...common.map(([key, code]) => [key, say(code)])].flatMap(([key, words]) => row(key, words)));
  dialog.querySelector("[data-keys-switch]").textContent = say(areLettersOff() ? "keys_on" : "keys_off");
  dialog.showModal();
  return true;
}

function row(key, words) {
  const [name, what] = [document.createElement("dt"), document.createElement("dd")];
  const cap = document.createElement("kbd");
  cap.textContent = key;
  name.append(cap);
  what.textContent = words;
  return [name, what];
}

document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-keys-switch]")) return;
  if (areLettersOff()) delete html.dataset.keys;
  else html.dataset.keys = "off";
  remember(html.dataset.keys);
  document.getElementById("keys").close();
});

function remember(value) {
  try {
    if (value) localStorage.setItem("keys", value);
    else localStorage.removeItem("keys");
  } catch {
    return; // the switch then lasts for this page only
  }
}

try {
  if (localStorage.getItem("keys") === "off") html.dataset.keys = "off";
} catch {
  delete html.dataset.keys;
}
