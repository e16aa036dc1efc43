// Intake during the call: the same house while it is typed, what was understood of the address, what is still to be asked, and
// the crisis by one key. Everything here is help; the form saves without it.

import { mark } from "./bands.js";
import { clearDraft } from "./forms.js";
import { clock, now, say } from "./texts.js";

const form = document.getElementById("intake");
const WAIT_MS = 300;
const ASK_LEAST = { kana: 3, name: 2, phone: 5, address: 4 };
const BAD = { "living.alone": "true", "living.care_needed": "true", "living.no_water": "true", "living.helper_near": "false" };
const CRISIS_LEAST = 3; // three of the four facts, or illness without water

const value = (name) => new FormData(form).get(name) ?? "";
const meta = (name) => document.querySelector(`meta[name="${name}"]`)?.content ?? "";

/** Ask the server while somebody types, by POST so that no name stands in an address: the last question wins. */
function asker(show) {
  let timer = null;
  let asked = 0;
  return (url, said) => {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const mine = (asked += 1);
      try {
        const headers = { Accept: "application/json", "X-CSRF-Token": meta("csrf") };
        const answer = await fetch(url, { method: "POST", body: new URLSearchParams(said), headers, credentials: "same-origin", cache: "no-store" });
        if (answer.ok && mine === asked) show(await answer.json());
      } catch (fault) {
        if (!(fault instanceof TypeError)) throw fault;
      }
    }, WAIT_MS);
  };
}

// ---- the same house -----------------------------------------------------------------------------------------------------

const list = document.querySelector("[data-alike-list]");
const decided = new Map(); // household -> "same" | "not"

function askAlike() {
  const said = Object.fromEntries(Object.keys(ASK_LEAST).map((name) => [name, value(name).trim()]));
  const enough = Object.entries(ASK_LEAST).some(([name, least]) => (name === "phone" ? said.phone.replace(/\D/g, "") : said[name]).length >= least);
  if (!enough) return showAlike({ candidates: [] });
  findAlike(meta("alike"), { ...said, but: form.dataset.alikeBut ?? "" });
  return undefined;
}

function showAlike({ candidates }) {
  document.querySelector("[data-alike-count]").textContent = String(candidates.length);
  document.querySelector("[data-alike-none]").hidden = candidates.length > 0;
  list.replaceChildren(...candidates.map((one, index) => candidate(one, index === 0)));
}
const findAlike = asker(showAlike);

function candidate(one, isFirst) {
  const card = document.getElementById("cand").content.firstElementChild.cloneNode(true);
  card.dataset.household = one.household;
  const link = card.querySelector("[data-c=code]");
  link.textContent = one.code ?? "";
  if (one.href?.startsWith("/o/")) link.href = one.href;
  link.target = "_blank";
  const chip = card.querySelector("[data-c-chip]");
  chip.hidden = !one.status;
  if (one.status) {
    chip.classList.add(`st-${one.family}`);
    chip.querySelector("use").setAttribute("href", `#m-${one.mark}`);
  }
  for (const name of ["status", "received", "who", "address"]) card.querySelector(`[data-c=${name}]`).textContent = one[name] ?? "";
  card.querySelector("[data-c-why]").replaceChildren(...one.why.map((word) => Object.assign(document.createElement("mark"), { textContent: word })));
  const same = card.querySelector("[data-c-same]");
  if (same && isFirst) {
    same.dataset.key = "S";
    same.querySelector("kbd").hidden = false;
  }
  same?.addEventListener("click", () => decide(one.household, "same"));
  card.querySelector("[data-c-not]")?.addEventListener("click", () => decide(one.household, "not"));
  paint(card);
  return card;
}

function decide(household, how) {
  if (how === "same") for (const [other, was] of decided) if (was === "same") decided.delete(other);
  if (decided.get(household) === how) decided.delete(household);
  else decided.set(household, how);
  form.querySelector("[data-same]").value = [...decided].find(([, was]) => was === "same")?.[0] ?? "";
  form.querySelectorAll("[name=not_same_as]").forEach((field) => field.remove());
  for (const [other, was] of decided) {
    if (was !== "not") continue;
    const field = document.createElement("input");
    Object.assign(field, { type: "hidden", name: "not_same_as", value: other });
    form.append(field);
  }
  list.querySelectorAll("[data-household]").forEach(paint);
  const said = document.querySelector("[data-alike-said]");
  said.hidden = !decided.has(household);
  said.textContent = decided.has(household) ? say(`needs_pages.js.alike_${decided.get(household)}`) : "";
}

function paint(card) {
  const how = decided.get(card.dataset.household);
  card.classList.toggle("same", how === "same");
  card.classList.toggle("not", how === "not");
  card.querySelector("[data-c-same]")?.setAttribute("aria-pressed", String(how === "same"));
  card.querySelector("[data-c-not]")?.setAttribute("aria-pressed", String(how === "not"));
}

// ---- the address ----------------------------------------------------------------------------------------------------------

const words = document.getElementById("place-words");
const choices = document.getElementById("place-choices");
const findPlace = asker(showPlace);

function askPlace() {
  const address = value("address").trim();
  choices.replaceChildren();
  if (address.length < 2) words.textContent = "";
  else findPlace(meta("place"), { address });
}

function showPlace({ words: told, candidates, is_sure: isSure }) {
  words.textContent = told;
  words.classList.toggle("ask", Boolean(told) && !isSure);
  if (candidates.length === 0) return choices.replaceChildren();
  const group = document.createElement("fieldset");
  group.className = "field";
  const legend = document.createElement("legend");
  legend.textContent = say("needs_pages.js.place_which");
  const row = document.createElement("div");
  row.className = "choices";
  row.append(...candidates.map(placeChoice));
  group.append(legend, row);
  return choices.replaceChildren(group);
}

function placeChoice({ key, words: told }) {
  const label = document.createElement("label");
  label.className = "choice";
  const radio = document.createElement("input");
  Object.assign(radio, { type: "radio", name: "town_choice", value: key });
  const text = document.createElement("span");
  text.textContent = told;
  label.append(radio, " ", text);
  return label;
}

// ---- what is still to be asked ---------------------------------------------------------------------------------------------

const FIRST = {
  s1: ["living.alone", "living.care_needed", "living.no_water", "living.helper_near"],
  s2: ["name", "phone", "address"],
  s3: ["request_text"],
  s4: ["hours", "contact_note"],
};
const EITHER = [["phone", "no_phone"], ["hours", "contact_note"]];

function isAsked(name) {
  const pair = EITHER.find((names) => names.includes(name)) ?? [name];
  return pair.some((one) => value(one).trim() !== "");
}

function count() {
  let total = 0;
  let done = 0;
  for (const [step, names] of Object.entries(FIRST)) {
    const wanted = names.filter((name, index) => EITHER.every(([first, other]) => name !== other || !names.slice(0, index).includes(first)));
    const asked = wanted.filter(isAsked).length;
    total += wanted.length;
    done += asked;
    tellRail(step, wanted.length - asked);
  }
  tellRail("s5", value("consent") ? 0 : 1);
  document.querySelector("[data-first-count]").textContent = say("needs_pages.js.first", { total, done });
}

function tellRail(step, left) {
  const place = document.querySelector(`[data-rail=${step}]`);
  if (!place) return;
  place.classList.toggle("ok", left === 0);
  place.querySelector("use").setAttribute("href", left === 0 ? "#m-check" : "#m-ring");
  place.querySelector("[data-rail-words]").textContent = say(left === 0 ? "needs_pages.js.full" : "needs_pages.js.left", { n: left });
}

function markCurrent(target) {
  const step = target.closest?.("[data-step]")?.id;
  for (const item of document.querySelectorAll("[data-rail]")) {
    if (item.dataset.rail === step) item.setAttribute("aria-current", "step");
    else item.removeAttribute("aria-current");
  }
}

// ---- the crisis -------------------------------------------------------------------------------------------------------------

const crisis = document.getElementById("crisis");

/** The facts that speak of danger, as their own words in the form. */
function dangers() {
  return Object.entries(BAD).filter(([name, bad]) => value(name) === bad);
}

/** A question with its answer: 水 出ない. */
function factWords(choice) {
  const question = choice?.closest("fieldset")?.querySelector("legend")?.textContent.trim() ?? "";
  return `${question} ${choice?.closest("label")?.textContent.trim() ?? ""}`.trim();
}

function watchCrisis() {
  if (crisis.dataset.reported) return;
  const found = dangers();
  const names = found.map(([name]) => name);
  const isLikely = found.length >= CRISIS_LEAST || (names.includes("living.care_needed") && names.includes("living.no_water"))
    || form.querySelector("[name=crisis]:checked") !== null;
  crisis.classList.toggle("st-alarm", isLikely);
  crisis.classList.toggle("st-stop", !isLikely);
  if (!isLikely) return;
  const said = found.map(([name, bad]) => factWords(form.querySelector(`[name="${name}"][value="${bad}"]`)));
  crisis.querySelector("[data-crisis-words]").textContent = say("needs_pages.js.crisis_likely", { what: said.filter(Boolean).join("・") });
  crisis.querySelector("[data-crisis-says]").textContent = say("needs_pages.js.crisis_says");
}

/** The report is on its way and what was written is kept under this need: from now on the form corrects it. */
function goOnAsEdit(answer) {
  crisis.dataset.reported = "1";
  crisis.classList.remove("st-alarm");
  crisis.classList.add("st-stop");
  crisis.querySelector("[data-crisis-words]").textContent = say("needs_pages.js.crisis_sent", { time: clock(now()) });
  crisis.querySelector("[data-crisis-says]").textContent = say("needs_pages.js.crisis_sent_says");
  crisis.querySelector(".mark")?.replaceWith(mark("check"));
  if (form.dataset.mode === "new") {
    form.dataset.mode = "edit";
    form.action = form.dataset.edit;
    form.dataset.draft = `need-${answer.result.need_id}`;
    history.replaceState(null, "", form.dataset.edit);
  }
  keepVersions(answer.versions);
}

function keepVersions(versions) {
  for (const [kind, version] of Object.entries(versions ?? {})) {
    let field = form.querySelector(`[name=${kind}_version]`);
    if (!field) {
      field = document.createElement("input");
      Object.assign(field, { type: "hidden", name: `${kind}_version` });
      form.append(field);
    }
    field.value = String(version);
  }
}

// ---- wiring ------------------------------------------------------------------------------------------------------------------

function startTimer() {
  const place = document.querySelector("[data-timer]");
  const began = Date.now();
  setInterval(() => {
    const seconds = Math.floor((Date.now() - began) / 1000);
    place.textContent = `${String(Math.floor(seconds / 60)).padStart(2, "0")}:${String(seconds % 60).padStart(2, "0")}`;
  }, 1000);
}

function renew() {
  count();
  watchCrisis();
}

if (form) {
  let reporting = false;
  form.addEventListener("input", (event) => {
    if ("alike" in event.target.dataset) askAlike();
    if ("place" in event.target.dataset) askPlace();
    renew();
  });
  form.addEventListener("kana:filled", () => askAlike());
  form.addEventListener("change", renew);
  form.addEventListener("focusin", (event) => markCurrent(event.target));
  document.addEventListener("submit", (event) => { if (event.target === form) reporting = event.submitter?.name === "report_crisis"; }, true);
  form.addEventListener("act:done", (event) => {
    if (!reporting) return;
    event.preventDefault();
    goOnAsEdit(event.detail.answer);
  });
  form.addEventListener("act:refused", (event) => {
    if (event.detail.problem.code !== "refusal.stale") return;
    event.preventDefault();
    clearDraft(form);
    form.submit(); // the page of both texts comes from the server
  });
  startTimer();
  renew();
  if (value("address") || value("kana") || value("phone")) { askAlike(); askPlace(); }
}
