// Where a place lies: the counties of its region as plain outlines, and one dot. No tiles, no library.
const regions = new Map();
const SVG = "http://www.w3.org/2000/svg";
const WIDTH = 220, HEIGHT = 150;

const read = (url) => {
  if (!regions.has(url)) regions.set(url, fetch(url).then((answer) => (answer.ok ? answer.json() : null)).catch(() => null));
  return regions.get(url);
};

const ringsOf = ({ type, coordinates }) => (type === "Polygon" ? coordinates : coordinates.flat(1));

function shape(name, attributes) {
  const el = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) el.setAttribute(key, value);
  return el;
}

async function draw(box) {
  const counties = box.dataset.src ? await read(box.dataset.src) : null;
  const lon = Number(box.dataset.lon), lat = Number(box.dataset.lat);
  const rings = counties ? counties.features.flatMap((one) => ringsOf(one.geometry)) : [];
  const points = [...rings.flat(), [lon, lat]];
  const wide = Math.cos((lat * Math.PI) / 180);
  const west = Math.min(...points.map((p) => p[0])), east = Math.max(...points.map((p) => p[0]));
  const south = Math.min(...points.map((p) => p[1])), north = Math.max(...points.map((p) => p[1]));
  const scale = Math.min(WIDTH / Math.max((east - west) * wide, 0.01), HEIGHT / Math.max(north - south, 0.01)) * 0.94;
  const at = ([x, y]) => [(WIDTH + (2 * x - east - west) * wide * scale) / 2, (HEIGHT - (2 * y - north - south) * scale) / 2];
  const svg = shape("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, "aria-hidden": "true" });
  for (const ring of rings) svg.append(shape("path", { class: "county", d: `M${ring.map((p) => at(p).map((n) => n.toFixed(1)).join(" ")).join("L")}Z` }));
  const [x, y] = at([lon, lat]);
  svg.append(shape("circle", { class: "halo", cx: x, cy: y, r: 11 }), shape("circle", { class: "spot", cx: x, cy: y, r: 4.5 }));
  const name = shape("text", { x: Math.min(Math.max(x, 50), WIDTH - 50), y: y > 24 ? y - 14 : y + 24, "text-anchor": "middle" });
  name.textContent = box.dataset.name;
  svg.append(name);
  box.replaceChildren(svg);
}

export function drawMaps() {
  for (const box of document.querySelectorAll(".small-map:not([data-drawn])")) {
    box.dataset.drawn = "1";
    draw(box);
  }
}
