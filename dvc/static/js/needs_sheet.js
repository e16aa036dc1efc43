// Acts on a need's sheet and on the call list: the words to say follow the reason, the act that was asked for is open, and
// whoever has the sheet open hears when somebody else changed it; nothing under their hands is changed for that.

import { setBand } from "./bands.js";
import { clock, now, say } from "./texts.js";

/** Show the sentence of the chosen reason only; without script all of them stand there. */
function followReason(select) {
  const list = select.closest("form")?.querySelector("[data-words]");
  if (!list) return;
  const show = () => {
    list.dataset.chosen = select.value;
    for (const row of list.children) row.classList.toggle("chosen", row.dataset.reasonOf === select.value);
  };
  select.addEventListener("change", show);
  show();
}

/** Open the act that the address names and go into it. */
function openAsked() {
  const asked = location.hash.startsWith("#act-") ? document.getElementById(location.hash.slice(1)) : null;
  if (!asked) return;
  asked.open = true;
  asked.scrollIntoView({ block: "nearest" });
  asked.querySelector("input:not([type=hidden]), select, textarea, button")?.focus();
}

/** The sheet of this need: another desk's act is said in the band, with the way to read it anew. */
function followNeed(main, need) {
  main.addEventListener("board:item", (event) => {
    const { kind, id, event: act, before } = event.detail;
    if (kind !== "need" || id !== need || !before || act?.actor === main.dataset.actor) return;
    setBand("need", "ok", say("needs_pages.js.changed", { time: clock(now()) }), { href: location.pathname, words: say("needs_pages.js.read_anew") });
  });
}

const sheet = document.querySelector("[data-need]");
if (sheet) followNeed(document.querySelector("main"), sheet.dataset.need);

document.querySelectorAll("[data-reason]").forEach(followReason);
addEventListener("hashchange", openAsked);
openAsked();
