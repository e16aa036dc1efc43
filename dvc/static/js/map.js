// The live map: Leaflet without tiles, on outlines that the center imported. Pins say mark, colour and word of the one table of
// states; several that stand together become a ring with their number and the mark of the most urgent one. A place is the middle
// of its 500 m cell; exact points are asked for as labels, only from close by and only for roles that may read them.

import { board } from "./board.js";
import { say } from "./texts.js";

const { L } = window;
const data = JSON.parse(document.getElementById("map-data").textContent);
const areaNames = JSON.parse(document.getElementById("areas").textContent);
const order = new Map(data.layers.map((layer, n) => [layer.key, n]));
const layerOfState = new Map(data.layers.flatMap((layer) => layer.states.map((state) => [`${layer.kind}:${state}`, layer])));
const hidden = new Set();
const pins = new Map(); // "kind:id" -> {marker, layer, sign}
const labelPoints = new Map(); // area code -> [lat, lon]
const TOWNS_FROM_ZOOM = 14;
const CLUSTER_PX = 44;
const LAND = [[24, 123], [46, 146]];

/** The middle of a half mesh cell of JIS X 0410 (nine digits), null for any other code. */
export function middleOf(mesh) {
  if (!/^\d{9}$/.test(mesh ?? "")) return null;
  const [a, b, c, d, e] = [...mesh.slice(4)].map(Number);
  const half = [Math.floor((e - 1) / 2), (e - 1) % 2];
  const south = Number(mesh.slice(0, 2)) / 1.5 + a / 12 + c / 120 + half[0] / 240;
  const west = Number(mesh.slice(2, 4)) + 100 + b / 8 + d / 80 + half[1] / 160;
  return [south + 1 / 480, west + 1 / 320];
}

const canvas = document.querySelector("[data-canvas]");
canvas.hidden = false;
const table = document.querySelector("[data-table]");
table.hidden = true;
const map = L.map(canvas.querySelector("[data-map]"), { zoomControl: false, attributionControl: false, minZoom: 5, maxZoom: 18, zoomSnap: 0.25, zoomDelta: 1, zoomAnimation: false, fadeAnimation: false, markerZoomAnimation: false });
map.fitBounds(LAND);
const cluster = L.markerClusterGroup({ maxClusterRadius: CLUSTER_PX, showCoverageOnHover: false, animate: false, spiderfyOnMaxZoom: true, zoomToBoundsOnClick: true, iconCreateFunction: ring });
map.addLayer(cluster);
map.createPane("names").style.zIndex = 450; // over the ground, under the pins
const names = L.layerGroup().addTo(map);
const towns = L.layerGroup();

const markSvg = (id) => `<svg class="mark" aria-hidden="true"><use href="#m-${id}"/></svg>`;

function textIcon(words, className) {
  const holder = document.createElement("span");
  holder.textContent = words;
  return L.divIcon({ className, html: holder, iconSize: [0, 0] });
}

function ring(group) {
  const members = group.getAllChildMarkers();
  const first = members.map((marker) => marker.options.layer).sort((a, b) => order.get(a.key) - order.get(b.key))[0];
  const words = say("map_pages.js.cluster", { n: members.length, word: first.word });
  group.options.title = words;
  return L.divIcon({ className: `pin ring st-${first.family}`, html: `<span>${members.length}${markSvg(first.mark)}</span>`, iconSize: [48, 48] });
}

function layerFor(item) {
  return item.kind === "need" && item.crisis ? layerOfState.get("need:crisis") : layerOfState.get(`${item.kind}:${item.status}`);
}

/** [lat, lon] of an item, null when nobody knows. */
function placeOf(item) {
  if (item.kind === "need" && data.exact_from !== null && map.getZoom() >= data.exact_from) {
    const label = board.labels?.get(item.household);
    if (label?.lat && label?.lon) return [Number(label.lat), Number(label.lon)];
  }
  return middleOf(item.mesh) ?? labelPoints.get(item.area) ?? null;
}

function iconOf(item, layer) {
  const flag = item.kind === "team" ? `<b class="flag">${item.code.replace(/[^\w-]/g, "")}</b>` : "";
  return L.divIcon({ className: `pin st-${layer.family}`, html: `<span>${markSvg(layer.mark)}</span>${flag}`, iconSize: [48, 48] });
}

function spoken(item, layer) {
  return [layer.word, item.code, areaNames[item.area] ?? ""].filter(Boolean).join(" ");
}

/** Draw one item anew, when its look or its place changed. */
function draw(item) {
  const key = `${item.kind}:${item.id}`;
  const layer = layerFor(item);
  const place = layer && !hidden.has(layer.key) ? placeOf(item) : null;
  const sign = place ? `${layer.key} ${place}` : "";
  const old = pins.get(key);
  if ((old?.sign ?? "") === sign) return;
  if (old) cluster.removeLayer(old.marker);
  pins.delete(key);
  if (!place) return;
  const marker = L.marker(place, { icon: iconOf(item, layer), title: spoken(item, layer), alt: spoken(item, layer), layer, keyboard: true, riseOnHover: true });
  marker.on("click", () => select(item.kind, item.id));
  pins.set(key, { marker, sign });
  cluster.addLayer(marker);
}

function drawAll() {
  const items = [...board.items("need").values(), ...board.items("team").values()];
  const seen = new Set(items.map((item) => `${item.kind}:${item.id}`));
  for (const [key, pin] of pins) if (!seen.has(key)) { cluster.removeLayer(pin.marker); pins.delete(key); }
  items.forEach(draw);
  count(items);
  wantPoints();
}

function count(items) {
  const counts = new Map();
  let unplaced = 0;
  for (const item of items) {
    const layer = layerFor(item);
    if (!layer) continue;
    counts.set(layer.key, (counts.get(layer.key) ?? 0) + 1);
    if (!placeOf(item)) unplaced += 1;
  }
  for (const element of document.querySelectorAll("[data-layer-count]")) element.textContent = counts.get(element.dataset.layerCount) ?? 0;
  const line = document.querySelector("[data-map-unplaced]");
  line.hidden = unplaced === 0;
  line.querySelector("b").textContent = unplaced;
}

/** Exact points of the houses in view, from close by. */
function wantPoints() {
  if (data.exact_from === null || map.getZoom() < data.exact_from || !board.labels) return;
  const bounds = map.getBounds().pad(0.2);
  const near = [...board.items("need").values()].filter((item) => layerFor(item) && placeOf(item) && bounds.contains(placeOf(item)));
  board.labels.want(near.map((item) => [item.household, item.label_rev]));
}

let waiting = false;
function later() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => { waiting = false; drawAll(); });
}

function select(kind, id) {
  document.querySelector("[data-card-empty]").hidden = true;
  for (const card of document.querySelectorAll("[data-card]")) {
    card.hidden = card.dataset.card !== kind;
    if (!card.hidden) card.dataset.item = `${kind}:${id}`;
  }
  for (const [key, pin] of pins) pin.marker.getElement()?.setAttribute("aria-pressed", String(key === `${kind}:${id}`));
  board.schedule();
}

function everything() {
  const places = [...pins.values()].map((pin) => pin.marker.getLatLng());
  const outer = outlineLayer?.getBounds();
  if (outer?.isValid()) map.fitBounds(outer, { padding: [4, 4] });
  else if (places.length > 0) map.fitBounds(L.latLngBounds(places).pad(0.2), { maxZoom: 15 });
}

// On paper the sheet is narrower than the screen: what the screen showed is fitted into it, and back again after.
matchMedia("print").addEventListener("change", () => {
  const shown = map.getBounds();
  map.invalidateSize({ animate: false });
  map.fitBounds(shown, { animate: false });
});

let outlineLayer = null;
async function ground() {
  let answer;
  try {
    answer = await fetch(data.outlines, { headers: { Accept: "application/json" }, credentials: "same-origin" });
  } catch (fault) {
    if (!(fault instanceof TypeError)) throw fault; // no line: pins alone
    return;
  }
  if (!answer.ok) return;
  const found = await answer.json();
  outlineLayer = L.geoJSON(found, { interactive: false, style: (feature) => ({ className: feature.properties.level === 1 ? "area-city" : "area-edge", weight: feature.properties.level === 1 ? 3 : 1.5 }) }).addTo(map);
  for (const { properties } of found.features) {
    labelPoints.set(properties.code, properties.label);
    L.marker(properties.label, { icon: textIcon(properties.name, "area-name"), pane: "names", interactive: false, keyboard: false }).addTo(names);
  }
  for (const [name, lat, lon] of found.towns) L.marker([lat, lon], { icon: textIcon(name, "town-name"), pane: "names", interactive: false, keyboard: false }).addTo(towns);
  places = found.towns;
  everything();
  later();
}

let places = [];
const folded = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s　]/g, "");

function find(text) {
  const asked = folded(text);
  const said = document.querySelector("[data-map-said]");
  const items = [...board.items("need").values(), ...board.items("team").values()];
  const item = asked && items.find((one) => folded(one.code).startsWith(asked) && layerFor(one));
  const town = places.find(([name]) => folded(name).startsWith(asked)) ?? places.find(([name]) => asked.includes(folded(name)));
  const area = Object.entries(areaNames).find(([, name]) => folded(name).startsWith(asked) || asked.includes(folded(name)));
  const place = item ? placeOf(item) : town ? [town[1], town[2]] : area ? labelPoints.get(area[0]) : null;
  if (item) select(item.kind, item.id);
  if (place) map.setView(place, Math.max(map.getZoom(), 15));
  said.textContent = !asked ? "" : place ? say("map_pages.js.found", { text }) : item ? say("map_pages.js.unplaced", { text }) : say("map_pages.js.not_found", { text });
}

document.querySelector("[data-map-search]").addEventListener("submit", (event) => { event.preventDefault(); find(event.target.querySelector("input").value); });
document.querySelectorAll("[data-layer]").forEach((box) => box.addEventListener("change", () => { if (box.checked) hidden.delete(box.dataset.layer); else hidden.add(box.dataset.layer); later(); }));
document.querySelectorAll("[data-zoom]").forEach((button) => button.addEventListener("click", () => ({ in: () => map.zoomIn(), out: () => map.zoomOut(), all: everything })[button.dataset.zoom]()));
const toggle = document.querySelector("[data-map-table]");
toggle.hidden = false;
toggle.addEventListener("click", () => {
  table.hidden = !table.hidden;
  canvas.hidden = !table.hidden;
  toggle.setAttribute("aria-pressed", String(!table.hidden));
  const word = toggle.querySelector("[data-word]");
  [word.textContent, toggle.dataset.other] = [toggle.dataset.other, word.textContent];
  if (table.hidden) map.invalidateSize();
  else board.schedule();
});
map.on("zoomend moveend", () => { map[map.getZoom() >= TOWNS_FROM_ZOOM ? "addLayer" : "removeLayer"](towns); later(); });
if (board.labels) {
  const told = board.labels.changed;
  board.labels.changed = () => { told(); later(); };
}
board.main.addEventListener("board:item", later);
board.main.addEventListener("board:ready", later);
if (board.isReady) later();
ground();
