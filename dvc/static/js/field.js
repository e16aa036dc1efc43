// Who is out. Lateness comes from the clock and not from an act, so this page looks again by itself: a team that is not back at its
// hour turns red on a page that nobody has touched (law 12), and a screen reader says it once.

import { board } from "./board.js";
import { minutesSince, say } from "./texts.js";

const LOOK_MS = 5000;
const told = new Set();
const lateBox = document.getElementById("late");
const calmBox = document.getElementById("calm");

function lateTeams() {
  const out = [...board.items("team").values()].filter((team) => team.departed_at && !team.returned_at);
  const late = out.map((team) => [team, minutesSince(team.return_by)]).filter(([, minutes]) => minutes > 0);
  return late.sort(([, one], [, other]) => other - one);
}

function look() {
  const late = lateTeams();
  const minutes = new Map(late.map(([team, n]) => [team.id, n]));
  for (const row of document.querySelectorAll("[data-list=team] > [data-id]")) {
    const n = minutes.get(row.dataset.id);
    const mark = row.querySelector("[data-late]");
    if (mark.hidden !== (n === undefined)) mark.hidden = n === undefined;
    if (n !== undefined) mark.querySelector("[data-minutes]").textContent = say("minutes", { n });
  }
  calmBox.hidden = late.length > 0;
  lateBox.hidden = late.length === 0;
  if (late.length === 0) return;
  const [team, n] = late[0];
  const words = say("field_pages.field.late", { number: team.number, n });
  lateBox.querySelector(".what").textContent = words;
  const way = lateBox.querySelector("a");
  way.href = `?team=${team.id}`;
  way.textContent = say("field_pages.field.open", { number: team.number });
  if (late.some(([one]) => !told.has(one.id))) document.getElementById("alarms").textContent = words;
  for (const [one] of late) told.add(one.id);
}

setInterval(look, LOOK_MS);
addEventListener("load", () => setTimeout(look, 500));
