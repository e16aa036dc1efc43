// The counter: what is typed or scanned is looked up while typing, Enter goes to the person and then receives, focus comes back
// to the field after every act. A scanner types like a keyboard, also while a button has focus: its burst is caught before
// any key of the page can act.

import { board } from "./board.js";
import { mark } from "./bands.js";
import { clockPublic, fill, now, say } from "./texts.js";
import { toast } from "./acts.js";
import { watchForms } from "./forms.js";

const LOOK_MS = 180; // after the last key; a scanner's Enter does not wait
const LEAST = 2;
const BURST_MS = 45; // between two keys of a scanner; nobody types so fast
const PACE_MS = 10 * 60000;
const field = document.getElementById("q");
const find = document.querySelector("[data-find]");
const found = document.getElementById("found");
const verdict = document.getElementById("verdict");
let asked = field.value; // what the found part is about
let timer = null;
let running = null;
let before = null; // a card that was open when somebody else was scanned: {href, name}

document.getElementById("find")?.removeAttribute("data-key"); // "/" goes to the counter's own field here

const csrf = () => document.querySelector('meta[name="csrf"]').content;
const card = () => found.querySelector("[data-card]");

// ---- the found part -------------------------------------------------------------------------------------------------------

async function fetchPart(url, body = null) {
  running?.abort();
  running = new AbortController();
  try {
    const answer = await fetch(url, { method: body ? "POST" : "GET", body, headers: { "X-Part": "1", "X-CSRF-Token": csrf(), Accept: "text/html" }, signal: running.signal, credentials: "same-origin" });
    if (answer.redirected && !answer.headers.get("content-type")?.includes("html")) return false;
    const html = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (!answer.ok) {
      tell("wait", "warn", html.querySelector("main .msg b")?.textContent ?? say("fault"));
      return false;
    }
    found.replaceChildren(...html.body.childNodes);
    watchForms(found);
    return true;
  } catch (fault) {
    if (fault.name !== "AbortError") tell("alarm", "alert", say("unsent"));
    return false;
  }
}

/** Look up what stands in the field; true when the found part is about it. */
async function look(chosen = "") {
  clearTimeout(timer);
  const text = field.value.trim();
  if (text === asked && !chosen && found.querySelector("[data-choose], [data-nobody], [data-card]")) return true;
  if (!text && !chosen) return false;
  const body = new URLSearchParams({ q: text });
  if (chosen) body.set("p", chosen);
  const isIn = await fetchPart(find.action, body);
  if (isIn) asked = text;
  return isIn;
}

/** The next thing to press in the found part: the card's act for one person, the list for several. */
function goOn() {
  const matches = [...found.querySelectorAll("[data-choose] .match")];
  const next = matches.length > 1 ? (found.querySelector(".match[aria-current]") ?? matches[0]) : first(card() ?? found);
  (next ?? field).focus();
}

const first = (place) => place.querySelector("[data-first]") ?? place.querySelector(".btn.primary, .btn");

field.addEventListener("input", () => {
  clearTimeout(timer);
  verdict.replaceChildren();
  before = null;
  if (field.value.trim().length >= LEAST) timer = setTimeout(() => look(), LOOK_MS);
});

find.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (!field.value.trim()) return;
  if (await look()) goOn();
});

field.addEventListener("keydown", (event) => {
  if (event.isComposing || event.key !== "ArrowDown") return;
  found.querySelector(".match")?.focus();
  event.preventDefault();
});

found.addEventListener("keydown", (event) => {
  const at = event.target.closest(".match");
  if (!at || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
  const all = [...found.querySelectorAll(".match")];
  (all[all.indexOf(at) + (event.key === "ArrowDown" ? 1 : -1)] ?? field).focus();
  event.preventDefault();
});

found.addEventListener("submit", async (event) => {
  if (!event.target.matches("[data-choose]")) return;
  event.preventDefault();
  if (await look(event.submitter.value)) (first(card() ?? found) ?? field).focus();
});

// Links that open a piece beside the list: a person's card, a group, the form of somebody new.
document.addEventListener("click", async (event) => {
  const link = event.target.closest("a[data-part]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  verdict.replaceChildren();
  await open(link.href);
});

async function open(href) {
  if (!(await fetchPart(href))) return;
  asked = "";
  prefill();
  found.scrollIntoView({ block: "nearest" });
  (found.querySelector("[data-new] input:not([type=hidden])") ?? first(found) ?? field).focus();
}

/** What was typed in vain goes where it belongs in the form of somebody new. */
function prefill() {
  const form = found.querySelector("[data-new]");
  const text = field.value.trim();
  if (!form || !text) return;
  const digits = text.normalize("NFKC").replace(/[\s-]/g, "");
  const name = /^\d{10,11}$/.test(digits) ? "phone" : /^[\u3041-\u3096\u30a1-\u30fa\u30fc\s]+$/.test(text) ? "kana" : /^[\d-]+$/.test(text) ? null : "name";
  if (name && !form.elements[name].value) form.elements[name].value = text;
}

// ---- after an act ----------------------------------------------------------------------------------------------------------

document.addEventListener("act:done", (event) => {
  const { answer } = event.detail;
  if (answer.words !== undefined) received(event, answer);
  else if (found.contains(event.target)) changed(event, answer);
});

/** Somebody was received: say it large, offer to take it back, be ready for the next person. */
function received(event, answer) {
  event.preventDefault();
  const code = answer.result.code ? `${answer.result.code} ` : "";
  tell(answer.family, answer.mark, `${code}${answer.words}`);
  toast(answer.repeated || answer.result.repeated ? answer.words : say("reception_pages.js.received"), answer.result.repeated ? null : answer.undo);
  const waits = ["insurance_wait", "rest"].includes(answer.result.status);
  if (waits) open(`${location.pathname}/people/${encodeURIComponent(answer.result.attendance_id)}`);
  else ready();
}

/** Another act in the found part: the piece is read again, so that it shows what stands now. */
async function changed(event, answer) {
  event.preventDefault();
  const href = event.target.dataset.goes ?? card()?.dataset.href ?? found.querySelector("[data-href]")?.dataset.href;
  const said = typeof answer.result.answer === "string" ? say(answer.result.answer.replace(/^reception\./, "reception_pages.js.")) : "";
  toast(said || fill(event.target.dataset.done ?? say("done"), answer.result), answer.undo);
  if (href) await fetchPart(href);
  (found.querySelector("[data-first]") ?? field).focus();
}

// Somebody of this name and phone is entered already: this person, or really another one.
document.addEventListener("act:refused", (event) => {
  const { problem } = event.detail;
  if (problem.code !== "reception_pages.same_person") return;
  event.preventDefault();
  const form = event.target;
  tell("wait", "warn", problem.title);
  verdict.firstElementChild.append(
    button(say("reception_pages.js.this_person"), () => open(form.dataset.same + encodeURIComponent(problem.details.person))),
    button(say("reception_pages.js.other_person"), () => {
      form.append(Object.assign(document.createElement("input"), { type: "hidden", name: "is_other", value: "1" }));
      verdict.replaceChildren();
      form.requestSubmit();
    }),
  );
  verdict.querySelector("button").focus();
});

function button(words, press) {
  const made = document.createElement("button");
  made.className = "btn";
  made.type = "button";
  made.textContent = words;
  made.addEventListener("click", press);
  return made;
}

document.addEventListener("act:undone", () => ready());

function ready() {
  asked = "";
  before = null;
  field.value = "";
  found.replaceChildren();
  field.focus();
}

function tell(family, id, words) {
  const box = document.createElement("div");
  const text = document.createElement("div");
  const sentence = document.createElement("b");
  box.className = `msg st-${family}`;
  sentence.textContent = words;
  text.append(sentence);
  box.append(mark(id), text);
  verdict.replaceChildren(box);
}

// ---- a scanner, wherever the focus is ---------------------------------------------------------------------------------------

let burst = [];
let burstTimer = null;
let isReplay = false;

const isTyping = (target) => target.isContentEditable || target.matches?.("textarea, select, input:not([type=checkbox], [type=radio])");

document.addEventListener("keydown", (event) => {
  if (isReplay || event.isComposing || event.ctrlKey || event.altKey || event.metaKey || document.querySelector("dialog[open]")) return;
  if (isTyping(event.target)) return;
  if (event.key === "Enter" && burst.length > 3) {
    swallow(event);
    scanned(burst.map((one) => one.key).join(""));
    return;
  }
  if (event.key.length !== 1) {
    flush();
    return;
  }
  swallow(event);
  burst.push(event);
  clearTimeout(burstTimer);
  burstTimer = setTimeout(flush, BURST_MS);
}, true);

function swallow(event) {
  event.preventDefault();
  event.stopImmediatePropagation();
  clearTimeout(burstTimer);
}

/** No burst: a person pressed a key, which the page gets now. */
function flush() {
  const keys = burst;
  burst = [];
  isReplay = true;
  for (const { key, code, shiftKey, target } of keys) (target.isConnected ? target : document.body).dispatchEvent(new KeyboardEvent("keydown", { key, code, shiftKey, bubbles: true, cancelable: true }));
  for (const { key, target } of keys) if (key === " " && target.isConnected && target.matches("button, summary, input")) target.click();
  isReplay = false;
}

/** A tag was read. The open card is received only if it is the same person; else the other one is shown, and the way back. */
async function scanned(text) {
  burst = [];
  const was = card();
  const open = was?.hasAttribute("data-expected") ? { id: was.dataset.card, href: was.dataset.href, name: was.querySelector(".pname").textContent } : null;
  field.value = text;
  if (!(await look())) return;
  const is = card();
  if (open && is?.dataset.card === open.id) {
    is.querySelector('form[data-act="check-in"]')?.requestSubmit();
    return;
  }
  if (open) askBack(open);
  goOn();
}

function askBack(open) {
  tell("wait", "pause", say("reception_pages.js.other_card", { name: open.name }));
  verdict.firstElementChild.append(button(say("reception_pages.js.back_to"), async () => {
    verdict.replaceChildren();
    if (await fetchPart(open.href)) (first(card() ?? found) ?? field).focus();
  }));
}

// ---- figures that a count of the board does not give -------------------------------------------------------------------------

const side = document.querySelector("[data-now]");

function figures() {
  const day = [...board.items("day").values()][0];
  const place = board.get("figure", "places");
  if (!day || !place) return;
  const groups = [...board.items("group").values()].reduce((sum, group) => sum + (group.expected_more ?? 0), 0);
  const places = place.value + groups;
  put(side.querySelector("[data-free]"), Math.max(0, day.cap - places));
  put(side.querySelector("[data-arrived]"), board.get("figure", "checked_in")?.value ?? 0);
  const bar = side.parentElement.querySelector(".bar");
  bar.querySelector("rect").setAttribute("width", String(Math.min(100, Math.round((1000 * places) / (day.cap || 1)) / 10)));
  bar.setAttribute("aria-label", say("reception_pages.js.bar", { places, cap: day.cap }));
  const since = now().getTime() - PACE_MS;
  const came = [...board.items("attendance").values()].filter((one) => one.arrived_at && Date.parse(one.arrived_at) > since).length;
  put(document.querySelector("[data-pace]"), (came / 10).toFixed(1));
  put(document.querySelector("[data-round]"), say("reception_pages.js.round_name", { n: day.next_round }));
  const at = new Date(day.next_round_at);
  put(document.querySelector("[data-round-at]"), at < now() ? say("reception_pages.js.round_soon") : say("reception_pages.js.round_at", { time: clockPublic(at) }));
}

function put(element, value) {
  const words = typeof value === "number" ? value.toLocaleString("en-US") : value;
  if (element && element.textContent !== words) element.textContent = words;
}

let due = false;
function soon() {
  if (due) return;
  due = true;
  requestAnimationFrame(() => { due = false; figures(); });
}
if (board) {
  board.main.addEventListener("board:ready", soon);
  board.main.addEventListener("board:item", soon);
  setInterval(soon, 30000);
  if (board.isReady) soon();
}
