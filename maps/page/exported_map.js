/* Draws the exported map from plain data. Every text goes into the page as text, never as markup. */
"use strict";
function drawExportedMap(map, data) {
  const kinds = data.kinds, texts = data.texts, names = [];

  function element(name, className, text) {
    const made = document.createElement(name);
    made.className = className;
    if (text !== undefined) made.textContent = text;
    return made;
  }
  function mark(kind) {
    const made = document.createElement("template");
    made.innerHTML = data.marks[kind.mark];            // a constant of this program
    return made.content.firstElementChild;
  }
  function label(text, className, lat, lon, geometry) {
    const face = element("div", className, text);
    const icon = L.divIcon({ html: face, className: "", iconSize: [0, 0] });
    names.push({ face: face, className: className, at: [lat, lon], geometry: geometry });
    return L.marker([lat, lon], { icon: icon, interactive: false, keyboard: false, pane: "names" });
  }
  function pane(name, order) {
    const made = map.createPane(name);
    made.style.zIndex = order;
    made.style.pointerEvents = "none";
  }

  function chrome() {
    map.attributionControl.setPrefix(false);
    data.credits.forEach(function (credit) { map.attributionControl.addAttribution(credit); });  // escaped by the writer
    L.control.zoom({ zoomInText: "＋", zoomOutText: "－", zoomInTitle: texts.zoom_in, zoomOutTitle: texts.zoom_out }).addTo(map);
    L.control.scale({ imperial: false }).addTo(map);
    pane("ground", 350);
    pane("names", 450);
    map.on("popupopen", function (event) {
      const button = event.popup.getElement().querySelector(".leaflet-popup-close-button");
      if (button) button.setAttribute("aria-label", texts.close);
    });
  }

  function ground() {
    data.grounds.forEach(function (ground) {
      L.geoJSON(ground.geometry, { interactive: false, pane: "ground", style: data.looks[ground.look] }).addTo(map);
      if (ground.label) label(ground.name, "area-name", ground.label[0], ground.label[1], ground.geometry).addTo(map);
    });
    data.places.forEach(function (place) { label(place[0], "place-name", place[1], place[2]).addTo(map); });
    function near() { map.getContainer().classList.toggle("far", map.getZoom() < data.placesFromZoom); }
    map.on("zoomend", near);
    near();
  }

  function card(pin) {
    const kind = kinds[pin.kind], box = element("div", "card"), chip = element("span", "chip st-" + kind.family);
    chip.append(mark(kind), element("span", "", kind.word));
    if (pin.code) box.append(element("b", "", pin.code), " ");
    box.append(chip);
    pin.lines.forEach(function (line) { box.append(element("p", "", line)); });
    if (pin.rough) box.append(element("p", "", texts.rough));
    return box;
  }
  function marker(pin, anchor) {
    const kind = kinds[pin.kind], family = " st-" + kind.family;
    const face = element("div", pin.flag ? "flag" + family : "pin" + family + (pin.rough ? " is-rough" : ""));
    face.append(mark(kind));
    face.append(element("span", pin.flag ? "" : "sr", pin.flag ? pin.code : kind.word + " " + pin.code));
    if (pin.flag) face.append(element("span", "sr", " " + kind.word));
    const icon = L.divIcon({ html: face, className: "", iconSize: pin.flag ? null : [32, 32], iconAnchor: anchor });
    const made = L.marker([pin.lat, pin.lon], { icon: icon, title: kind.word + " " + pin.code, zIndexOffset: pin.flag ? 1000 : 0 });
    made.kind = kind;
    made.bindPopup(function () { return card(pin); }, { maxWidth: 280 });
    return made;
  }
  function crowd(cluster) {
    const inside = cluster.getAllChildMarkers();
    const first = inside.reduce(function (a, b) { return b.kind.urgency < a.kind.urgency ? b : a; }).kind;
    const face = element("div", "pin many st-" + first.family);
    face.append(mark(first), element("span", "", String(inside.length)), element("span", "sr", first.word));
    return L.divIcon({ html: face, className: "", iconSize: [44, 44] });
  }

  function pins() {
    const cluster = L.markerClusterGroup({
      iconCreateFunction: crowd, maxClusterRadius: 40, showCoverageOnHover: false, animate: false, chunkedLoading: false
    });
    const flags = L.layerGroup(), byKind = {}, stacked = {};
    Object.keys(kinds).forEach(function (key) { byKind[key] = { pins: [], flags: [] }; });
    data.pins.forEach(function (pin) {
      if (!pin.flag) { byKind[pin.kind].pins.push(marker(pin, [16, 16])); return; }
      const place = pin.lat + " " + pin.lon, above = stacked[place] || 0;
      stacked[place] = above + 1;                       // teams at one house stand one over the other
      byKind[pin.kind].flags.push(marker(pin, [0, 26 + 18 + 28 * above]));
    });
    Object.keys(byKind).forEach(function (key) {
      cluster.addLayers(byKind[key].pins);
      byKind[key].flags.forEach(function (flag) { flags.addLayer(flag); });
    });
    cluster.addTo(map);
    flags.addTo(map);
    document.querySelectorAll("input[data-kind]").forEach(function (box) {
      box.addEventListener("change", function () {
        const group = byKind[box.dataset.kind];
        if (box.checked) cluster.addLayers(group.pins); else cluster.removeLayers(group.pins);
        group.flags.forEach(function (flag) { if (box.checked) flags.addLayer(flag); else flags.removeLayer(flag); });
      });
    });
  }

  /* Names step aside for pins, but never out of their own area; one that finds no place waits for a closer look. */
  const asides = {
    "area-name": [0, 26, 44].flatMap(function (far) {
      return far ? [[0, -far], [0, far], [far, 0], [-far, 0], [far, -far], [-far, -far], [far, far], [-far, far]] : [[0, 0]];
    }),
    "place-name": [[0, 0], [12, 0]]
  };
  function settle() {
    const taken = Array.from(document.querySelectorAll(".leaflet-marker-pane .pin, .leaflet-marker-pane .flag"), box);
    names.forEach(function (name) {
      const face = name.face;
      face.style.marginLeft = face.style.marginTop = "";
      face.classList.remove("is-crowded", "is-aside");
      const here = box(face);
      if (!here.width) return;
      const step = asides[name.className].find(function (step) {
        return !taken.some(function (other) { return meets(here, step, other); }) && (step === asides[name.className][0] || isHome(name, step));
      });
      if (!step) { face.classList.add("is-crowded"); return; }
      face.style.marginLeft = step[0] + "px";
      face.style.marginTop = step[1] + "px";
      face.classList.toggle("is-aside", step[0] !== 0);
      taken.push({ left: here.left + step[0], right: here.right + step[0], top: here.top + step[1], bottom: here.bottom + step[1] });
    });
  }
  function box(shown) { return shown.getBoundingClientRect(); }
  function meets(here, step, other) {
    return here.left + step[0] < other.right && here.right + step[0] > other.left
      && here.top + step[1] < other.bottom && here.bottom + step[1] > other.top;
  }
  function isHome(name, step) {
    if (!name.geometry) return true;
    const place = map.containerPointToLatLng(map.latLngToContainerPoint(name.at).add(step));
    return rings(name.geometry).filter(function (ring) { return winds(ring, place); }).length % 2 === 1;
  }
  function rings(geometry) { return geometry.type === "MultiPolygon" ? geometry.coordinates.flat() : geometry.coordinates; }
  function winds(ring, place) {                        // whether a ray to the east crosses the ring an odd number of times
    return ring.reduce(function (odd, to, i) {
      const from = ring[(i || ring.length) - 1];
      const crosses = (from[1] > place.lat) !== (to[1] > place.lat)
        && place.lng < from[0] + (to[0] - from[0]) * (place.lat - from[1]) / (to[1] - from[1]);
      return crosses ? !odd : odd;
    }, false);
  }

  chrome();
  ground();
  pins();
  map.on("zoomend moveend", function () { requestAnimationFrame(settle); });
  document.addEventListener("change", function () { requestAnimationFrame(settle); });
  map.fitBounds(data.bounds, { padding: [16, 16] });
}
