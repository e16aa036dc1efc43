// Who is out: a team that is not back at its hour turns red on a page that nobody has touched (law 12), and a screen reader says
// it once.

import { OnceForEach, watchLate } from "./late.js";
import { say } from "./texts.js";

const once = new OnceForEach();
const lateBox = document.getElementById("late");
const calmBox = document.getElementById("calm");

watchLate((late) => {
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
  once.say(late, words);
});
