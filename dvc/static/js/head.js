// The center's head: late teams come and go by the clock, in the one next act, in the list of decisions and in the figures. A
// crisis that waits to be taken stays before them (screens.md 5.23).

import { board } from "./board.js";
import { OnceForEach, watchLate } from "./late.js";
import { say } from "./texts.js";

const once = new OnceForEach();
const lateBox = document.getElementById("late");
const nextBox = document.getElementById("next");
const list = document.getElementById("late-teams");
const heading = document.getElementById("decide-h");
const count = document.getElementById("late-count");

function setText(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

function pointTo(link, team) {
  const path = link.getAttribute("href").split("?")[0];
  link.setAttribute("href", `${path}?team=${encodeURIComponent(team.id)}`);
}

/** The strip of a team: the one that stands there, or a new one. */
function stripOf(team) {
  const found = [...list.children].find((strip) => strip.dataset.id === team.id);
  if (found) return found;
  const strip = list.querySelector("template").content.firstElementChild.cloneNode(true);
  strip.dataset.id = team.id;
  strip.tabIndex = 0;
  return strip;
}

function drawStrips(late) {
  const shown = late.slice(0, Number(list.dataset.most));
  const ids = new Set(shown.map(([team]) => team.id));
  for (const strip of [...list.querySelectorAll("[data-id]")]) if (!ids.has(strip.dataset.id)) strip.remove();
  for (const [team, n] of shown) {
    const strip = stripOf(team);
    setText(strip.querySelector(".tcode"), team.code);
    setText(strip.querySelector("[data-minutes]"), say("head_pages.js.late", { n }));
    setText(strip.querySelector("[data-people]"), say("head_pages.js.late_people", { n: team.people - team.back - team.left }));
    pointTo(strip.querySelector("a"), team);
    if (!strip.isConnected) list.append(strip);
  }
}

function crisisStandsFirst() {
  const untaken = [...board.items("need").values()].some((need) => need.crisis && !need.crisis_seen);
  return untaken && "crisis" in nextBox.dataset;
}

watchLate((late) => {
  drawStrips(late);
  setText(heading, say("head_pages.js.decide", { n: Number(heading.dataset.others) + late.length }));
  setText(count, String(late.length));
  count.closest(".fig").classList.toggle("late", late.length > 0);
  const showsLate = late.length > 0 && !crisisStandsFirst();
  lateBox.hidden = !showsLate;
  nextBox.hidden = showsLate;
  if (late.length === 0) return;
  const [team, n] = late[0];
  const words = say("head_pages.js.next_late", { number: team.number, n });
  setText(lateBox.querySelector(".what"), words);
  pointTo(lateBox.querySelector("a"), team);
  once.say(late, words);
});
