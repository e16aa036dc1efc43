// Where the person's hands are: nothing moves under a finger (screens.md 11). One watcher for the page, asked by every list.

const POINTED_MS = 150;
const TOUCHED_MS = 2000;
const IDLE_MS = 10000;

let activeAt = 0;
let pressed = null;

for (const type of ["pointermove", "pointerdown", "keydown", "wheel", "input", "focusin"]) {
  document.addEventListener(type, () => { activeAt = Date.now(); }, { passive: true, capture: true });
}
document.addEventListener("pointerdown", (event) => { pressed = event.target; }, true);
for (const type of ["pointerup", "pointercancel"]) document.addEventListener(type, () => { pressed = null; }, true);

/** Watches one list; `isBusy` tells whether its strips must stay where they are. */
export class Hands {
  constructor(list, { waitsForEver }) {
    this.list = list;
    this.waitsForEver = waitsForEver;
    this.pointedAt = 0;
    this.touchedAt = 0;
    list.addEventListener("pointerenter", (event) => { if (event.pointerType === "mouse") this.pointedAt = Date.now(); });
    list.addEventListener("pointerleave", () => { this.pointedAt = 0; });
    list.addEventListener("pointerdown", () => { this.touchedAt = Date.now(); });
  }

  isBusy() {
    const at = Date.now();
    const isHere = this.list.contains(document.activeElement) || this.list.contains(pressed)
      || (this.pointedAt > 0 && at - this.pointedAt > POINTED_MS) || at - this.touchedAt < TOUCHED_MS;
    return isHere && (this.waitsForEver || at - activeAt < IDLE_MS);
  }

  /** Whether this one strip is held: focused, pressed or pointed at. */
  holds(strip) {
    return strip.contains(document.activeElement) || strip.contains(pressed) || strip.matches(":hover");
  }
}
