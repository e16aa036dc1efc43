// The live board of a page: <main data-board data-operation data-epoch data-seq>. Keeps the items by kind and id, renders the
// page's lists, figures and single items from them in one frame, and says how fresh all this is.
//
// For page scripts: import { board } from "./board.js"; board.items("need"), board.get("need", id), and on the element
// board.main the events board:ready, board:item {kind, id, item, before, event} and board:stale.

import { setBand, clearBand } from "./bands.js";
import { bind, labelsWanted, predicate, valueOf } from "./bind.js";
import { Labels } from "./labels.js";
import { Link } from "./link.js";
import { LiveList } from "./lists.js";
import { clock, clockPublic, minutesSince, now, say, setServerTime } from "./texts.js";

const CHECKING_S = 20; // one heartbeat of 15 s and some patience (screens.md 11)
const STALE_S = 30;
const ANNOUNCE_MS = 10000; // at most one polite sentence in this time
const TIMES_MS = 30000; // "12分前" grows without an event

class Board {
  constructor(main) {
    this.main = main;
    this.kinds = new Map();
    this.known = { actor: main.dataset.actor ?? "" };
    this.changed = new Map(); // id -> when, since the last render
    this.announced = new Map(); // element -> ids announced before
    this.heardAt = main.dataset.now ?? null;
    this.isReady = false;
    this.mayMove = false;
    setServerTime(main.dataset.now);
    this.labels = "labels" in main.dataset ? new Labels(main.dataset.operation, () => this.schedule()) : null;
    this.lists = [...document.querySelectorAll("[data-list]")].map((list) => new LiveList(list, this));
    this.link = new Link(this.place(), {
      snapshot: (items, how) => this.snapshot(items, how),
      delta: (deltas) => this.delta(deltas),
      state: (state) => this.state(state),
      end: (reason) => this.end(reason),
    });
    this.watch();
    this.link.open();
  }

  /** Where to begin: with items in the page (<script type="application/json" id="board-items">) from its own seq. */
  place() {
    const { operation, board, epoch, seq } = this.main.dataset;
    const embedded = document.getElementById("board-items");
    if (embedded) this.put(JSON.parse(embedded.textContent));
    return { operation, board, epoch, seq: embedded ? Number(seq) : null };
  }

  watch() {
    if (this.kinds.size > 0) this.ready();
    setInterval(() => this.fresh(), 1000);
    setInterval(() => this.schedule(), TIMES_MS);
    addEventListener("online", () => this.link.hurry());
    document.addEventListener("signed-in", () => this.goOn());
    document.addEventListener("visibilitychange", () => {
      if (document.hidden) return;
      this.link.hurry();
      if (this.dirty) this.render(); // what happened meanwhile comes as one wash, before anything is seen
    });
  }

  items(kind) {
    return this.kinds.get(kind) ?? new Map();
  }

  get(kind, id) {
    return this.items(kind).get(id);
  }

  put(items) {
    for (const item of items) {
      if (!this.kinds.has(item.kind)) this.kinds.set(item.kind, new Map());
      this.kinds.get(item.kind).set(item.id, item);
    }
  }

  snapshot(items, { resumed }) {
    const before = this.kinds;
    this.kinds = new Map();
    this.put(items);
    const at = now().toISOString();
    for (const item of items) {
      const old = before.get(item.kind)?.get(item.id);
      if (!old || JSON.stringify(old) === JSON.stringify(item)) continue;
      if (resumed) this.changed.set(item.id, at);
      this.dispatch("board:item", { kind: item.kind, id: item.id, item, before: old, event: null });
    }
    if (!this.isReady) this.ready();
    else this.schedule();
  }

  ready() {
    this.isReady = true;
    this.render({ first: true });
    this.dispatch("board:ready", {});
  }

  delta(deltas) {
    for (const delta of deltas) {
      const isOwn = Boolean(this.known.actor) && delta.event?.actor === this.known.actor;
      if (isOwn) this.mayMove = true;
      for (const item of delta.upsert ?? []) {
        const before = this.get(item.kind, item.id);
        this.put([item]);
        if (!isOwn) this.changed.set(item.id, delta.at);
        this.dispatch("board:item", { kind: item.kind, id: item.id, item, before, event: delta.event ?? null });
      }
      for (const { kind, id } of delta.remove ?? []) {
        const before = this.get(kind, id);
        this.kinds.get(kind)?.delete(id);
        if (!isOwn) this.changed.set(id, delta.at);
        this.dispatch("board:item", { kind, id, item: null, before, event: delta.event ?? null });
      }
    }
    this.schedule();
  }

  dispatch(name, detail) {
    this.main.dispatchEvent(new CustomEvent(name, { detail }));
  }

  /** Render in the next frame; a hidden page waits until it is looked at. */
  schedule() {
    if (this.dirty) return;
    this.dirty = true;
    requestAnimationFrame(() => { if (!document.hidden && this.dirty) this.render(); });
  }

  render({ first = false } = {}) {
    this.dirty = false;
    if (!this.isReady) return;
    const changed = new Set(this.changed.keys());
    const at = [...this.changed.values()].at(-1) ?? null;
    const moves = this.mayMove;
    this.changed.clear();
    this.mayMove = false;
    for (const list of this.lists) list.render({ changed, at, moves, first });
    this.renderSingles();
    for (const figure of document.querySelectorAll("[data-count]")) this.figure(figure);
    for (const speaker of document.querySelectorAll("[data-announce]")) this.announce(speaker, first);
  }

  renderSingles() {
    const wanted = [];
    for (const element of document.querySelectorAll("[data-item]")) {
      const at = element.dataset.item.indexOf(":");
      const item = this.get(element.dataset.item.slice(0, at), element.dataset.item.slice(at + 1));
      if (!item) continue;
      bind(element, item, this);
      wanted.push(...labelsWanted(element, item));
    }
    this.labels?.want(wanted);
  }

  /** data-count="need" data-where="status=posted" data-of="sum people" (or "oldest since": minutes; default: how many). */
  figure(element) {
    const { count, where, of } = element.dataset;
    const items = [...this.items(count).values()].filter(predicate(where, this.known));
    const [how, path] = (of ?? "count").split(" ");
    const values = items.map((item) => valueOf(item, path ?? "id")).filter((value) => value !== null && value !== undefined);
    const result = { count: () => items.length, sum: () => values.reduce((sum, value) => sum + Number(value), 0), oldest: () => Math.max(0, ...values.map(minutesSince)), max: () => Math.max(0, ...values.map(Number)) }[how]();
    const words = result.toLocaleString("en-US");
    if (element.textContent !== words) element.textContent = words;
  }

  /** data-announce="need" data-where="is_crisis" data-say="code" [data-assertive]: a sentence when more items come to fit. */
  announce(element, first) {
    const { announce: kind, where, say: code } = element.dataset;
    const fitting = [...this.items(kind).values()].filter(predicate(where, this.known)).map((item) => item.id);
    const before = this.announced.get(element) ?? new Set();
    const fresh = fitting.filter((id) => !before.has(id));
    this.announced.set(element, new Set(fitting));
    if (first || fresh.length === 0) return;
    const words = say(code, { ...this.get(kind, fresh[0]), n: fresh.length });
    if ("assertive" in element.dataset) document.getElementById("alarms").textContent = words;
    else this.sayPolitely(words);
  }

  sayPolitely(words) {
    this.toSay = words;
    const wait = ANNOUNCE_MS - (Date.now() - (this.saidAt ?? 0));
    if (this.sayTimer) return;
    this.sayTimer = setTimeout(() => {
      this.sayTimer = null;
      this.saidAt = Date.now();
      document.getElementById("says").textContent = this.toSay;
    }, Math.max(0, wait));
  }

  /** Live, or not; the words stand in the page's data-words. */
  state(state) {
    if (state === "live") this.heardAt = now().toISOString();
    if (state !== this.shownState) this.fresh(state);
  }

  fresh(told = null) {
    const silent = this.link.silence();
    const isOff = told === "off" || (told === null && !this.link.socket);
    const state = this.link.ended || silent >= STALE_S ? "stale" : isOff ? "off" : silent >= CHECKING_S ? "checking" : this.link.heardAt ? "live" : "connecting";
    this.showConnection(state);
    this.showStale(silent);
  }

  showConnection(state) {
    if (state === this.shownState) return;
    const was = this.shownState;
    this.shownState = state;
    const time = this.heardAt ? new Date(this.heardAt) : now();
    for (const element of document.querySelectorAll("[data-conn]")) {
      element.className = `conn ${state === "off" ? "stale" : state}`;
      element.querySelector("use").setAttribute("href", `#m-${{ live: "check", stale: "warn", off: "pause" }[state] ?? "dash"}`);
      element.querySelector("[data-conn-word]").textContent = JSON.parse(element.dataset.words)[state].replace("{time}", clock(time));
    }
    document.documentElement.toggleAttribute("data-stale", state === "stale");
    if (state === "stale" && !this.link.ended) setBand("board", "offline", say("stale", { time: clock(time) }));
    if (state === "live" && was === "stale") this.sayBack();
    if (state === "stale") this.dispatch("board:stale", { at: this.heardAt });
  }

  sayBack() {
    setBand("board", "ok", say("back"));
    clearTimeout(this.backTimer);
    this.backTimer = setTimeout(() => clearBand("board"), 4000);
  }

  showStale(silent) {
    for (const element of document.querySelectorAll("[data-stale-after]")) {
      element.hidden = silent < Number(element.dataset.staleAfter);
      if (!element.hidden) element.textContent = say(element.dataset.staleText, { time: clockPublic(new Date(this.heardAt)) });
    }
  }

  /** The server will not have us any more: names go, what is typed stays. A desk asks who is there; elsewhere a band leads on. */
  end(reason) {
    this.labels?.forget();
    const isAsked = reason === "signed_out" && !document.dispatchEvent(new CustomEvent("signed-out", { cancelable: true }));
    if (!isAsked) setBand("board", "offline", say(reason), reason === "signed_out" ? { href: this.main.dataset.signIn, words: say("sign_in") } : null);
    this.fresh();
  }

  /** Somebody signed in over the page: go on from the seq we have. */
  goOn() {
    if (!this.link.ended) return;
    this.labels?.remember();
    this.link.ended = false;
    this.link.hurry();
  }
}

const main = document.querySelector("[data-board]");
export const board = main ? new Board(main) : null;
