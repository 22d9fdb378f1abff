// The wall: zones from the program, turns by the rota, alarms over everything, a beacon that tells what was shown.
import "./wall.css";
import { Pump } from "./pump.js";
import { Tile, told } from "./tile.js";

const wall = document.getElementById("wall");
const words = JSON.parse(wall.dataset.words);
const at = (id) => document.getElementById(id);
const grid = at("wall-grid");
const BEACON = 20_000, PROGRAM = 20_000;
// so long nothing at all may be heard of the server (the pictures are asked for every second), and its program be missing
const LOST = 10_000, STALE = 35_000;
// so soon the server hears that the screen is there, or that an alarm took it; and rows of one beacon (it takes 400, a page that goes 64 KB)
const SOON = 1500, ROWS = 300;
// deferred: cameras of the rota that were passed over because they are on the screen or don't fit, oldest first
let program = null, tiles = [], cursor = 0, deferred = [], shown = [], seen = new Set(), heard = performance.now(), answered = performance.now(), moment = null, takeover = null, asked = 0, doubted = false, away = false;

const note = (turn) => { shown.push(turn); seen.add(turn.camera); };

// ---- turns

function visible() { return new Set(tiles.flatMap((tile) => [tile.camera, tile.pending])); }

function fits(id, zone) { return program.cameras[id] && (!zone.only || zone.only.includes(id)); }

// The next camera of the rota that fits the zone and is not on the screen; those passed over keep their turn and come first.
function next(zone) {
  const busy = visible();
  const waiting = deferred.findIndex((id) => fits(id, zone) && !busy.has(id));
  if (waiting >= 0) return deferred.splice(waiting, 1)[0];
  for (let step = 0; step < program.rota.length; step += 1) {
    const id = program.rota[cursor % program.rota.length];
    cursor += 1;
    if (cursor % program.rota.length === 0) seen = new Set();
    if (fits(id, zone) && !busy.has(id)) return id;
    if (deferred.length < program.rota.length) deferred.push(id);
  }
  return null;
}

function give(tile) {
  const zone = tile.zone;
  const id = zone.rotate ? next(zone) : (zone.only ?? program.rota).find((one) => program.cameras[one] && (one === tile.camera || !visible().has(one)));
  if (id === null || id === undefined) { if (tile.camera !== null && !program.cameras[tile.camera]) tile.leave(); return; }
  if (id !== tile.camera) tile.show(id, program.cameras[id], program.stale);
}

function lay() {
  for (const tile of tiles) tile.leave();
  grid.replaceChildren();
  grid.style.gridTemplateColumns = `repeat(${program.grid[0]}, minmax(0, 1fr))`;
  grid.style.gridTemplateRows = `repeat(${program.grid[1]}, minmax(0, 1fr))`;
  tiles = program.zones.map((zone) => new Tile(zone, words, note));
  for (const tile of tiles) { grid.append(tile.element); give(tile); }
  pump.soon();
  if (!program.rota.length) grid.innerHTML = `<p class="wall-scope">${words.nocameras}</p>`;
}

function takeTurns() {
  if (!program || takeover) return;
  const rotating = tiles.filter((tile) => tile.zone.rotate && !tile.pending && tile.seconds >= program.dwell - 0.5);
  for (const tile of rotating.slice(0, Math.max(1, Math.ceil(tiles.length / program.dwell)))) give(tile);
  for (const tile of tiles) if (!tile.zone.rotate && tile.seconds > 60) give(tile);
}

// ---- the program

async function read() {
  const mine = (asked += 1);
  try {
    const answer = await fetch("/wall/screen/program.json", { signal: AbortSignal.timeout(8000), cache: "no-store" });
    if (answer.status === 403) { location.reload(); return; }
    if (mine === asked && !answer.ok) away = answer.status === 503 && answer.headers.has("X-Fault");
    if (!answer.ok) return;
    const fresh = await answer.json();
    if (mine !== asked) return;
    heard = answered = performance.now();
    away = false;
    moment = { at: Date.parse(fresh.at), since: heard };
    const first = program === null, another = first || program.preset !== fresh.preset;
    if (first) cursor = fresh.cursor;
    program = fresh;
    if (another && !takeover) lay();
    else for (const tile of tiles) { const about = program.cameras[tile.camera]; if (about) tile.describe(about); else if (tile.camera !== null) give(tile); }
    draw();
    take();
  } catch { if (mine === asked) away = false; /* nothing answers; the next one comes */ }
}

// In a storm of events one question is on its way at a time, and the last event is always followed by one.
let asking = false, again = false;
async function renew() {
  if (asking) { again = true; return; }
  asking = true;
  await read();
  setTimeout(() => { asking = false; if (again) { again = false; renew(); } }, 250);
}

function now() { return new Date(moment.at + (performance.now() - moment.since) * program.speed); }

function put(parent, tag, text, kind) {
  const made = document.createElement(tag);
  made.textContent = text;
  if (kind) made.className = kind;
  parent.append(made);
  return made;
}

function draw() {
  at("wall-scope").textContent = `${program.name} · ${program.counts.all}`;
  const counts = at("wall-counts");
  counts.replaceChildren();
  for (const [state, shape, tone] of [["well", "✓", "good"], ["faulty", "◆", "warn"], ["silent", "▲", "bad"], ["unseen", "○", "idle"]]) {
    if (state === "unseen" && !program.counts.unseen) continue;
    put(counts, "dt", `${shape} ${counts.dataset[state]}`, tone);
    put(counts, "dd", program.counts[state], tone);
  }
  at("wall-alarm-count").textContent = program.alarm_count || "";
  at("wall-work").hidden = !program.working.length;
  at("wall-challenge").hidden = !program.challenge;
  at("wall-code").textContent = program.challenge?.code ?? "";
  const all = Object.keys(program.cameras).length, progress = at("wall-progress");
  const had = new Set([...seen, ...tiles.map((tile) => tile.camera)].filter((id) => program.cameras[id])).size;
  progress.textContent = progress.dataset.words.replace("{n}", had).replace("{m}", all);
  at("wall-bar").style.width = `${all ? (100 * had) / all : 0}%`;
  // last: every other card has its words, so that what is measured stays
  whole(at("wall-alarms"));
}

// whether alarms may not be getting here
const unsure = () => !at("wall-lost").hidden || program.deaf.length > 0;

// What somebody works: acknowledged alarms wait no more, and are not over.
function drawWork(most) {
  const list = at("wall-working"), rows = program.working.slice(0, Math.max(most, 0)), left = program.working_count - rows.length;
  list.replaceChildren();
  at("wall-working-count").textContent = program.working_count || "";
  for (const one of rows) {
    const line = put(list, "li", "");
    put(line, "strong", `● ${one.place} ${one.words}`);
    put(line, "small", `${one.who} · ${list.dataset.since} ${hour(new Date(one.at))}`);
    put(line, "small", one.step, "step");
  }
  if (most < 0 || left <= 0) return;
  // of what has no row the kinds are told, the gravest first
  const kinds = program.working_kinds.map(({ words: kind, n }) => ({ kind, n: n - rows.filter((one) => one.words === kind).length })).filter(({ n }) => n > 0);
  const told = kinds.map(({ kind, n }) => `${kind} ${n}`).join(words.between);
  put(list, "li", (rows.length ? words.morekinds : words.kinds).replace("{n}", left).replace("{kinds}", told), "more");
}

function cut(list) {
  const card = list.parentElement, room = card.getBoundingClientRect().bottom - parseFloat(getComputedStyle(card).paddingBottom);
  const last = [...list.children].findLast((one) => !one.hidden);
  return Boolean(last) && last.getBoundingClientRect().bottom > room + 1;
}

// No row is cut. What waits comes first: for it what is under way gives up its rows and is told by kinds in one line, and the last that wait
// are counted in one line. Where not even two alarms have room then, what is under way is only counted in its heading.
function whole(list) {
  for (let most = program.challenge ? 1 : 2; most >= -1; most -= 1) {
    drawWork(most);
    const more = fill(list);
    if (!cut(list)) return;
    if (most > 0) continue;
    trim(list, more);
    if (most >= 0 && list.children.length > 2) return;
    // where it costs no row after all
    if (most < 0) { drawWork(0); if (cut(list)) drawWork(-1); }
  }
}

function fill(list) {
  list.replaceChildren();
  for (const alarm of program.alarms) {
    const line = put(list, "li", "", alarm.severity < 3 ? "mild" : "");
    put(line, "strong", `${alarm.severity < 3 ? "◆" : "▲"} ${alarm.place} ${alarm.words}`);
    put(line, "small", `${hour(new Date(alarm.at))} ${alarm.zone}`);
  }
  if (!program.alarms.length) put(list, "li", ...(unsure() ? [`○ ${words.unsure}`, "unsure"] : [`✓ ${words.quiet}`, "quiet"]));
  const more = put(list, "li", "", "more");
  count(more, program.alarm_count - program.alarms.length);
  return more;
}

function count(more, left) { more.textContent = words.more.replace("{n}", left); more.hidden = left <= 0; }

function trim(list, more) {
  for (let left = program.alarm_count - program.alarms.length; cut(list) && list.children.length > 2;) {
    more.previousElementSibling.remove();
    count(more, left += 1);
  }
  if (cut(list)) more.hidden = true;
}

const hour = (day) => new Intl.DateTimeFormat("zh-CN", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit", second: "2-digit", hour12: false }).format(day);
const date = (day) => new Intl.DateTimeFormat("sv-SE", { timeZone: "Asia/Shanghai" }).format(day);

// ---- an alarm takes the screen, and gives it back

function take() {
  const taking = program.taking;
  if (!taking) { if (takeover) giveBack(); return; }
  if (takeover?.id === taking.id) { takeover.shots.replaceChildren(...shots(taking)); return; }
  if (takeover) giveBack(false);
  for (const tile of tiles) tile.leave();
  const box = at("wall-alarm");
  box.replaceChildren();
  const head = put(box, "header", "");
  put(head, "b", `▲ ${words.alarm}`);
  put(head, "strong", `${taking.place} · ${taking.words}`);
  const clock = put(head, "time", "");
  const main = new Tile({ id: "alarm", large: true, by: "alarm", alarm: taking.id }, words, note);
  if (taking.cameras.length) box.append(main.element); else put(box, "div", taking.unknown ? words.noplace : words.nocameras, "none");
  const side = put(box, "div", "", "facts-side");
  put(side, "h3", taking.institution);
  // a panel that says the zone's name beside its number says nothing more
  put(side, "p", [taking.zone, taking.zone.includes(taking.text) ? "" : taking.text].filter(Boolean).join(" · "));
  put(side, "p", taking.address);
  if (taking.phone) put(side, "p", `☎ ${taking.phone}`, "tel");
  // the ringing area's camera is the large one; the second stands beside it, the others in the strip with the pictures of the alarm
  const others = taking.cameras.slice(1).map((_, number) => new Tile({ id: `alarm${number + 2}`, by: "alarm", alarm: taking.id }, words, note));
  if (others.length) { others[0].element.style.cssText = "flex: 1 1 0; min-height: 0"; side.append(others[0].element); }
  put(side, "p", words.ack, "hint");
  const strip = put(box, "div", "", "shots"), kept = put(strip, "div", "", "kept");
  kept.append(...shots(taking));
  strip.append(...others.slice(1).map((tile) => tile.element));
  takeover = { id: taking.id, tiles: taking.cameras.length ? [main, ...others] : [], clock, shots: kept, at: Date.parse(taking.at) };
  takeover.tiles.forEach((tile, number) => tile.show(taking.cameras[number], program.cameras[taking.cameras[number]] ?? { place: taking.place, area: "", state: "", trouble: "" }, program.stale));
  box.hidden = false;
  pump.soon();
  setTimeout(tell, SOON);
}

function shots(taking) {
  return taking.shots.map((shot) => {
    const tile = document.createElement("div");
    tile.className = "tile has-picture";
    tile.innerHTML = `<img alt="" src="/wall/screen/snapshot/${shot.id}/"><div class="tile-words"><strong></strong><span></span></div>`;
    tile.querySelector("strong").textContent = shot.before ? words.before : words.after;
    tile.querySelector("span").textContent = hour(new Date(shot.at));
    return tile;
  });
}

function giveBack(again = true) {
  for (const tile of takeover.tiles) tile.leave();
  takeover = null;
  at("wall-alarm").hidden = true;
  if (again) lay();
}

// ---- the second hand, the beacon, the events

setInterval(() => {
  if (!program) return;
  for (const tile of takeover ? takeover.tiles : tiles) tile.tick(1);
  const moment_ = now();
  at("wall-day").textContent = date(moment_);
  at("wall-hour").textContent = hour(moment_);
  if (takeover) takeover.clock.textContent = words.since.replace("{n}", told((moment_ - takeover.at) / 1000, words));
  const silence = performance.now() - answered, lost = away || silence >= LOST || performance.now() - heard >= STALE, deaf = at("wall-deaf");
  const line = at("wall-lost"), why = `▲ ${away ? words.away : words.lost}`;
  line.hidden = !lost;
  // without a database the gateway stores nothing, so it acknowledges nothing: that is certain; when nobody answers, it is open
  if (line.textContent !== why) line.textContent = why;
  // nothing asks every second where there is no camera, or the pictures don't come: ask whether it is there
  if (silence >= LOST / 2) renew();
  // what was known of the gateways stands, unless the line above says it already
  deaf.hidden = away || !program.deaf.length;
  deaf.textContent = program.deaf.map((why) => `▲ ${why}`).join("\n");
  // its line takes room of its own, and what is known changes its meaning
  if (doubted !== unsure()) { doubted = unsure(); draw(); }
  takeTurns();
}, 1000);

// Turns that are over and those that run: the server lengthens a turn that it knows. Told also when there is nothing to tell, as the
// sign that somebody can see this screen; and with `leaving`, as the page goes, which nothing may wait for.
async function tell(leaving = false) {
  if (!program) return;
  const standing = takeover ? takeover.tiles : tiles;
  for (const tile of standing) tile.renew();
  const running = standing.map((tile) => tile.row).filter(Boolean);
  const over = shown.slice(0, ROWS - running.length);
  shown = shown.slice(over.length);
  const ago = (row) => Math.round(((performance.now() - row.begun) / 1000) * program.speed);
  const rows = [...over, ...running].map(({ begun, ...row }) => ({ ...row, ago: ago({ begun }) }));
  try {
    const answer = await fetch("/wall/screen/beacon/", { method: "POST", headers: { "Content-Type": "application/json", "X-CSRFToken": wall.dataset.csrf }, body: JSON.stringify({ shown: rows, cursor }), keepalive: leaving });
    if (!answer.ok && answer.status >= 500) throw new Error(answer.status);
  } catch { shown = [...over, ...shown].slice(-10 * ROWS); }
}

const events = new EventSource("/wall/screen/events/");
for (const topic of ["alarm", "wall", "resume"]) events.addEventListener(topic, renew);
// lines above and below take of its room, each screen has its own
new ResizeObserver(() => { if (program) draw(); }).observe(document.querySelector(".wall-rail"));
setInterval(read, PROGRAM);
setInterval(tell, BEACON);
window.addEventListener("pagehide", () => tell(true));
document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") tell(true); });
const pump = new Pump(() => (takeover ? takeover.tiles : tiles).flatMap((tile) => tile.wants()), () => location.reload(), () => { answered = performance.now(); });
read().then(() => { setTimeout(tell, SOON); pump.run(); });
