// The offline vector base: counties, rail, expressways, stations, venues, rings around the focus. No tiles, no glyphs.
import { image, TONES } from "./symbols.js";

const EMPTY = { type: "FeatureCollection", features: [] };
const RINGS = [25, 50, 100, 150]; // kilometres around the focus
const KM = 111.32; // kilometres a degree of latitude

export const STYLE = {
  version: 8,
  sources: {},
  layers: [{ id: "ground", type: "background", paint: { "background-color": "rgba(0,0,0,0)" } }],
};

const line = (coordinates, properties) => ({ type: "Feature", properties, geometry: { type: "LineString", coordinates } });
const point = (coordinates, properties) => ({ type: "Feature", properties, geometry: { type: "Point", coordinates } });
const all = (features) => ({ type: "FeatureCollection", features });

export function ring([lon, lat], km) {
  const steps = Array.from({ length: 97 }, (_, n) => (n / 96) * 2 * Math.PI);
  const wide = Math.cos((lat * Math.PI) / 180);
  return steps.map((turn) => [lon + (km / KM / wide) * Math.sin(turn), lat + (km / KM) * Math.cos(turn)]);
}

export async function readRegion(data, region) {
  if (!region) return { counties: EMPTY, around: { rail: [], roads: [], stations: [], venues: [], emergency: [] } };
  const read = (name) => fetch(`${data}${region}/${name}`).then((answer) => answer.json());
  const [counties, around] = await Promise.all([read("counties.geojson"), read("surroundings.json")]);
  return { counties, around };
}

export function addBase(map, { counties, around }, focus) {
  map.addSource("counties", { type: "geojson", data: counties, promoteId: "adcode" });
  map.addSource("rail", { type: "geojson", data: all(around.rail.map((r) => line(r.line, {}))) });
  map.addSource("roads", { type: "geojson", data: all(around.roads.map((r) => line(r.line, {}))) });
  map.addSource("rings", { type: "geojson", data: all(focus ? RINGS.map((km) => line(ring(focus, km), { km })) : []) });
  map.addImage("venue", image("venue", TONES.info), { pixelRatio: 2 });
  map.addImage("station", image("station", "#dbe6f7"), { pixelRatio: 2 });
  const spots = [
    ...around.venues.map((v) => point(v.at, { sign: "venue", size: 1, name: v })),
    ...around.stations.map((v) => point(v.at, { sign: "station", size: 0.62, name: v })),
  ];
  map.addSource("spots", { type: "geojson", data: all(spots) });
  const fill = ["coalesce", ["feature-state", "fill"], "#111c2f"];
  const hover = ["case", ["boolean", ["feature-state", "hover"], false], 0.98, ["boolean", ["feature-state", "mine"], false], 0.86, 0.35];
  const layers = [
    { id: "county-glow", type: "line", source: "counties", paint: { "line-color": "#3f6fb5", "line-width": 9, "line-blur": 9, "line-opacity": 0.16 } },
    { id: "county-fill", type: "fill", source: "counties", paint: { "fill-color": fill, "fill-color-transition": { duration: 500 }, "fill-opacity": hover } },
    { id: "rings", type: "line", source: "rings", paint: { "line-color": "#5c86c9", "line-width": 1, "line-dasharray": [2, 5], "line-opacity": 0.55 } },
    { id: "county-line", type: "line", source: "counties", paint: { "line-color": "#45618c", "line-width": ["interpolate", ["linear"], ["zoom"], 6, 0.7, 10, 1.6], "line-opacity": 0.9 } },
    { id: "roads-case", type: "line", source: "roads", layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": "#0b1220", "line-width": 4.5, "line-opacity": 0.6 } },
    { id: "roads", type: "line", source: "roads", layout: { "line-cap": "round", "line-join": "round" }, paint: { "line-color": "#b98a35", "line-width": 1.8, "line-opacity": 0.85 } },
    { id: "rail-case", type: "line", source: "rail", layout: { "line-join": "round" }, paint: { "line-color": "#0b1220", "line-width": 5, "line-opacity": 0.75 } },
    { id: "rail", type: "line", source: "rail", layout: { "line-join": "round" }, paint: { "line-color": "#e9eff9", "line-width": 2.2 } },
    { id: "rail-ties", type: "line", source: "rail", layout: { "line-join": "round" }, paint: { "line-color": "#28374f", "line-width": 1.4, "line-dasharray": [5, 5] } },
    { id: "spots", type: "symbol", source: "spots", layout: { "icon-image": ["get", "sign"], "icon-size": ["get", "size"], "icon-allow-overlap": true, "icon-offset": ["match", ["get", "sign"], "venue", ["literal", [0, -4]], ["literal", [0, 0]]] } },
  ];
  for (const layer of layers) map.addLayer(layer);
}

export const SURROUNDINGS = ["roads-case", "roads", "rail-case", "rail", "rail-ties", "spots"];

// The box that holds every drawn place, and the region when there is one.
export function boundsOf(places, counties) {
  const box = [Infinity, Infinity, -Infinity, -Infinity];
  const grow = ([lon, lat]) => {
    box[0] = Math.min(box[0], lon);
    box[1] = Math.min(box[1], lat);
    box[2] = Math.max(box[2], lon);
    box[3] = Math.max(box[3], lat);
  };
  places.forEach((found) => grow(found.at));
  const mine = new Set(places.map((found) => found.county).filter(Boolean));
  for (const county of counties.features)
    if (mine.has(county.properties.adcode)) county.geometry.coordinates.flat(county.geometry.type === "Polygon" ? 1 : 2).forEach(grow);
  return [[box[0], box[1]], [box[2], box[3]]];
}
