// Acts: <form data-act> sent once, by fetch, with an Idempotency-Key made once per act; the answer or the refusal is shown
// beside the control; an act that can be taken back is taken back from the toast for 30 s. Without script the same form posts
// and the server redirects.
//
// The server answers {ok, action_id, result, undo} (dvc/web/acts.py) or problem+json {title, code, errors: [{field, message}]}.
// Page scripts hear `act:done` {answer} and `act:refused` {problem}, bubbling from the form; preventDefault() keeps the default away.

import { mark } from "./bands.js";
import { clearDraft, showErrors, clearErrors } from "./forms.js";
import { fill, say } from "./texts.js";

const SLOW_MS = 5000;
const UNDO_S = 30;
const CONFIRM_MS = 5000;
const keys = new WeakMap(); // form -> Idempotency-Key of the act that is being tried

/** 128 random bits as hex; crypto.randomUUID is missing on plain http, where a center's LAN may be. */
export function newKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return `act-${[...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

const csrf = () => document.querySelector('meta[name="csrf"]')?.content ?? "";

/** Send one act. Returns {kind: "ok" | "refused" | "unsent", body}; never throws for a line that is down. */
export async function send(url, body, { key, headers = {} }) {
  let response;
  try {
    response = await fetch(url, {
      method: "POST",
      body,
      headers: { Accept: "application/json, application/problem+json", "Idempotency-Key": key, "X-CSRF-Token": csrf(), ...headers },
      credentials: "same-origin",
    });
  } catch {
    return { kind: "unsent", body: { title: say("unsent") } };
  }
  const isJson = (response.headers.get("content-type") ?? "").includes("json");
  if (response.ok && response.redirected && !isJson) return { kind: "ok", body: { goes: response.url } };
  const answer = isJson ? await response.json() : {};
  if (response.ok) return { kind: "ok", body: answer };
  if (response.status === 401) document.dispatchEvent(new CustomEvent("signed-out", { cancelable: true }));
  return { kind: response.status >= 500 ? "unsent" : "refused", body: { title: say("fault"), ...answer } };
}

function bodyOf(form, submitter) {
  const data = new FormData(form, submitter);
  if (form.dataset.actType === "json") {
    const plain = {};
    for (const name of new Set(data.keys())) plain[name] = data.getAll(name).length > 1 ? data.getAll(name) : data.get(name);
    return { body: JSON.stringify(plain), headers: { "Content-Type": "application/json" } };
  }
  return form.enctype === "multipart/form-data" ? { body: data } : { body: new URLSearchParams(data) };
}

/** The key of this act: the server's (hidden field, for the road without script) the first time, then one of ours. */
function keyOf(form) {
  if (!keys.has(form)) keys.set(form, form.elements.action_id?.value || newKey());
  return keys.get(form);
}

function forgetKey(form) {
  keys.delete(form);
  if (form.elements.action_id) form.elements.action_id.value = newKey();
}

async function submit(form, submitter) {
  if (form.dataset.busy) return; // Enter twice, a double click: one act
  if (form.dataset.confirm !== undefined && !isConfirmed(form, submitter)) return;
  form.dataset.busy = "1";
  submitter?.setAttribute("aria-busy", "true");
  clearErrors(form);
  const slow = setTimeout(() => showBeside(form, submitter, say("slow"), "wait"), SLOW_MS);
  const { body, headers } = bodyOf(form, submitter);
  const result = await send(submitter?.hasAttribute("formaction") ? submitter.formAction : form.action, body, { key: keyOf(form), headers });
  clearTimeout(slow);
  delete form.dataset.busy;
  submitter?.removeAttribute("aria-busy");
  if (result.kind === "unsent") showBeside(form, submitter, result.body.title, "alarm"); // same key next time: it may have arrived
  else if (result.kind === "refused" && document.documentElement.hasAttribute("data-locked") && !form.closest("#lock")) return; // pressed again after signing in
  else {
    forgetKey(form);
    if (result.kind === "ok") done(form, result.body);
    else refused(form, submitter, result.body);
  }
}

/** What is rare but can be mended: the button asks once more, for 5 s. */
function isConfirmed(form, submitter) {
  const word = submitter?.querySelector("[data-word]") ?? submitter;
  if (form.dataset.asked) {
    delete form.dataset.asked;
    return true;
  }
  const before = word.textContent;
  form.dataset.asked = "1";
  word.textContent = form.dataset.confirm || say("again");
  setTimeout(() => {
    delete form.dataset.asked;
    word.textContent = before;
  }, CONFIRM_MS);
  return false;
}

function done(form, answer) {
  removeBeside(form);
  clearDraft(form);
  const isOurs = form.dispatchEvent(new CustomEvent("act:done", { bubbles: true, cancelable: true, detail: { answer } }));
  if (!isOurs) return;
  const goes = answer.goes ?? form.dataset.goes;
  if (goes) {
    location.assign(goes);
    return;
  }
  const dialog = form.closest("dialog");
  if (dialog?.open) dialog.close();
  if (form.dataset.done !== undefined || answer.undo) toast(fill(form.dataset.done ?? say("done"), answer.result), answer.undo);
  if ("reset" in form.dataset) form.reset();
  focusNext(form);
}

function refused(form, submitter, problem) {
  const isOurs = form.dispatchEvent(new CustomEvent("act:refused", { bubbles: true, cancelable: true, detail: { problem } }));
  if (!isOurs) return;
  const left = showErrors(form, problem.errors ?? []);
  if (!problem.errors?.length || left.length > 0) showBeside(form, submitter, [problem.title, ...left].join(" "), "alarm", problem.code);
}

/** A message right after the control that was pressed, read out at once. */
function showBeside(form, submitter, words, family, code = "") {
  removeBeside(form);
  const message = document.createElement("div");
  message.className = `msg st-${family} beside`;
  message.setAttribute("role", "alert");
  const text = document.createElement("div");
  const first = document.createElement("b");
  first.textContent = words;
  text.append(first);
  if (code) {
    const small = document.createElement("span");
    small.className = "tiny muted";
    small.textContent = code;
    text.append(small);
  }
  message.append(mark(family === "alarm" ? "alert" : "pause"), text);
  (submitter?.closest(".savebar, .row, .foot") ?? submitter ?? form.lastElementChild).after(message);
  message.dataset.of = form.dataset.act;
  form.beside = message;
}

function removeBeside(form) {
  form.beside?.remove();
  form.beside = null;
}

/** Focus goes to the next thing to do, never to <body>: what the form names, the next strip, the next act, the search field. */
function focusNext(form) {
  const strip = form.closest("[data-id]");
  let next = form.dataset.then ? document.querySelector(form.dataset.then) : null;
  for (let sibling = strip?.nextElementSibling; !next && sibling; sibling = sibling.nextElementSibling) if (!sibling.classList.contains("gone") && sibling.tagName !== "TEMPLATE") next = sibling;
  next ??= document.querySelector(".next .btn.primary, main [data-key='Enter']") ?? document.getElementById("find") ?? document.getElementById("main");
  next.focus();
}

// ---- undo ---------------------------------------------------------------------------------------------------------------

let last = null;

/** Say what happened; with the id of an act, offer to take it back. One toast at a time, in its reserved strip. */
export function toast(words, undo = null) {
  const place = document.getElementById("toasts");
  if (!place) return;
  clearInterval(last?.timer);
  const box = document.createElement("div");
  box.className = "toast";
  const text = document.createElement("span");
  text.textContent = words;
  box.append(text);
  last = { box, undo, left: UNDO_S, timer: null };
  if (undo) box.append(undoButton(), countdown());
  last.timer = setInterval(() => tick(), 1000);
  place.replaceChildren(box);
}

function undoButton() {
  const button = document.createElement("button");
  const key = document.createElement("kbd");
  button.className = "btn";
  button.type = "button";
  button.dataset.key = "Z";
  button.setAttribute("aria-keyshortcuts", "Z");
  key.setAttribute("aria-hidden", "true");
  key.textContent = "Z";
  button.append(say("undo"), " ", key);
  button.addEventListener("click", () => takeBack());
  return button;
}

function countdown() {
  const rest = document.createElement("span");
  rest.className = "small num";
  rest.setAttribute("aria-hidden", "true");
  rest.textContent = say("undo_left", { n: UNDO_S });
  return rest;
}

function tick() {
  last.left -= 1;
  const rest = last.box.querySelector(".num");
  if (rest) rest.textContent = say("undo_left", { n: last.left });
  if (last.left > 0) return;
  clearInterval(last.timer);
  last.box.remove();
}

/** Take back the act of the toast: a new act of its own, on the operation of this page (or the address the answer named). */
async function takeBack() {
  if (!last?.undo || last.isSent) return;
  const taken = last;
  taken.isSent = true;
  taken.key ??= newKey();
  const operation = document.querySelector('meta[name="operation"]')?.content ?? "";
  const isUrl = taken.undo.startsWith("/");
  const url = isUrl ? taken.undo : `/api/v1/operations/${encodeURIComponent(operation)}/commands/TakeBack`;
  const result = await send(url, JSON.stringify(isUrl ? {} : { of: taken.undo }), { key: taken.key, headers: { "Content-Type": "application/json" } });
  if (result.kind === "unsent") {
    taken.isSent = false;
    taken.box.querySelector("span").textContent = result.body.title;
    return;
  }
  toast(result.kind === "ok" ? say("undone") : result.body.title);
  document.dispatchEvent(new CustomEvent("act:undone", { detail: result }));
  if (result.kind === "ok" && !document.querySelector("[data-board]")) location.reload();
}

// ---- wiring -------------------------------------------------------------------------------------------------------------

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-act]");
  if (!form || event.defaultPrevented) return;
  event.preventDefault();
  submit(form, event.submitter);
});
// Another content is another act: a key that may have arrived must not be used for it.
document.addEventListener("input", (event) => {
  const form = event.target.form;
  if (form?.matches?.("[data-act]") && keys.has(form) && !form.dataset.busy) forgetKey(form);
});
