// The sentences and looks that the server put into <script type="application/json" id="texts">: no script writes words of
// its own. Also times: everything shown is the center's time (Asia/Tokyo), whatever the device thinks.

const block = document.getElementById("texts");
const data = block ? JSON.parse(block.textContent) : { locale: "ja", texts: {}, chips: {} };

/** Fill {name} and {n|one|many} of an open sentence; an unknown detail leaves a gap rather than a brace. */
export function fill(pattern, details = {}) {
  return pattern.replace(/\{([a-z_][a-z0-9_]*)(?:\|([^{}|]*)\|([^{}|]*))?\}/g, (_all, name, one, many) => {
    const value = details[name];
    if (one !== undefined) return Number(value) === 1 ? one : many;
    return value === undefined || value === null ? "" : String(value);
  });
}

/** Say a sentence of `ui.js` (or of an area of the page, by its whole code). */
export function say(code, details = {}) {
  return fill(data.texts[code] ?? "", details);
}

/** [family, mark, word] of a state, null if it has no chip. */
export function chipOf(kind, state) {
  return data.chips[`${kind}.${state}`] ?? null;
}

const CLOCK = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Tokyo", hour: "2-digit", minute: "2-digit" });
const PUBLIC = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Tokyo", hour: "numeric", minute: "2-digit" });
const SECONDS = new Intl.DateTimeFormat("en-GB", { timeZone: "Asia/Tokyo", hour: "2-digit", minute: "2-digit", second: "2-digit" });
const DAY = new Intl.DateTimeFormat(data.locale === "en" ? "en-GB" : "ja-JP", data.locale === "en"
  ? { timeZone: "Asia/Tokyo", weekday: "short", day: "numeric", month: "short" } : { timeZone: "Asia/Tokyo", month: "numeric", day: "numeric", weekday: "short" });

// Devices lie about the time: the server's clock is kept as a distance from ours.
let aheadMs = 0;

/** Take the server's time from a message or from the page. */
export function setServerTime(iso) {
  const told = Date.parse(iso);
  if (!Number.isNaN(told)) aheadMs = told - Date.now();
}

/** The server's time now, as a Date. */
export function now() {
  return new Date(Date.now() + aheadMs);
}

/** 09:05 on desks, 9:05 to the public, 09:05:07 for drafts, 9/12(土) for boards. */
export const clock = (moment) => CLOCK.format(moment);
export const clockPublic = (moment) => PUBLIC.format(moment).replace(/^0/, "");
export const clockSeconds = (moment) => SECONDS.format(moment);
export const day = (moment) => DAY.format(moment);

/** Whole minutes from an ISO time until now; negative if it lies ahead. */
export function minutesSince(iso) {
  return Math.floor((now().getTime() - Date.parse(iso)) / 60000);
}
