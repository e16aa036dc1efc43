// Self check-in on a volunteer's own phone and at the kiosk: the form one group at a time; the kiosk goes back to its start.

import { say } from "./texts.js";
import { clearErrors, showErrors } from "./forms.js";
import { mark } from "./bands.js";

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
