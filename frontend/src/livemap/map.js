// The map itself: base, institutions coloured by coverage, labels that keep out of each other's way, layers.
import * as maplibre from "maplibre-gl";
import "maplibre-gl/dist/maplibre-gl.css";
import workerUrl from "maplibre-gl/dist/maplibre-gl-worker.mjs?worker&url";
import { addBase, boundsOf, readRegion, STYLE, SURROUNDINGS } from "./base.js";
import { ALARM, place as placeLabels } from "./labels.js";
import { FILLS, image, sign, TONES } from "./symbols.js";

maplibre.setWorkerUrl(workerUrl);

// Outlets lie within a few kilometres of their sub-branch, under its sign on a map of the city: each gets a spot on a
// circle around it, as an offset in pixels of its icon; what lies farther away stays where it is.
const LIFT = 30; // pixels that a head office's own sign stands above its spot, which its first outlet shares
const NEAR = 0.13; // degrees
const ORBIT = 30; // pixels at icon size 1
const STOPS = 24; // places on the circle
const ORBIT_OFFSET = [
  "match", ["get", "orbit"],
  ...Array.from({ length: STOPS }, (_, n) => {
    const turn = (n / STOPS) * 2 * Math.PI - Math.PI / 2;
    return [n, ["literal", [Math.round(Math.cos(turn) * ORBIT), Math.round(Math.sin(turn) * ORBIT)]]];
  }).flat(),
  ["literal", [0, 0]],
];

function orbits(minors, majors) {
  const found = new Map();
  for (const major of majors) {
    const close = minors.filter(({ at, parent }) => parent === major.id && Math.hypot((at[0] - major.at[0]) * 0.76, at[1] - major.at[1]) < NEAR);
    close.forEach(({ id }, n) => found.set(id, Math.round((n / close.length) * STOPS) % STOPS));
  }
  return found;
}

export class CommandMap {
  constructor(element, settings, opened) {
    this.settings = settings;
    this.opened = opened;
    this.signs = new Map();
    this.pins = { emergency: [], facilities: [], surroundings: [] };
    this.shown = { measures: true, facilities: false, emergency: false, surroundings: true };
    this.map = new maplibre.Map({
      container: element, style: STYLE, center: [115, 41], zoom: 6.5, minZoom: 3, maxZoom: 14, attributionControl: false,
      dragRotate: false, pitchWithRotate: false, fadeDuration: 0, cooperativeGestures: matchMedia("(max-width: 820px)").matches,
      locale: settings.gestures,
      canvasContextAttributes: { preserveDrawingBuffer: true, antialias: true },
    });
    this.map.touchZoomRotate.disableRotation();
    this.map.addControl(new maplibre.NavigationControl({ showCompass: false }), "top-right");
    this.ready = new Promise((done) => this.map.once("load", done));
    this.map.on("move", () => this.settle());
    this.map.on("zoom", () => element.classList.toggle("zoomed", this.map.getZoom() > 8.4));
    new ResizeObserver(() => this.fit(false)).observe(element);
  }

  async begin(state) {
    await this.ready;
    this.region = await readRegion(this.settings.urls.data, state.region);
    const focus = state.places.find((found) => found.id === state.focus);
    const venues = this.region.around.venues;
    this.centre = venues.length ? venues[0].at : focus?.at;
    addBase(this.map, this.region, focus && (this.centre ?? focus.at));
    for (const [level, word] of Object.entries(this.settings.levels))
      this.map.addImage(`minor-${level}`, image(level, TONES[word.tone], { hollow: level === "waiting" }), { pixelRatio: 2 });
    this.map.addSource("minors", { type: "geojson", data: { type: "FeatureCollection", features: [] } });
    this.map.addLayer({
      id: "minors", type: "symbol", source: "minors",
      layout: {
        "icon-image": ["concat", "minor-", ["get", "level"]], "icon-allow-overlap": true, "icon-ignore-placement": true,
        "icon-size": ["interpolate", ["linear"], ["zoom"], 5, 0.5, 7.5, 0.72, 11, 1.2], "symbol-sort-key": ["get", "grave"],
        // from afar a place's outlets circle its sign; near by they stand where they are
        "icon-offset": ["interpolate", ["linear"], ["zoom"], 8.6, ORBIT_OFFSET, 10, ["literal", [0, 0]]],
      },
    });
    this.listen();
    this.pinSurroundings();
    this.draw(state);
    this.fit(false);
  }

  listen() {
    const { map } = this;
    map.on("click", (event) => {
      const near = [[event.point.x - 6, event.point.y - 6], [event.point.x + 6, event.point.y + 6]];
      const minor = map.queryRenderedFeatures(near, { layers: ["minors"] })[0];
      const county = minor ? null : map.queryRenderedFeatures(event.point, { layers: ["county-fill"] })[0];
      const id = minor?.properties.id ?? this.byCounty?.get(county?.properties.adcode)?.id;
      if (id) this.opened(id);
    });
    let hovered = null;
    map.on("mousemove", (event) => {
      const minor = map.queryRenderedFeatures(event.point, { layers: ["minors"] })[0];
      const county = map.queryRenderedFeatures(event.point, { layers: ["county-fill"] })[0];
      const adcode = this.byCounty?.has(county?.properties.adcode) ? county.properties.adcode : null;
      map.getCanvas().style.cursor = minor || adcode ? "pointer" : "";
      map.getCanvas().title = minor ? minor.properties.name : "";
      if (hovered === adcode) return;
      if (hovered) map.setFeatureState({ source: "counties", id: hovered }, { hover: false });
      if (adcode) map.setFeatureState({ source: "counties", id: adcode }, { hover: true });
      hovered = adcode;
    });
  }

  draw(state) {
    this.state = state;
    this.byCounty = new Map(state.places.filter((found) => found.county).map((found) => [found.county, found]));
    for (const county of this.region.counties.features) {
      const id = county.properties.adcode;
      const place = this.byCounty.get(id);
      const fill = place && this.shown.measures ? FILLS[place.level] : "#152238";
      this.map.setFeatureState({ source: "counties", id }, { fill, mine: Boolean(place) });
    }
    const grave = { none: 0, whole: 1, waiting: 2, thin: 3, torn: 4 };
    const minors = state.places.filter((found) => found.rank === "minor");
    this.orbits ??= orbits(minors, state.places.filter((found) => found.rank === "major"));
    this.map.getSource("minors").setData({
      type: "FeatureCollection",
      features: minors.map((found) => ({
        type: "Feature",
        geometry: { type: "Point", coordinates: found.at },
        properties: {
          id: found.id, level: this.shown.measures ? found.level : "none", name: found.name, grave: grave[found.level],
          orbit: this.orbits.get(found.id) ?? -1,
        },
      })),
    });
    this.drawSigns(state.places.filter((found) => found.rank !== "minor"));
    this.drawRinging(state.places.filter((found) => found.ringing));
    this.settle();
  }

  // where an alarm rings that nobody has answered: a link to the desk, at the place itself
  drawRinging(places) {
    const key = JSON.stringify(places.map((found) => [found.id, found.ringing]));
    if (key === this.ringingKey) return;
    this.ringingKey = key;
    (this.pins.ringing ?? []).forEach((marker) => marker.remove());
    this.pins.ringing = places.map((found) => {
      const element = document.createElement("a");
      element.className = `pin ringing grade-${found.ringing}`;
      element.href = this.settings.urls.desk;
      element.innerHTML = '▲<span class="name"></span>';
      element.querySelector(".name").textContent = `${found.name} ${this.settings.words.rings}`;
      const marker = new maplibre.Marker({ element }).setLngLat(found.at).addTo(this.map);
      marker.place = found;
      return marker;
    });
  }

  drawSigns(places) {
    const seen = new Set();
    for (const found of places) {
      seen.add(found.id);
      let held = this.signs.get(found.id);
      if (!held) {
        const element = document.createElement("button");
        element.type = "button";
        element.className = "sign";
        element.addEventListener("click", (event) => {
          event.stopPropagation();
          this.opened(found.id);
        });
        held = { element, lift: found.rank === "top" ? LIFT : 0,
          marker: new maplibre.Marker({ element, offset: [0, found.rank === "top" ? -LIFT : 0] }).setLngLat(found.at).addTo(this.map) };
        this.signs.set(found.id, held);
      }
      const looks = JSON.stringify([found.level, found.progress, found.holes, found.density, found.name]);
      if (held.looks === looks) continue;
      const { levels, words } = this.settings;
      held.element.innerHTML = sign(found, levels, { focus: found.id === this.state.focus, words });
      held.element.dataset.level = found.level;
      held.element.dataset.place = found.id;
      held.element.dataset.done = found.done;
      held.element.classList.toggle("own", found.rank === "top");
      held.element.setAttribute(
        "aria-label",
        `${found.name}: ${levels[found.level].word}, ${found.done}/${found.due}, ${found.holes} ${words.holes}`,
      );
      if (held.looks) held.element.animate([{ filter: "brightness(2.2)" }, { filter: "none" }], { duration: 1400 });
      held.looks = looks;
      held.weight = (found.id === this.state.focus ? 1000 : 0) + (found.rank === "top" ? -5 : 0) + found.holes;
      held.at = found.at;
    }
    for (const [id, held] of this.signs)
      if (!seen.has(id)) {
        held.marker.remove();
        this.signs.delete(id);
      }
  }

  settle() {
    const signs = [...this.signs.values()].map(({ element, at, weight, lift }) => {
      const { x, y } = this.map.project(at);
      return { element, weight, point: { x, y: y - lift } };
    });
    // an alarm's label chooses first: whatever is beside it makes room
    for (const marker of this.pins.ringing ?? [])
      signs.push({ element: marker.getElement(), weight: ALARM + marker.place.ringing, point: this.map.project(marker.place.at) });
    const { clientWidth, clientHeight } = this.map.getContainer();
    if (signs.length) placeLabels(signs, [clientWidth, clientHeight]);
  }

  fit(moving = true) {
    if (!this.state) return this.map.resize();
    this.map.resize();
    const { width, height } = this.map.getContainer().getBoundingClientRect();
    const padding = width < 600 ? { top: 20, bottom: 20, left: 24, right: 52 } : { top: height * 0.03, bottom: height * 0.04, left: 70, right: 90 };
    const bounds = boundsOf(this.state.places, this.region.counties);
    if (Number.isFinite(bounds[0][0])) this.map.fitBounds(bounds, { padding, maxZoom: 11, animate: moving, duration: 600 });
  }

  name(found) {
    return this.settings.language === "en" ? found.en : found.zh;
  }

  pin(found, className, text) {
    const element = document.createElement("span");
    element.className = `pin ${className}`;
    element.innerHTML = text;
    return new maplibre.Marker({ element }).setLngLat(found.at).addTo(this.map);
  }

  pinSurroundings() {
    const { around } = this.region;
    this.pins.surroundings = [
      ...around.venues.map((found) => this.pin(found, "venue", this.name(found))),
      ...around.stations.map((found) => this.pin(found, "station", this.name(found))),
    ];
  }

  pinEmergency(vendors) {
    const { words } = this.settings;
    this.pins.emergency = [
      ...this.region.around.emergency.map((found) =>
        this.pin(found, `emergency ${found.kind}`, `<b>${words[found.kind]}</b><span>${this.name(found)}<i>${words.assumed}</i></span>`),
      ),
      ...vendors.filter((found) => found.at).map((found) => this.pin(found, "emergency vendor", `<b>${words.vendor}</b><span>${found.name}</span>`)),
    ];
  }

  pinFacilities(devices) {
    const { words } = this.settings;
    const majors = this.state.places.filter((found) => found.rank === "major" && devices.places[found.id]);
    this.pins.facilities = majors.map((found) => {
      const { expired = 0, ...families } = devices.places[found.id];
      const total = Object.values(families).reduce((sum, n) => sum + n, 0);
      const late = expired ? ` <i>${expired} ${words.expired}</i>` : "";
      const short = expired ? `<i class="short">▲${expired}</i>` : "";
      return this.pin(found, "facilities", `<b>${total}</b>${short}<span> ${words.devices}${late}</span>`);
    });
  }

  show(layer, on) {
    this.shown[layer] = on;
    this.map.getContainer().classList.toggle(`hide-${layer}`, !on);
    if (layer === "surroundings")
      for (const id of SURROUNDINGS) this.map.setLayoutProperty(id, "visibility", on ? "visible" : "none");
    if (layer === "measures") this.draw(this.state);
    if (!on && layer !== "surroundings") {
      (this.pins[layer] ?? []).forEach((marker) => marker.remove());
      if (this.pins[layer]) this.pins[layer] = [];
    }
  }

  flyTo(id) {
    const found = this.state.places.find((one) => one.id === id);
    if (found) this.map.easeTo({ center: found.at, zoom: Math.max(this.map.getZoom(), 8.2), duration: 700 });
  }
}
