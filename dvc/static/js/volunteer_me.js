// The volunteer's own page: asks every 15 s whether it still says what is so, and draws itself anew when it does not.

import { clockPublic, now, say, setServerTime } from "./texts.js";

const WAIT_MOST_S = 120;
let page = document.querySelector("[data-me]");
let tries = 0;
let timer = null;
let heard = page ? new Date(page.dataset.now) : null;

if (page) {
  setServerTime(page.dataset.now);
  try {
    localStorage.removeItem("draft:self-check-in"); // it has arrived: nothing of the form stays on the phone
  } catch {
    // a phone that keeps nothing has nothing to forget
  }
  addEventListener("online", ask);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) ask(); });
  later();
}

function later() {
  clearTimeout(timer);
  const wait = Math.min(WAIT_MOST_S, Number(page.dataset.every) * 2 ** tries);
  timer = setTimeout(ask, wait * 1000 * (0.8 + 0.4 * Math.random()));
}

async function ask() {
  clearTimeout(timer);
  if (document.hidden) return; // asked again when it is looked at
  try {
    const answer = await fetch(page.dataset.url, { headers: { "If-None-Match": `"${page.dataset.version}"`, Accept: "application/json" }, cache: "no-store" });
    if (answer.status === 401) {
      location.reload();
      return;
    }
    if (!answer.ok && answer.status !== 304) throw new TypeError("not now");
    tries = 0;
    heard = now();
    if (answer.ok && (await answer.json()).version !== page.dataset.version) await renew();
    connection("live");
  } catch (fault) {
    if (!(fault instanceof TypeError)) throw fault;
    tries += 1;
    connection("off");
  }
  later();
}

/** The page says something else now: its new content in place of the old, a sound and a shake when it is the team. */
async function renew() {
  const hadTeam = page.querySelector(".tno") !== null;
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" }, cache: "no-store" });
  if (!answer.ok) throw new TypeError("not now");
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-me]");
  if (!fresh) return;
  page.replaceWith(fresh);
  page = fresh;
  document.getElementById("says").textContent = say("volunteer.js.changed");
  navigator.vibrate?.(page.querySelector(".tno") && !hadTeam ? [200, 100, 200, 100, 200] : 200);
  if (page.querySelector(".tno") && !hadTeam) chime();
}

/** Two rising tones; a phone that nobody has touched yet stays silent, and the sentence is there. */
function chime() {
  const Sound = window.AudioContext;
  if (!Sound) return;
  const sound = new Sound();
  [660, 880].forEach((hertz, n) => {
    const tone = sound.createOscillator();
    const loud = sound.createGain();
    tone.frequency.value = hertz;
    loud.gain.value = 0.2;
    tone.connect(loud).connect(sound.destination);
    tone.start(sound.currentTime + n * 0.3);
    tone.stop(sound.currentTime + n * 0.3 + 0.25);
  });
}

function connection(state) {
  const sign = document.querySelector("[data-conn]");
  const words = JSON.parse(sign.dataset.words);
  sign.className = `conn ${state === "off" ? "stale" : state}`;
  sign.querySelector("use").setAttribute("href", `#m-${state === "live" ? "check" : "pause"}`);
  sign.querySelector("[data-conn-word]").textContent = words[state].replace("{time}", clockPublic(heard));
  document.querySelector("[data-as-of]").textContent = say(state === "live" ? "volunteer.js.as_of" : "volunteer.js.offline", { time: clockPublic(heard) });
}
