// Pages on a volunteer's own phone and at the kiosk: the check-in form one group at a time, the own page that asks every 15 s
// whether it still says what is so, the kiosk that goes back to its start.

import { clockPublic, now, say, setServerTime } from "./texts.js";
import { clearErrors, showErrors } from "./forms.js";
import { mark } from "./bands.js";

const WAIT_MOST_S = 120;
const VERDICT_S = 12;

// ---- the form in steps ------------------------------------------------------------------------------------------------------

const form = document.querySelector("[data-steps]");
const steps = form ? [...form.querySelectorAll("[data-step]")] : [];
const language = document.querySelector("[data-language]");
let at = -1; // -1: the language, then one section after the other

function show(step, { focus = true } = {}) {
  at = Math.min(Math.max(step, language ? -1 : 0), steps.length - 1);
  if (language) language.hidden = at >= 0;
  form.hidden = at < 0;
  steps.forEach((section, n) => { section.hidden = n !== at; });
  const foot = form.querySelector("[data-stepfoot]");
  foot.hidden = at < 0;
  foot.toggleAttribute("data-last", at === steps.length - 1);
  foot.querySelector("[data-step-next]").hidden = at === steps.length - 1;
  foot.querySelector("[data-step-at]").textContent = say("volunteer.js.step", { n: at + 1, of: steps.length });
  if (!focus) return;
  scrollTo(0, 0);
  const heading = at < 0 ? language.querySelector("h1") : steps[at].querySelector("h2");
  heading.tabIndex = -1;
  heading.focus();
}

const isEmpty = (name) => {
  const field = form.elements[name];
  if (field instanceof RadioNodeList) return field.value === "";
  return field.type === "checkbox" ? !field.checked : field.value.trim() === "";
};

/** What this step asks for; what is missing is said beside its field. */
function mayGoOn() {
  clearErrors(form);
  const missing = (steps[at].dataset.must ?? "").split(" ").filter((name) => name && isEmpty(name));
  showErrors(form, missing.map((field) => ({ field, message: say("volunteer.js.missing") })));
  return missing.length === 0;
}

function go(step) {
  history.pushState({ step }, "", step < 0 ? location.pathname : `#s${step + 1}`);
  show(step);
}

if (form) {
  const wanted = /^#s([1-4])$/.exec(location.hash);
  const wrong = form.querySelector('[aria-invalid="true"], .err');
  show(wrong ? steps.indexOf(wrong.closest("[data-step]")) : wanted ? 0 : -1, { focus: false });
  history.replaceState({ step: at }, "");
  addEventListener("popstate", (event) => { if (event.state) show(event.state.step); }); // a link within the page has none
  form.addEventListener("click", (event) => {
    if (event.target.closest("[data-step-next]") && mayGoOn()) go(at + 1);
    if (event.target.closest("[data-step-back]")) go(at - 1);
  });
  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input") || at === steps.length - 1) return;
    event.preventDefault();
    if (mayGoOn()) go(at + 1);
  });
  form.addEventListener("submit", (event) => {
    if (mayGoOn()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  });
  document.querySelector("[data-begin]")?.addEventListener("click", (event) => {
    event.preventDefault();
    go(0);
  });
  // a field that the server wants mended may stand in an earlier step
  form.addEventListener("act:refused", () => setTimeout(() => {
    const bad = form.querySelector('[aria-invalid="true"]')?.closest("[data-step]");
    if (bad) show(steps.indexOf(bad));
  }));
}

// ---- the kiosk ----------------------------------------------------------------------------------------------------------------

const verdict = document.getElementById("kiosk-verdict");
document.addEventListener("act:done", (event) => {
  const { answer } = event.detail;
  if (!verdict || answer.words === undefined) return;
  event.preventDefault();
  const box = document.createElement("div");
  const text = document.createElement("div");
  const words = document.createElement("b");
  box.className = `msg st-${answer.family}`;
  words.textContent = `${answer.result.code ?? ""} ${answer.words}`.trim();
  text.append(words);
  box.append(mark(answer.mark), text);
  verdict.replaceChildren(box);
  event.target.reset();
  event.target.querySelector("#tag")?.focus();
  setTimeout(() => { if (box.isConnected) box.remove(); }, VERDICT_S * 1000);
});

const returns = document.querySelector("[data-returns]");
if (returns) {
  let left = Number(returns.dataset.returns);
  const place = document.querySelector("[data-returns-in]");
  setInterval(() => {
    left -= 1;
    if (left <= 0) location.assign(returns.href);
    else place.textContent = say("volunteer.js.left", { n: left });
  }, 1000);
}

// ---- the own page ---------------------------------------------------------------------------------------------------------------

let page = document.querySelector("[data-me]");
let tries = 0;
let timer = null;
let heard = page ? new Date(page.dataset.now) : null;

if (page) {
  setServerTime(page.dataset.now);
  try {
    localStorage.removeItem("draft:self-check-in"); // it has arrived: nothing of the form stays on the phone
  } catch {
    // a phone that keeps nothing has nothing to forget
  }
  addEventListener("online", ask);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
  later();
}

function later() {
  clearTimeout(timer);
  const wait = Math.min(WAIT_MOST_S, Number(page.dataset.every) * 2 ** tries);
  timer = setTimeout(ask, wait * 1000 * (0.8 + 0.4 * Math.random()));
}

async function ask() {
  clearTimeout(timer);
  if (document.hidden) return; // asked again when it is looked at
  try {
    const answer = await fetch(page.dataset.url, { headers: { "If-None-Match": `"${page.dataset.version}"`, Accept: "application/json" }, cache: "no-store" });
    if (answer.status === 401) {
      location.reload();
      return;
    }
    if (!answer.ok && answer.status !== 304) throw new TypeError("not now");
    tries = 0;
    heard = now();
    if (answer.ok && (await answer.json()).version !== page.dataset.version) await renew();
    connection("live");
  } catch (fault) {
    if (!(fault instanceof TypeError)) throw fault;
    tries += 1;
    connection("off");
  }
  later();
}

/** The page says something else now: its new content in place of the old, a sound and a shake when it is the team. */
async function renew() {
  const hadTeam = page.querySelector(".tno") !== null;
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" }, cache: "no-store" });
  if (!answer.ok) throw new TypeError("not now");
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-me]");
  if (!fresh) return;
  page.replaceWith(fresh);
  page = fresh;
  document.getElementById("says").textContent = say("volunteer.js.changed");
  navigator.vibrate?.(page.querySelector(".tno") && !hadTeam ? [200, 100, 200, 100, 200] : 200);
  if (page.querySelector(".tno") && !hadTeam) chime();
}

/** Two rising tones; a phone that nobody has touched yet stays silent, and the sentence is there. */
function chime() {
  const Sound = window.AudioContext;
  if (!Sound) return;
  const sound = new Sound();
  [660, 880].forEach((hertz, n) => {
    const tone = sound.createOscillator();
    const loud = sound.createGain();
    tone.frequency.value = hertz;
    loud.gain.value = 0.2;
    tone.connect(loud).connect(sound.destination);
    tone.start(sound.currentTime + n * 0.3);
    tone.stop(sound.currentTime + n * 0.3 + 0.25);
  });
}

function connection(state) {
  const sign = document.querySelector("[data-conn]");
  const words = JSON.parse(sign.dataset.words);
  sign.className = `conn ${state === "off" ? "stale" : state}`;
  sign.querySelector("use").setAttribute("href", `#m-${state === "live" ? "check" : "pause"}`);
  sign.querySelector("[data-conn-word]").textContent = words[state].replace("{time}", clockPublic(heard));
  document.querySelector("[data-as-of]").textContent = say(state === "live" ? "volunteer.js.as_of" : "volunteer.js.offline", { time: clockPublic(heard) });
}
