// Lateness comes from the clock and not from an act: whoever follows teams outside asks again by itself (law 12). The same
// rule as dvc/domain/field_clock.py: outside, and a whole minute past the hour at which the team had to be back.

import { board } from "./board.js";
import { minutesSince } from "./texts.js";

const LOOK_MS = 5000;

/** Teams outside that are late now: [item, minutes], the latest first. */
export function lateTeams() {
  const out = [...board.items("team").values()].filter((team) => team.departed_at && !team.returned_at);
  const late = out.map((team) => [team, minutesSince(team.return_by)]).filter(([, minutes]) => minutes > 0);
  return late.sort(([, one], [, other]) => other - one);
}

/** Call `look(late)` by the clock and after every change of the board; the number of the station turns with it. */
export function watchLate(look) {
  const again = () => {
    if (!board.isReady) return;
    const late = lateTeams();
    document.querySelector("[data-station=field]")?.classList.toggle("due", late.length > 0);
    look(late);
  };
  setInterval(again, LOOK_MS);
  board.main.addEventListener("board:ready", again);
  board.main.addEventListener("board:item", () => setTimeout(again));
  addEventListener("load", () => setTimeout(again, 500));
}

/** Words for a screen reader, once for each team. */
export class OnceForEach {
  constructor() {
    this.told = new Set();
  }

  say(late, words) {
    if (late.some(([team]) => !this.told.has(team.id))) document.getElementById("alarms").textContent = words;
    for (const [team] of late) this.told.add(team.id);
  }
}
