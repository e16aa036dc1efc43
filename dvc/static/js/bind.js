// Declared bindings: a template says which field goes where, this file puts it there as text, never as markup.
// docs/screens/README.md lists the grammar; every word here must stand there.

import { chipOf, clock, clockPublic, day, fill, minutesSince, say } from "./texts.js";

const BOUND = "[data-text],[data-attr],[data-value],[data-show],[data-class],[data-chip],[data-edge],[data-rank],[data-code],[data-seats],[data-bar],[data-label]";
const URL_ATTRIBUTES = new Set(["href", "action", "formaction"]);
const FREE_ATTRIBUTES = new Set(["title", "value", "datetime", "tabindex", "for", "id", "name", "alt", "width", "max"]);

/** The value of a field by its path ("survey.people"); undefined when absent. */
export function valueOf(item, path) {
  return path.split(".").reduce((inner, part) => (inner === null || inner === undefined ? undefined : inner[part]), item);
}

/** One value as words: "field", or "field|format". */
function worded(item, expression) {
  const [path, format = "", argument = ""] = expression.split(/[|:]/).map((part) => part.trim());
  const value = valueOf(item, path);
  if (value === undefined || value === null || value === "") return "";
  switch (format) {
    case "": return String(value);
    case "clock": return clock(new Date(value));
    case "clock_public": return clockPublic(new Date(value));
    case "day": return day(new Date(value));
    case "ago": return say("minutes_ago", { n: Math.max(0, minutesSince(value)) });
    case "age": return ageWords(value);
    case "left": return say("minutes", { n: Math.max(0, -minutesSince(value)) });
    case "late": return say("minutes", { n: Math.max(0, minutesSince(value)) });
    case "word": return chipOf(argument, value)?.[2] ?? String(value);
    case "text": return say(`${argument}.${value}`, item) || String(value);
    case "list": return [value].flat().map((one) => say(`${argument}.${one}`) || String(one)).join("・");
    case "area": return areaName(value);
    case "count": return Number(value).toLocaleString("en-US");
    default: throw new Error(`unknown format ${format}`);
  }
}

let areas = null;

/** Name of an area by its code, from the page's <script type="application/json" id="areas">; the code without one. */
function areaName(code) {
  areas ??= JSON.parse(document.getElementById("areas")?.textContent ?? "{}");
  return areas[code] ?? String(code);
}

function ageWords(iso) {
  const minutes = Math.max(0, minutesSince(iso));
  if (minutes < 60) return say("minutes", { n: minutes });
  if (minutes < 24 * 60) return say("hours_old", { n: Math.floor(minutes / 60) });
  return say("days_old", { n: Math.floor(minutes / (24 * 60)) });
}

const OPERATORS = {
  "=": (value, wanted) => wanted.includes(asText(value)),
  "!=": (value, wanted) => !wanted.includes(asText(value)),
  ">=": (value, [least]) => Number(value) >= Number(least),
  "<=": (value, [most]) => Number(value) <= Number(most),
  ">": (value, [least]) => Number(value) > Number(least),
  "<": (value, [most]) => Number(value) < Number(most),
};
const asText = (value) => (value === undefined || value === null ? "" : String(value));

/** Compile "status=posted,ready; crisis; !owner; people>4" to a predicate; names beginning with @ come from `known`. */
export function predicate(where, known = {}) {
  const clauses = (where ?? "").split(";").map((clause) => clause.trim()).filter(Boolean).map((clause) => {
    const parts = /^([\w.]+)\s*(!=|>=|<=|=|>|<)\s*(.*)$/.exec(clause);
    if (!parts) {
      const negated = clause.startsWith("!");
      const path = negated ? clause.slice(1) : clause;
      return (item) => Boolean(valueOf(item, path)) !== negated;
    }
    const wanted = parts[3].split(",").map((value) => value.trim()).map((value) => (value.startsWith("@") ? asText(known[value.slice(1)]) : value));
    return (item) => OPERATORS[parts[2]](valueOf(item, parts[1]), wanted);
  });
  return (item) => clauses.every((holds) => holds(item));
}

const COLLATOR = new Intl.Collator("ja", { numeric: true });

/** Compile "rank,-waiting_since,code" to a comparison; empty values stand last, ids settle ties. */
export function order(sort) {
  const keys = (sort ?? "").split(",").map((key) => key.trim()).filter(Boolean).map((key) => (key.startsWith("-") ? [key.slice(1), -1] : [key, 1]));
  return (one, other) => {
    for (const [path, sign] of keys) {
      const [a, b] = [valueOf(one, path), valueOf(other, path)];
      const [noA, noB] = [asText(a) === "", asText(b) === ""];
      if (noA !== noB) return noA ? 1 : -1;
      const result = typeof a === "number" && typeof b === "number" ? a - b : COLLATOR.compare(asText(a), asText(b));
      if (result !== 0) return result * sign;
    }
    return one.id < other.id ? -1 : one.id > other.id ? 1 : 0;
  };
}

/** Put an item into an element and everything below it that declares a binding. `labels`: names joined in the browser. */
export function bind(root, item, { known = {}, labels = null } = {}) {
  const elements = root.matches(BOUND) ? [root, ...root.querySelectorAll(BOUND)] : root.querySelectorAll(BOUND);
  for (const element of elements) {
    for (const name of Object.keys(element.dataset)) BINDERS[name]?.(element, item, element.dataset[name], { known, labels });
  }
}

const BINDERS = {
  text: (element, item, expression) => setText(element, worded(item, expression)),
  value: (element, item, path) => { element.value = asText(valueOf(item, path)); },
  show: (element, item, where, { known }) => { element.hidden = !predicate(where, known)(item); },
  attr: bindAttributes,
  class: bindClasses,
  chip: bindChip,
  edge: bindEdge,
  rank: bindRank,
  code: bindCode,
  seats: bindSeats,
  bar: bindBar,
  label: bindLabel,
};

function setText(element, words) {
  if (element.textContent !== words) element.textContent = words;
}

function bindAttributes(element, item, expression) {
  for (const pair of expression.split(";")) {
    const at = pair.indexOf("=");
    const name = pair.slice(0, at).trim();
    const isUrl = URL_ATTRIBUTES.has(name);
    if (!isUrl && !FREE_ATTRIBUTES.has(name) && !/^(aria|data)-[a-z-]+$/.test(name)) throw new Error(`data-attr may not set ${name}`);
    const value = pair.slice(at + 1).trim().replace(/\{([^{}]+)\}/g, (_all, inner) => (isUrl ? encodeURIComponent(worded(item, inner)) : worded(item, inner)));
    if (isUrl && !/^(\/(?!\/)|#|\?|tel:)/.test(value)) throw new Error("an address of a board item stays on this server");
    if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }
}

function bindClasses(element, item, expression, { known }) {
  for (const pair of expression.split(/\s+/).filter(Boolean)) {
    const at = pair.indexOf("=");
    element.classList.toggle(pair.slice(0, at), predicate(pair.slice(at + 1), known)(item));
  }
}

function setFamily(element, family) {
  for (const name of [...element.classList]) if (name.startsWith("st-")) element.classList.remove(name);
  if (family) element.classList.add(`st-${family}`);
}

function setMark(element, mark) {
  element.querySelector("use")?.setAttribute("href", `#m-${mark}`);
}

function bindChip(element, item, expression) {
  const [kind, path] = expression.split(" ");
  const look = chipOf(kind, valueOf(item, path));
  element.hidden = look === null;
  if (look === null) return;
  setFamily(element, look[0]);
  setMark(element, look[1]);
  setText(element.querySelector("[data-chip-word]"), look[2]);
}

function bindEdge(element, item, expression) {
  const [kind, path] = expression.split(" ");
  setFamily(element, chipOf(kind, valueOf(item, path))?.[0]);
}

function bindRank(element, item, path) {
  const letter = asText(valueOf(item, path));
  element.hidden = letter === "";
  for (const name of ["rA", "rB", "rC", "rD"]) element.classList.toggle(name, name === `r${letter}`);
  setText(element.firstElementChild, letter);
  setText(element.lastElementChild, say(`status.rank.${letter}`) || letter);
}

/** The same as the filter `code_label` of dvc/web/ui.py: digit by digit, a pause where the code has a hyphen. */
export function spelled(code) {
  return code.replaceAll("/", "-").split("-").map((part) => [...part].join(" ")).join(", ");
}

function bindCode(element, item, path) {
  const code = asText(valueOf(item, path));
  setText(element.firstElementChild, code);
  setText(element.lastElementChild, spelled(code));
}

function bindSeats(element, item, expression) {
  const [taken, proposed, most, least] = expression.split(" ").map((path) => Number(valueOf(item, path) ?? 0));
  element.setAttribute("aria-label", say("seats", { taken, proposed, most }));
  element.replaceChildren(...Array.from({ length: most }, (_none, seat) => {
    const box = document.createElement("i");
    box.className = seat < taken ? "t" : seat < taken + proposed ? "p" : "";
    if (seat + 1 === least) box.classList.add("min");
    return box;
  }));
}

function bindBar(element, item, expression) {
  const [done, total] = expression.split(" ").map((path) => Number(valueOf(item, path) ?? 0));
  element.querySelector("rect").setAttribute("width", String(Math.min(100, Math.round((1000 * done) / (total || 1)) / 10)));
  element.setAttribute("aria-label", say("bar", { done, total }));
}

/** A name or place that is no part of the item: asked for once a screenful, kept in memory only. */
function bindLabel(element, item, name, { labels }) {
  const path = element.dataset.labelOf;
  const subject = path ? valueOf(item, path) : item.id;
  const known = labels && subject ? labels.get(subject, item.label_rev) : undefined;
  setText(element, known?.[name] ?? (known === undefined ? "" : element.dataset.else ?? ""));
}

/** [id, revision] of every label an element wants for an item. */
export function labelsWanted(root, item) {
  return [...root.querySelectorAll("[data-label]")].map((element) => [element.dataset.labelOf ? valueOf(item, element.dataset.labelOf) : item.id, item.label_rev]).filter(([id]) => id);
}

export { fill };
