// The walls: the first call stands out, more calls than fit take turns, a stop covers everything, a new day draws the page anew.

import { board } from "./board.js";
import { clockPublic, now, say } from "./texts.js";

const TURN_MS = 20000; // screens.md 5.21; a new call begins at the first page
const list = document.querySelector("[data-calls]");
const recall = document.querySelector("[data-recall]");
const dayId = document.querySelector("[data-item^='day:']")?.dataset.item.slice(4) ?? "";
let turn = 0;

const byTime = (one, other) => (one.meet_at ?? "9").localeCompare(other.meet_at ?? "9") || one.number - other.number;

/** Which calls are to be seen now; all of them when they fit. */
function shown() {
  const size = Number(list.dataset.limit);
  const calls = [...board.items("call").values()].sort(byTime);
  const pages = Math.max(1, Math.ceil(calls.length / size));
  return calls.slice((turn % pages) * size, (turn % pages) * size + size).map((call) => call.id);
}

function draw() {
  const day = [...board.items("day").values()][0];
  if (day && day.id !== dayId) {
    location.reload();
    return;
  }
  if (recall && day) recall.hidden = day.status !== "stopped";
  const at = day ? new Date(day.next_round_at) : null;
  const place = document.querySelector("[data-round-at]");
  const round = document.querySelector("[data-round]");
  if (round && day) round.textContent = say("wall_pages.js.round", { n: day.next_round });
  if (place && at) place.textContent = at < now() ? say("wall_pages.js.soon") : say("wall_pages.js.about", { time: clockPublic(at) });
  if (!list) return;
  const ids = shown();
  const live = board.lists[0];
  live.fits = (item) => ids.includes(item.id);
  live.render({ moves: true });
  [...list.querySelectorAll(":scope > li")].forEach((strip, n) => strip.classList.toggle("now1", n === 0 && turn === 0));
}

let due = false;
function soon() {
  if (due) return;
  due = true;
  requestAnimationFrame(() => { due = false; draw(); });
}

if (board) {
  board.main.addEventListener("board:ready", soon);
  board.main.addEventListener("board:item", (event) => {
    if (event.detail.kind === "call" && !event.detail.before) turn = 0;
    soon();
  });
  setInterval(() => {
    turn += 1;
    if (board.items("call").size <= Number(list?.dataset.limit ?? 0)) turn = 0;
    soon();
  }, TURN_MS);
  if (board.isReady) soon();
}
