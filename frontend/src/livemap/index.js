// The command map's page: reads state.json, draws, follows the live stream, replays the campaign's days.
import "./livemap.css";
import { Slider } from "./slider.js";
import { follow } from "./stream.js";

const settings = JSON.parse(document.getElementById("map-settings").textContent);
const { urls, words } = settings;
const panel = document.getElementById("place");
const chosen = new URLSearchParams(location.search);
const remembered = new Map();
let reading = null;
let open = null;
let map = null;
let running = null;

function query(more = {}) {
  const asked = new URLSearchParams({ ...Object.fromEntries(chosen), ...more });
  const text = asked.toString();
  return text ? `?${text}` : "";
}

async function read({ days = true } = {}) {
  reading?.abort();
  reading = new AbortController();
  const answer = await fetch(urls.state + query(days ? {} : { days: "0" }), { signal: reading.signal, headers: { Accept: "application/json" } });
  if (!answer.ok) throw new Error(`state: ${answer.status}`);
  return answer.json();
}

function list(state) {
  const rows = state.places.filter((one) => one.rank !== "minor");
  const row = (one) => `<li><button type="button" data-open="${one.id}" class="level-${one.level}"><b>${one.name}</b>
    <span>${settings.levels[one.level].shape} ${one.density === null ? "—" : `${(one.density * 100).toFixed(1)}%`}</span>
    <span>${one.done}/${one.due}</span><span>${one.holes} ${words.holes}</span></button></li>`;
  document.getElementById("place-list").innerHTML = `<h2>${state.period}</h2><ul>${rows.map(row).join("")}</ul>`;
  document.getElementById("legend-period").textContent = state.period;
}

function draw(state, slider) {
  map?.draw(state);
  slider.update(state);
  list(state);
  document.getElementById("to-now").hidden = state.live;
  document.getElementById("map-page").classList.toggle("replaying", !state.live);
}

let refreshing = false;
let again = false;

// One round of parts at a time: htmx keeps only the last request that waits for an element, so rounds that overlap
// would drop each other's parts. A change during a round starts one more.
async function parts() {
  if (open) show(open);
  again = true;
  if (refreshing) return;
  refreshing = true;
  try {
    while (again) {
      again = false;
      await htmx.ajax("GET", urls.figures + query(), { target: "#strip", swap: "none" });
      await htmx.ajax("GET", urls.feed + query(), { target: "#feed", swap: "outerHTML" });
    }
  } catch (error) {
    console.warn("parts", error);
  } finally {
    refreshing = false;
  }
}

// its own source, so that a tap never waits for a round of parts
function show(id) {
  open = id;
  panel.hidden = false;
  return htmx.ajax("GET", urls.place.replace("/0/", `/${id}/`) + query(), { source: "#content", target: "#place", swap: "innerHTML" });
}

function shut() {
  open = null;
  panel.hidden = true;
}

async function layers() {
  const answer = await fetch(urls.facilities + query());
  const { devices, vendors } = await answer.json();
  const top = Object.values(devices.places)[0] ?? {};
  const { expired = 0, ...families } = top;
  const total = Object.values(families).reduce((sum, n) => sum + n, 0);
  document.getElementById("layer-facilities").textContent = `${total.toLocaleString("en")} · ${expired} ${words.expired}`;
  const around = map?.region.around.emergency ?? [];
  const count = (kind) => around.filter((one) => one.kind === kind).length;
  document.getElementById("layer-emergency").textContent = [[count("team"), words.team], [count("hospital"), words.hospital], [count("fire"), words.fire], [vendors.length, words.vendor]]
    .map(([n, word]) => `${n}${words.space}${word}`).join(" · ");
  return { devices, vendors };
}

async function start() {
  const slider = new Slider(settings, async (day) => {
    chosen.set("day", day);
    if (day === slider.today) chosen.delete("day");
    await renew({ days: false });
  });

  async function renew({ days = true } = {}) {
    try {
      const key = query();
      const state = remembered.get(key) ?? (await read({ days }));
      if (!state.live) remembered.set(key, state);
      draw(state, slider);
      history.replaceState(null, "", location.pathname + query());
      parts();
    } catch (error) {
      if (error.name !== "AbortError") document.body.dispatchEvent(new CustomEvent("toast", { detail: { value: words.offline } }));
    }
  }

  const first = await read();
  try {
    const { CommandMap } = await import("./map.js");
    map = new CommandMap(document.getElementById("map"), settings, show);
    await map.begin(first);
  } catch (error) {
    map = null;
    console.warn(error);
    document.getElementById("map-page").classList.add("no-map");
    document.getElementById("map").textContent = words.nowebgl;
  }
  draw(first, slider);
  const known = layers();
  document.documentElement.dataset.map = "ready";

  for (const box of document.querySelectorAll("[data-layer]"))
    box.addEventListener("change", async () => {
      map?.show(box.dataset.layer, box.checked);
      if (!box.checked || !map) return;
      if (box.dataset.layer === "facilities") map.pinFacilities((await known).devices);
      if (box.dataset.layer === "emergency") map.pinEmergency((await known).vendors);
    });
  for (const box of document.querySelectorAll('[name="span"]'))
    box.addEventListener("change", () => {
      chosen.set("span", box.value);
      if (box.value === "day") chosen.delete("span");
      renew();
    });

  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close-panel]")) shut();
    const opener = event.target.closest("[data-open]");
    if (opener) {
      show(Number(opener.dataset.open));
      map?.flyTo(Number(opener.dataset.open));
    }
  });
  document.addEventListener("keydown", (event) => event.key === "Escape" && shut());
  document.getElementById("to-now").addEventListener("click", () => {
    chosen.delete("day");
    renew();
  });
  replay(slider);

  follow(
    urls.live,
    () => (chosen.has("day") ? read().then((state) => slider.update({ ...state, day: slider.day })) : renew()),
    (alive) => {
      document.documentElement.dataset.live = alive ? "open" : "lost";
      const line = document.getElementById("link-state");
      line.hidden = alive;
      line.textContent = alive ? "" : words.offline;
    },
  );
}

function replay(slider) {
  const button = document.getElementById("replay");
  const stop = () => {
    clearInterval(running);
    running = null;
    button.textContent = `▶ ${words.replay}`;
  };
  button.addEventListener("click", () => {
    if (running) return stop();
    const last = slider.days.findIndex((one) => one.day === slider.today);
    let next = slider.day === slider.today ? 0 : Number(slider.range.value) + 1;
    button.textContent = `■ ${words.stop}`;
    running = setInterval(() => (next > last ? stop() : slider.pick(next++)), 450);
  });
}

start();
