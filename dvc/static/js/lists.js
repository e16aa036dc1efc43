// A live list: strips of one kind of item, cloned from the list's <template>, keyed by id. Their words change at once; their
// places change only when no hand is on the list, or when the person asks (「並べ直す」).

import { bind, labelsWanted, order, predicate } from "./bind.js";
import { Hands } from "./hands.js";
import { clock, now, say } from "./texts.js";

const WASH_MS = 8000;
const SAID_MS = 60000;
const GONE_MS = 8000;
const LOOK_AGAIN_MS = 500;

export class LiveList {
  /** `element`: the list with data-list; `context`: {items(kind), known, labels}. */
  constructor(element, context) {
    this.element = element;
    this.context = context;
    this.kind = element.dataset.list;
    this.limit = Number(element.dataset.limit || 60);
    this.template = element.querySelector("template").content.firstElementChild;
    this.setView(element.dataset.where, element.dataset.sort);
    this.frame = element.closest("[data-live]") ?? element.parentElement;
    this.hands = new Hands(element, { waitsForEver: "hold" in element.dataset });
    this.strips = new Map();
    this.frame.querySelector("[data-reorder-now]")?.addEventListener("click", () => this.rearrange({ andFocus: true }));
  }

  /** Change filter or order, for a page's own controls; the next render follows them. */
  setView(where, sort) {
    this.fits = predicate(where, this.context.known);
    this.compare = order(sort);
  }

  wanted() {
    return [...this.context.items(this.kind).values()].filter(this.fits).sort(this.compare);
  }

  /** Bring the list up to date. `changed`: ids changed elsewhere (to be washed); `at`: when; `moves`: places may change now. */
  render({ changed = new Set(), at = null, moves = false, first = false } = {}) {
    const wanted = this.wanted();
    const shown = wanted.slice(0, this.limit);
    const ids = new Set(shown.map((item) => item.id));
    for (const item of shown) this.fill(item, changed.has(item.id) && !first, at);
    this.shown = shown;
    this.fitting = new Set(wanted.map((item) => item.id));
    if (first) this.takeOver(ids, at);
    else if (moves || !this.hands.isBusy()) this.arrange(ids, { first, at });
    else this.wait(ids, at);
    this.count(wanted.length);
  }

  /** Strips that the server wrote give way to ours; focus stays on the same item. */
  takeOver(ids, at) {
    const written = [...this.element.querySelectorAll(":scope > :not(template)")];
    const focused = written.find((strip) => strip.contains(document.activeElement))?.dataset.id;
    this.arrange(ids, { first: true, at });
    for (const strip of written) strip.remove();
    if (focused) this.strips.get(focused)?.focus({ preventScroll: true });
  }

  /** Make or refresh the strip of an item; a new one is not in the page yet. */
  fill(item, wash, at) {
    let strip = this.strips.get(item.id);
    if (!strip) {
      strip = this.template.cloneNode(true);
      strip.dataset.id = item.id;
      this.strips.set(item.id, strip);
    }
    if (item.version !== undefined) strip.dataset.version = item.version;
    bind(strip, item, this.context);
    if (strip.gone) this.comeBack(strip);
    if (wash) this.wash(strip, "changed", at);
  }

  wash(strip, code, at) {
    strip.classList.add("just");
    clearTimeout(strip.washTimer);
    strip.washTimer = setTimeout(() => strip.classList.remove("just"), WASH_MS);
    const place = strip.querySelector("[data-changed]");
    if (!place) return;
    place.textContent = say(code, { time: clock(at ? new Date(at) : now()) });
    clearTimeout(strip.saidTimer);
    strip.saidTimer = setTimeout(() => { place.textContent = ""; }, SAID_MS);
  }

  /** Hands are on the list: strips that leave are struck through, news gathers in the bar. */
  wait(ids, at) {
    for (const [id, strip] of this.strips) if (!this.fitting.has(id) && strip.isConnected) this.leave(strip, at, { folds: false });
    const here = [...this.element.children].filter((strip) => ids.has(strip.dataset.id)).map((strip) => strip.dataset.id);
    const fresh = this.shown.filter((item) => !here.includes(item.id)).length;
    const moved = this.shown.map((item) => item.id).filter((id) => here.includes(id)).join() !== here.join();
    this.tell(fresh, moved);
    clearTimeout(this.again);
    if (fresh > 0 || moved || this.element.querySelector(":scope > .gone")) this.again = setTimeout(() => this.lookAgain(), LOOK_AGAIN_MS);
  }

  lookAgain() {
    if (this.hands.isBusy()) this.again = setTimeout(() => this.lookAgain(), LOOK_AGAIN_MS);
    else this.rearrange();
  }

  tell(fresh, moved) {
    const bar = this.frame.querySelector("[data-reorder]");
    if (!bar) return;
    const parts = [fresh > 0 && say("fresh_new", { n: fresh }), moved && say("fresh_moved")].filter(Boolean);
    bar.hidden = parts.length === 0;
    bar.querySelector("[data-reorder-words]").textContent = parts.join("・");
  }

  rearrange({ andFocus = false } = {}) {
    this.render({ moves: true });
    if (andFocus) this.element.querySelector(":scope > :not(template)")?.focus();
  }

  /** Put every strip in its place. A strip that left keeps its own for 8 s, struck through. */
  arrange(ids, { first, at }) {
    clearTimeout(this.again);
    this.tell(0, false);
    for (const [id, strip] of this.strips) {
      if (ids.has(id)) continue;
      if (strip.isConnected && !first && !this.fitting.has(id)) this.leave(strip, at, { folds: true });
      else this.remove(id, strip);
    }
    const focused = this.element.contains(document.activeElement) ? document.activeElement : null;
    let place = this.nextInPlay(this.element.firstElementChild);
    for (const item of this.shown) {
      const strip = this.strips.get(item.id);
      if (strip === place) place = this.nextInPlay(place.nextElementSibling);
      else this.element.insertBefore(strip, place);
    }
    if (focused && focused !== document.activeElement) focused.focus({ preventScroll: true });
    this.context.labels?.want(this.shown.flatMap((item) => labelsWanted(this.strips.get(item.id), item)));
  }

  nextInPlay(strip) {
    let next = strip;
    while (next && (next.tagName === "TEMPLATE" || next.gone)) next = next.nextElementSibling;
    return next;
  }

  leave(strip, at, { folds }) {
    const item = this.context.items(this.kind).get(strip.dataset.id);
    if (item) bind(strip, item, this.context); // why it left: its new state stands on it
    if (!strip.gone) {
      strip.gone = true;
      strip.classList.add("gone");
      this.wash(strip, "left", at);
      strip.classList.remove("just");
    }
    if (folds && !strip.foldTimer) strip.foldTimer = setTimeout(() => this.fold(strip), GONE_MS);
  }

  fold(strip) {
    strip.foldTimer = null;
    if (!strip.gone) return;
    if (this.hands.holds(strip)) strip.foldTimer = setTimeout(() => this.fold(strip), LOOK_AGAIN_MS);
    else this.remove(strip.dataset.id, strip);
  }

  comeBack(strip) {
    strip.gone = false;
    strip.classList.remove("gone");
    clearTimeout(strip.foldTimer);
    strip.foldTimer = null;
  }

  remove(id, strip) {
    if (this.strips.get(id) === strip) this.strips.delete(id);
    clearTimeout(strip.foldTimer);
    strip.remove();
  }

  count(total) {
    const more = this.frame.querySelector("[data-more]");
    if (more) {
      more.hidden = total <= this.limit;
      more.textContent = more.hidden ? "" : say("more", { n: total - this.limit });
    }
    const empty = this.frame.querySelector("[data-empty]");
    if (empty) empty.hidden = total > 0 || this.element.querySelector(":scope > .gone") !== null;
  }
}
