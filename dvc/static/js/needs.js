// The needs board beside the live lists: the next act is asked for again when something urgent moves.

const main = document.querySelector("main[data-board='needs']");
const AFTER_MS = 400;
let timer = null;

/** Whether an item's change may change the one next act of the desk. */
function isUrgent({ item, before }) {
  const now = item ?? {};
  const was = before ?? {};
  return ["crisis", "crisis_seen", "owes_call", "status", "verified"].some((name) => now[name] !== was[name]);
}

async function renew() {
  const next = document.getElementById("next");
  if (!next || next.contains(document.activeElement)) return;
  const address = new URL(location.href);
  address.searchParams.set("part", "next");
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" }, credentials: "same-origin" });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("next");
    if (fresh && fresh.textContent !== next.textContent) next.replaceWith(fresh);
  } catch (fault) {
    if (!(fault instanceof TypeError)) throw fault; // no line: the band says so already
  }
}

if (main && location.pathname.endsWith("/needs")) {
  main.addEventListener("board:item", (event) => {
    if (event.detail.kind !== "need" || !isUrgent(event.detail)) return;
    clearTimeout(timer);
    timer = setTimeout(renew, AFTER_MS);
  });
}
