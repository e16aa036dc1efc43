// What every page can do besides reading: acts, keys, forms (imported for their listeners), dialogs, clock, text size, print,
// and the desk that nobody has touched for a while.

import "./acts.js";
import "./forms.js";
import "./keys.js";
import { clearBand, setBand } from "./bands.js";
import { clock, clockPublic, now, say, setServerTime } from "./texts.js";

const html = document.documentElement;
const HERE_EVERY_MS = 60000;
const YEAR_S = 31536000;
const TEXT_STEPS = { m: "l", l: "xl", xl: "m" };

// ---- dialogs: data-opens="#id", data-closes; focus returns to what opened them ---------------------------------------------

let opener = null;

document.addEventListener("click", (event) => {
  const opens = event.target.closest("[data-opens]");
  if (opens) {
    opener = opens;
    document.querySelector(opens.dataset.opens)?.showModal();
  }
  event.target.closest("[data-closes]")?.closest("dialog")?.close();
  if (event.target.closest("[data-print]")) print();
});
document.addEventListener("close", (event) => {
  if (event.target.matches?.("dialog") && opener?.isConnected && document.activeElement === document.body) opener.focus();
}, true);

// ---- clock ------------------------------------------------------------------------------------------------------------------

const clocks = [...document.querySelectorAll("[data-clock]")];
if (clocks.length > 0) {
  setServerTime(clocks[0].getAttribute("datetime"));
  setInterval(() => {
    for (const element of clocks) {
      const words = element.dataset.clock === "public" ? clockPublic(now()) : clock(now());
      if (element.textContent !== words) element.textContent = words;
    }
  }, 1000);
}

// ---- small screens: the station in use is in sight, and a table that is pushed sideways can be pushed with the keyboard -------

document.querySelector(".stations [aria-current]")?.scrollIntoView({ block: "nearest", inline: "center" });

function nameScrollers() {
  for (const box of document.querySelectorAll(".scroll")) {
    const pushes = box.scrollWidth > box.clientWidth + 1;
    if (pushes === box.hasAttribute("tabindex")) continue;
    if (!pushes) {
      for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
      continue;
    }
    box.tabIndex = 0;
    box.setAttribute("role", "group");
    box.setAttribute("aria-label", box.querySelector("caption")?.textContent ?? document.title);
  }
}
nameScrollers();
addEventListener("resize", nameScrollers);

// ---- 文字: at once, without a new page; the cookie makes the server draw the next page so ------------------------------------

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-view='text']");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const size = TEXT_STEPS[html.dataset.text] ?? "m";
  html.dataset.text = size;
  document.cookie = `dvc_text=${size}; path=/; max-age=${YEAR_S}; SameSite=Lax`;
});

// ---- paper is white: a dark screen prints in the light colours ---------------------------------------------------------------

const theme = html.dataset.theme;
addEventListener("beforeprint", () => { html.dataset.theme = "light"; });
addEventListener("afterprint", () => { html.dataset.theme = theme; });

// ---- no line: pages without a board say it too ------------------------------------------------------------------------------

addEventListener("offline", () => setBand("line", "offline", say("offline", { time: clock(now()) })));
addEventListener("online", () => clearBand("line"));

// ---- the desk that nobody has touched: 「だれですか」 over a blurred page, what was typed stays ---------------------------------

const lock = document.getElementById("lock");
const lockForm = lock?.querySelector("[data-idle]");
if (lockForm) {
  const idleMs = Number(lockForm.dataset.idle) * 1000;
  let timer = setTimeout(close, idleMs);
  let saidAt = performance.now();
  for (const type of ["pointerdown", "keydown", "wheel", "input"]) {
    document.addEventListener(type, () => {
      clearTimeout(timer);
      timer = setTimeout(close, idleMs);
      if (performance.now() - saidAt < HERE_EVERY_MS || html.hasAttribute("data-locked")) return;
      saidAt = performance.now();
      stillHere(); // whoever types for a long time without sending is not away
    }, { passive: true, capture: true });
  }
  document.addEventListener("signed-out", (event) => {
    event.preventDefault(); // we ask here, over the page; what was typed stays
    close();
  });
  lock.addEventListener("cancel", (event) => { if (html.hasAttribute("data-locked")) event.preventDefault(); });
  lockForm.addEventListener("act:done", (event) => {
    event.preventDefault();
    if (event.detail.answer.stays) open(event.detail.answer.csrf);
    else location.reload(); // another person may see other things; drafts come back by themselves
  });
}

/** Tell the server that somebody is at this desk; a lost line only means that it asks for the PIN a little sooner. */
function stillHere() {
  const operation = document.querySelector('meta[name="operation"]')?.content;
  const token = document.querySelector('meta[name="csrf"]').content;
  fetch(`/o/${operation}/here`, { method: "POST", headers: { "X-CSRF-Token": token }, credentials: "same-origin" }).catch(() => {});
}

/** The same person came back: the page goes on as it was, with the token of the new session. */
function open(csrf) {
  if (csrf) {
    document.querySelector('meta[name="csrf"]').content = csrf;
    document.querySelectorAll('input[name="csrf"]').forEach((field) => { field.value = csrf; });
  }
  html.removeAttribute("data-locked");
  lockForm.reset();
  lock.close();
  document.dispatchEvent(new CustomEvent("signed-in"));
}

function close() {
  if (html.hasAttribute("data-locked")) return;
  html.setAttribute("data-locked", "");
  document.querySelectorAll("dialog[open]").forEach((open) => open.close());
  lock.querySelector("[data-lock-words]").hidden = false;
  lock.querySelector("[data-closes]").hidden = true;
  lock.showModal();
}
