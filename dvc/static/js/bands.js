// The band under the stations: one at a time, the worst wins (screens.md 17). Each speaker has a name and takes back its own.

const ORDER = ["alarm", "offline", "ok"];
const MARKS = { alarm: "alert", offline: "pause", ok: "check" };
const spoken = new Map();

/** Show a band, or replace what this speaker showed. `link`: {href, words}. */
export function setBand(speaker, kind, words, link = null) {
  spoken.set(speaker, { kind, words, link });
  draw();
}

export function clearBand(speaker) {
  if (spoken.delete(speaker)) draw();
}

function draw() {
  const place = document.getElementById("bands");
  if (!place) return;
  const worst = [...spoken.values()].sort((one, other) => ORDER.indexOf(one.kind) - ORDER.indexOf(other.kind))[0];
  if (!worst) {
    place.replaceChildren();
    return;
  }
  const band = document.createElement("div");
  band.className = `band ${worst.kind}`;
  const words = document.createElement("span");
  words.textContent = worst.words;
  band.append(mark(MARKS[worst.kind]), words);
  if (worst.link) {
    const link = document.createElement("a");
    link.href = worst.link.href;
    link.textContent = worst.link.words;
    band.append(link);
  }
  place.replaceChildren(band);
}

/** A mark of the sprite as an element. */
export function mark(id) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("class", "mark");
  svg.setAttribute("aria-hidden", "true");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#m-${id}`);
  svg.append(use);
  return svg;
}
