// Help while writing: drafts that survive a reload, フリガナ that fills itself from the typing, telephone numbers shown back,
// steppers, and errors beside their fields. A form asks for each by a data- attribute; none is needed for sending it.
//
// <form data-draft="id">          keeps every field but passwords and files in localStorage, one second after the last key
// <input data-kana-for="f-kana">  writes the reading of what is typed into that field until it is overwritten by hand
// <input data-phone="0595">       shows 0901234567 as typed, on leaving, in full half-width form with hyphens

import { clockSeconds, now, say } from "./texts.js";
import { mark } from "./bands.js";

const DRAFT_MS = 1000;

// ---- drafts -------------------------------------------------------------------------------------------------------------

const draftKey = (form) => `draft:${form.dataset.draft}`;

function keepDraft(form) {
  const kept = [];
  for (const field of form.elements) {
    if (!field.name || ["password", "file", "hidden", "submit", "button"].includes(field.type)) continue;
    const isTick = field.type === "radio" || field.type === "checkbox";
    if (!isTick || field.checked) kept.push([field.name, field.value]);
  }
  try {
    localStorage.setItem(draftKey(form), JSON.stringify(kept));
  } catch {
    return; // the device's store is full or shut: the form still works
  }
  for (const place of form.querySelectorAll("[data-draft-state]")) place.textContent = say("draft_saved", { time: clockSeconds(now()) });
}

function restoreDraft(form) {
  let kept = null;
  try {
    kept = JSON.parse(localStorage.getItem(draftKey(form)) ?? "null");
  } catch {
    kept = null;
  }
  if (!Array.isArray(kept) || kept.length === 0) return;
  const values = new Map();
  for (const [name, value] of kept) values.set(name, [...(values.get(name) ?? []), value]);
  for (const field of form.elements) {
    if (!values.has(field.name)) continue;
    if (field.type === "radio" || field.type === "checkbox") field.checked = values.get(field.name).includes(field.value);
    else if (!field.defaultValue && field.type !== "hidden") field.value = values.get(field.name)[0];
  }
  for (const place of form.querySelectorAll("[data-draft-state]")) {
    const drop = document.createElement("button");
    drop.type = "button";
    drop.className = "btn plain sm";
    drop.textContent = say("draft_drop");
    drop.addEventListener("click", () => { clearDraft(form); form.reset(); place.textContent = ""; });
    place.replaceChildren(`${say("draft_found")} `, drop);
  }
}

/** The act is done (or the person wishes it): nothing of it stays on the device. */
export function clearDraft(form) {
  clearTimeout(form.draftTimer);
  if (!form.dataset.draft) return;
  try {
    localStorage.removeItem(draftKey(form));
  } catch {
    return;
  }
}

document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (!form?.dataset?.draft) return;
  clearTimeout(form.draftTimer);
  form.draftTimer = setTimeout(() => keepDraft(form), DRAFT_MS);
});

// ---- フリガナ -------------------------------------------------------------------------------------------------------------

const isKana = (text) => /^[\u3041-\u3096\u30a1-\u30fa\u30fc\s]+$/u.test(text);
const toKatakana = (text) => text.normalize("NFKC").replace(/[\u3041-\u3096]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));

/** Collect what was typed before each conversion: the last all-kana text of a composition is its reading. */
function watchKana(field, target) {
  let reading = "";
  let isByHand = target.value !== "";
  target.addEventListener("input", () => { isByHand = target.value !== ""; });
  target.addEventListener("change", () => { target.value = toKatakana(target.value); });
  field.addEventListener("compositionstart", () => { reading = ""; });
  field.addEventListener("compositionupdate", (event) => { if (isKana(event.data ?? "")) reading = event.data; });
  field.addEventListener("compositionend", () => {
    if (isByHand || !reading) return;
    const space = /[\s\u3000]$/.test(target.value) || target.value === "" ? "" : " ";
    target.value = `${target.value}${target.value && /[\s\u3000]/.test(field.value) ? space : ""}${toKatakana(reading)}`;
    target.dispatchEvent(new CustomEvent("kana:filled", { bubbles: true }));
  });
  field.addEventListener("input", () => { if (field.value === "" && !isByHand) target.value = ""; });
}

// ---- telephone ----------------------------------------------------------------------------------------------------------

/** Half width, +81 as 0, hyphens where Japanese people write them; anything odd is left as it was written. */
export function phoneShown(typed, areaCode = "") {
  let digits = typed.normalize("NFKC").replace(/[\u2010-\u2015\u2212\u30fc\uff70]/g, "-").replace(/[\s()-]/g, "").replace(/^\+81/, "0");
  if (!/^\d+$/.test(digits)) return typed;
  if (areaCode && !digits.startsWith("0") && digits.length + areaCode.length === 10) digits = areaCode + digits;
  if (/^0[5789]0\d{8}$/.test(digits)) return `${digits.slice(0, 3)}-${digits.slice(3, 7)}-${digits.slice(7)}`;
  if (/^0(120|800)\d{6,7}$/.test(digits)) return `${digits.slice(0, 4)}-${digits.slice(4, 7)}-${digits.slice(7)}`;
  if (digits.length !== 10 || !digits.startsWith("0")) return digits;
  if (/^0[36]/.test(digits)) return `${digits.slice(0, 2)}-${digits.slice(2, 6)}-${digits.slice(6)}`;
  if (areaCode && digits.startsWith(areaCode)) return `${areaCode}-${digits.slice(areaCode.length, 6)}-${digits.slice(6)}`;
  return digits.startsWith("0000") ? `0000-${digits.slice(4, 6)}-${digits.slice(6)}` : digits;
}

document.addEventListener("change", (event) => {
  if (event.target.dataset?.phone !== undefined) event.target.value = phoneShown(event.target.value, event.target.dataset.phone);
});

// ---- counts -------------------------------------------------------------------------------------------------------------

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-step]");
  const field = button?.closest("[data-stepper]")?.querySelector("input");
  if (!field) return;
  const wished = Number(field.value || 0) + Number(button.dataset.step);
  field.value = String(Math.min(Number(field.max || Infinity), Math.max(Number(field.min || -Infinity), wished)));
  field.dispatchEvent(new Event("input", { bubbles: true }));
});

// ---- errors -------------------------------------------------------------------------------------------------------------

/** Put each sentence under its field and a summary that takes focus above the form; returns sentences without a field. */
export function showErrors(form, errors) {
  const listed = [];
  const left = [];
  for (const { field: name, message } of errors) {
    const named = form.elements[name];
    const field = named instanceof RadioNodeList ? named[0] : named;
    if (!field || field.type === "hidden") {
      left.push(message);
      continue;
    }
    field.id ||= `f-${name}`;
    showError(field, message);
    listed.push([field.id, message]);
  }
  if (listed.length > 0) summary(form, listed);
  return left;
}

function showError(field, message) {
  const line = document.createElement("p");
  line.className = "err";
  line.id = `${field.id}-e`;
  line.dataset.made = "1";
  line.append(mark("warn"), ` ${message}`);
  field.setAttribute("aria-invalid", "true");
  const described = (field.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && id !== line.id);
  field.setAttribute("aria-describedby", [...described, line.id].join(" "));
  document.getElementById(line.id)?.remove();
  (field.closest(".field") ?? field.parentElement).append(line);
}

function summary(form, listed) {
  const box = document.createElement("section");
  box.className = "errors";
  box.tabIndex = -1;
  box.dataset.made = "1";
  const heading = document.createElement("h2");
  heading.textContent = say("errors", { n: listed.length });
  const list = document.createElement("ul");
  for (const [id, message] of listed) {
    const link = document.createElement("a");
    link.href = `#${id}`;
    link.textContent = message;
    const row = document.createElement("li");
    row.append(link);
    list.append(row);
  }
  box.append(heading, list);
  form.prepend(box);
  box.focus();
}

/** Before the next try: take away what the last refusal wrote. */
export function clearErrors(form) {
  form.querySelectorAll("[data-made]").forEach((made) => made.remove());
  form.querySelectorAll('[aria-invalid="true"]').forEach((field) => field.removeAttribute("aria-invalid"));
}

// A link of the summary goes into the field, not only to it.
document.addEventListener("click", (event) => {
  const link = event.target.closest(".errors a[href^='#']");
  const field = link && document.getElementById(link.getAttribute("href").slice(1));
  if (!field) return;
  event.preventDefault();
  (field.matches("fieldset") ? field.querySelector("input") : field).focus();
});

// ---- start --------------------------------------------------------------------------------------------------------------

document.querySelector("[data-errors]")?.focus();
if (document.querySelector("[data-errors]")) document.title = `${say("errors_title")} - ${document.title}`;
/** Drafts and readings of the forms below `root`: once for the page, again for a piece that a script put into it. */
export function watchForms(root = document) {
  root.querySelectorAll("form[data-draft]").forEach(restoreDraft);
  root.querySelectorAll("[data-kana-for]").forEach((field) => {
    const target = document.getElementById(field.dataset.kanaFor);
    if (target) watchKana(field, target);
  });
}

watchForms();
