// The matching board's own behaviour: which sheet is chosen, its people and reasons, the run and its proposals, seats by number.
// Lists and figures are the live client's; here only what joins several items. Everything can be done by keys.

import { board } from "./board.js";
import { clock, minutesSince, say } from "./texts.js";

const AREA = "matching_pages.js";
const RUN_POLL_MS = 1000;
const words = (code, details = {}) => say(`${AREA}.${code}`, details);
const $ = (selector, root = document) => root.querySelector(selector);
const all = (kind) => [...board.items(kind).values()];

const chosen = { sheet: null };
const running = { since: null, timer: null };

// ---- what belongs to a sheet ------------------------------------------------------------------------------------------------

function currentRun() {
  return all("run")[0] ?? null;
}

function proposalOf(visitId) {
  return all("proposal").find((one) => one.visit === visitId && one.state === "held") ?? null;
}

function personRow(id, about) {
  const person = board.get("attendance", id);
  const row = $("#note-row").content.firstElementChild.cloneNode(true);
  $("[data-code]", row).textContent = person?.code ?? "";
  const name = $("[data-name]", row);
  name.dataset.label = "name";
  name.dataset.labelOf = "volunteer";
  if (person) name.textContent = board.labels?.get(person.volunteer, person.label_rev)?.name ?? "";
  $("[data-mark]", row).textContent = words(about.proposal ? "proposed" : "by_hand");
  const skills = (person?.skills ?? []).map((skill) => say(`words.skill.${skill}`));
  const facts = [about.group && words("together"), person?.leader_ok && words("leader"), ...skills];
  $("[data-sub]", row).textContent = facts.filter(Boolean).join("・");
  fillRowForms(row, id, about);
  return row;
}

function fillRowForms(row, id, { proposal, sheet }) {
  const free = $("[data-free]", row);
  const change = $("[data-change]", row);
  if (!free || !change) return;
  free.hidden = Boolean(proposal);
  change.hidden = !proposal;
  free.elements.visit_id.value = sheet.id;
  free.elements.person.value = id;
  if (!proposal) return;
  change.elements.run_id.value = proposal.run;
  change.elements.from_proposal.value = proposal.proposal;
  change.elements.people.value = id;
  const select = change.elements.to_proposal;
  select.id = `move-${id}`;
  $("[data-move-label]", change).htmlFor = select.id;
  const others = all("proposal").filter((one) => one.state === "held" && one.proposal !== proposal.proposal);
  const options = [["", words("out_of")], ...others.map((one) => [one.proposal, board.get("visit", one.visit)?.code ?? ""])];
  select.replaceChildren(...options.map(([value, text]) => new Option(text, value)));
}

function reasonWords(reason) {
  const spoken = say(`words.skill.${reason.name}`) || say(`words.item.${reason.name}`) || reason.name || "";
  const sheet = board.get("visit", reason.name)?.code;
  return words(`reason.${reason.code}`, { name: sheet ?? spoken, count: reason.count ?? "" }) || reason.code;
}

function reasonList(title, reasons, template) {
  const part = document.createElement("div");
  const heading = document.createElement("p");
  const list = document.createElement("ul");
  heading.className = "strong";
  heading.textContent = title;
  list.append(...reasons.map((reason) => {
    const row = $(template).content.firstElementChild.cloneNode(true);
    $("[data-words]", row).textContent = typeof reason === "string" ? words(`reason.${reason}`) || reason : reasonWords(reason);
    return row;
  }));
  part.append(heading, list);
  return part;
}

function sheetFacts(sheet) {
  const skills = sheet.skills.map((one) => `${say(`words.skill.${one.skill}`)} ${one.count}`);
  return [
    words("people", { min: sheet.people_min, max: sheet.people_max }),
    sheet.hours && words("hours", { n: sheet.hours }),
    sheet.women > 0 && words("women", { n: sheet.women }),
    sheet.heavy && words("heavy"),
    ...skills,
  ].filter(Boolean).join("・");
}

function showSheet() {
  const sheet = board.get("visit", chosen.sheet);
  const panel = $("#sheet");
  const acts = $("[data-sheet-acts]", panel);
  if (acts) acts.hidden = !sheet;
  if (!sheet) return;
  if (panel.contains(document.activeElement) && document.activeElement.tagName === "SELECT") return; // nothing moves under a finger
  const proposal = proposalOf(sheet.id);
  $("[data-sheet-title]", panel).textContent = `${sheet.code} ${sheet.work.map((one) => say(`words.work.${one}`)).join("・")}`;
  $("[data-sheet-facts]", panel).textContent = sheetFacts(sheet);
  const notes = sheet.notes.flatMap((note) => note.people.map((id) => personRow(id, { sheet, group: note.group })));
  const proposed = (proposal?.seats ?? []).flatMap((seat) => seat.people.map((id) => personRow(id, { sheet, proposal, group: seat.group })));
  $("[data-sheet-notes]", panel).replaceChildren(...notes, ...proposed);
  const reasons = proposal ? [reasonList(words("why_this"), proposal.reasons, "#reason-row")] : [];
  if (proposal?.stale.length) reasons.push(reasonList(words("stale"), proposal.stale, "#against-row"));
  const unserved = all("unserved").find((one) => one.visit === sheet.id);
  if (unserved) reasons.push(reasonList(words("stale"), unserved.reasons, "#against-row"));
  $("[data-sheet-reasons]", panel).replaceChildren(...reasons);
  if (acts) fillSheetForms(sheet, proposal);
}

/** The number typed next takes a seat on the chosen sheet, and the form says so. */
function aimSeat() {
  const seat = $("#seat");
  const sheet = board.get("visit", chosen.sheet);
  if (!seat || !sheet) return;
  seat.elements.visit_id.value = sheet.id;
  $("[data-seat-for]", seat).textContent = words("seat_for", { code: sheet.code });
}

function fillSheetForms(sheet, proposal) {
  for (const id of ["assemble", "lock-sheet", "unlock-sheet", "take-down"]) $(`#${id}`).elements.visit_id.value = sheet.id;
  $("#lock-sheet").hidden = sheet.locked;
  $("#unlock-sheet").hidden = !sheet.locked;
  $("#assemble").hidden = sheet.taken === 0;
  const leaders = sheet.notes.flatMap((note) => note.people).map((id) => board.get("attendance", id)).filter(Boolean);
  leaders.sort((one, other) => Number(other.leader_ok) - Number(one.leader_ok));
  if (document.activeElement !== $("#leader")) $("#leader").replaceChildren(...leaders.map((one) => new Option(`${one.code}${one.leader_ok ? ` ${words("leader")}` : ""}`, one.id)));
  for (const id of ["confirm-one", "decline"]) $(`#${id}`).hidden = !proposal;
  if (!proposal) return;
  $("#confirm-one").elements.run_id.value = proposal.run;
  $("#confirm-one").elements.proposals.value = proposal.proposal;
  $("#decline").elements.run_id.value = proposal.run;
  $("#decline").elements.proposal_id.value = proposal.proposal;
}

// ---- choosing ---------------------------------------------------------------------------------------------------------------

function choose(id) {
  show(id);
  aimSeat();
  showSheet();
}

function show(id) {
  chosen.sheet = id;
  for (const strip of document.querySelectorAll('[data-list="visit"] [data-id]')) strip.classList.toggle("sel", strip.dataset.id === id);
}

function onPick(event) {
  const strip = event.target.closest('[data-picks="sheet"] [data-id]');
  if (!strip || event.target.closest("button, a, input, select")) return;
  choose(strip.dataset.id);
}

function onDrop(event) {
  const strip = event.target.closest('[data-picks="sheet"] [data-id]');
  const person = event.dataTransfer?.getData("text/x-attendance");
  if (!strip || !person) return;
  event.preventDefault();
  const member = board.get("attendance", person);
  const seat = $("#seat");
  if (!member || !seat) return;
  choose(strip.dataset.id);
  seat.elements.number.value = member.code;
  seat.requestSubmit();
}

function makeDraggable() {
  for (const strip of document.querySelectorAll('[data-picks="person"] [data-id]')) strip.draggable = true;
}

// ---- the run ----------------------------------------------------------------------------------------------------------------

function showNext() {
  const run = currentRun();
  const next = $("#next");
  const isRunning = running.since !== null;
  const cancel = $("#cancel");
  if (cancel) cancel.hidden = !isRunning;
  if (isRunning) return head(next, words("running_title", { n: Math.round((Date.now() - running.since) / 1000) }), words("running_why"));
  const confirm = $("#confirm-all");
  const waiting = run ? all("proposal").filter((one) => one.state === "held" && one.stale.length === 0) : [];
  if (confirm) {
    confirm.hidden = waiting.length === 0;
    confirm.elements.run_id.value = run?.id ?? "";
    $("[data-proposals]", confirm).replaceChildren(...waiting.map((one) => Object.assign(document.createElement("input"), { type: "hidden", name: "proposals", value: one.proposal })));
  }
  if (!run || run.proposals === 0) return;
  const percent = run.bound ? Math.min(100, (100 * run.value) / run.bound).toFixed(1) : "–";
  const people = waiting.reduce((sum, one) => sum + one.people.length, 0);
  head(next, words("waiting_title", { proposals: run.proposals, waiting: waiting.length }), words("waiting_why", { at: clock(new Date(run.recorded_at)), percent, people }));
}

function head(next, what, why) {
  $(".what", next).textContent = what;
  let line = $(".why", next);
  if (!line) {
    line = document.createElement("p");
    line.className = "why";
    $(".what", next).after(line);
  }
  line.textContent = why;
}

async function poll() {
  const response = await fetch(`/api/v1/operations/${board.main.dataset.operation}/matching/run`, { headers: { Accept: "application/json" } }).catch(() => null);
  if (!response?.ok) return;
  const run = await response.json();
  showShopping(run.shopping);
  if (run.state === "running") {
    running.since ??= Date.now() - 1000 * 60 * Math.max(0, minutesSince(run.begun_at));
    running.timer ??= setInterval(poll, RUN_POLL_MS);
  } else {
    clearInterval(running.timer);
    running.since = running.timer = null;
    if (run.state === "fault") return head($("#next"), words("fault_title"), words("fault_why"));
  }
  showNext();
}

/** What would open most of the empty sheets: one line a kind of thing, how many of it, for how many sheets. */
function showShopping(lines) {
  const area = (code) => JSON.parse($("#areas").textContent)[code] ?? code;
  $("[data-shopping-part]").hidden = lines.length === 0;
  $("[data-shopping]").replaceChildren(...lines.map((one) => {
    const can = [one.leader && words("leader"), one.women && words("buy.woman"), one.adults && words("buy.adult"),
      ...(one.skills ?? []).map((name) => say(`words.skill.${name}`) || name), ...(one.vehicles ?? []).map((name) => say(`words.vehicle.${name}`) || name)].filter(Boolean);
    const name = one.equipment ? say(`words.item.${one.equipment}`) || one.equipment : one.district ? area(one.district) : can.join("・") || words("buy.anybody");
    return Object.assign(document.createElement("li"), { textContent: words(`buy.${one.code}`, { name, n: one.n, needs: one.needs.length }) });
  }));
}

// ---- leftovers --------------------------------------------------------------------------------------------------------------

function showLeftovers() {
  const lines = (items, head) => items.slice(0, 12).map((one) => {
    const line = document.createElement("li");
    line.textContent = `${head(one)}：${one.reasons.map(reasonWords).join("、")}`;
    return line;
  });
  $("[data-unserved]").replaceChildren(...lines(all("unserved"), (one) => board.get("visit", one.visit)?.code ?? ""));
  $("[data-unplaced]").replaceChildren(...lines(all("unplaced"), (one) => one.people.map((id) => board.get("attendance", id)?.code ?? "").join("・")));
}

let waits = false;
function refresh() {
  if (waits) return;
  waits = true;
  requestAnimationFrame(() => {
    waits = false;
    if (chosen.sheet && !board.get("visit", chosen.sheet)) chosen.sheet = null;
    if (!chosen.sheet) {
      const first = $('[data-list="visit"] [data-id]');
      if (first) show(first.dataset.id);
    }
    if (!$("#number")?.value) aimSeat(); // a number half typed belongs to the sheet it was typed for
    showSheet();
    showNext();
    showLeftovers();
    makeDraggable();
  });
}

document.addEventListener("click", onPick);
document.addEventListener("focusin", (event) => { if (event.target.matches('[data-picks="sheet"] [data-id]')) choose(event.target.dataset.id); });
document.addEventListener("dragstart", (event) => {
  const strip = event.target.closest?.('[data-picks="person"] [data-id]');
  if (strip) event.dataTransfer.setData("text/x-attendance", strip.dataset.id);
});
document.addEventListener("dragover", (event) => { if (event.target.closest?.('[data-picks="sheet"] [data-id]')) event.preventDefault(); });
document.addEventListener("drop", onDrop);
document.addEventListener("act:done", (event) => {
  if (!["run", "cancel"].includes(event.target.dataset.act)) return;
  event.preventDefault();
  poll();
});
board.main.addEventListener("board:ready", refresh);
board.main.addEventListener("board:item", refresh);
board.main.addEventListener("board:labels", refresh);
poll();
refresh();

