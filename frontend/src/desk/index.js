// The alarm desk: clocks of the steps, the sound, the keys, the small map. What is shown comes from the server's parts.
import "./desk.css";
import { askFor } from "../base/enter.js";
import { answering, elsewhere, keepChosen, unsettled } from "./chosen.js";
import { keepFresh } from "./part.js";
import { drawMaps } from "./smallmap.js";
import { Sound } from "./sound.js";
import { runLive } from "./live.js";

const page = document.getElementById("desk");
const began = performance.now();
const words = page.dataset;
const sound = new Sound(document.getElementById("sound"), words);

// what the keys do now, and since when
let meant = "", changed = 0;

// each key with what its button would tell the server, and of which incident
const meaning = () => [...document.querySelectorAll("#incident [data-key]")].map(({ form, dataset, value }) =>
  [dataset.key, form?.getAttribute("action"), form?.elements.code?.value, form?.elements.alarm?.value, value].join(" ")).join("|");

const now = () => Date.parse(words.at) + (performance.now() - began) * Number(words.speed || 1);

function span(milliseconds) {
  const seconds = Math.floor(Math.abs(milliseconds) / 1000);
  const pad = (n) => String(n).padStart(2, "0");
  const hours = Math.floor(seconds / 3600);
  return `${hours ? `${hours}:` : ""}${pad(Math.floor((seconds % 3600) / 60))}:${pad(seconds % 60)}`;
}

function tick() {
  const at = now();
  for (const el of page.querySelectorAll(".ticking")) {
    // in the reader's own seconds: a demo's clock runs faster, and so were its limits set
    const left = (Date.parse(el.dataset.due) - at) / Number(words.speed || 1), within = Number(el.dataset.within) * 1000;
    el.textContent = left < 0 ? `▲ ${words.over} ${span(left)}` : span(left);
    el.classList.toggle("is-over", left < 0);
    el.classList.toggle("is-near", left >= 0 && left < within / 3);
    const bar = el.parentElement.querySelector(".limit s");
    if (bar) bar.style.width = `${Math.min(Math.max(1 - left / within, 0), 1) * 100}%`;
  }
}

function settle() {
  const open = document.getElementById("incident")?.dataset.pk;
  const queue = document.getElementById("queue");
  for (const row of queue.querySelectorAll(".queue-row")) {
    if (row.dataset.pk === open) row.setAttribute("aria-current", "true");
    else row.removeAttribute("aria-current");
  }
  const ringing = Number(queue.dataset.ringing), rings = document.querySelector("#incident .desk-back .state");
  // a phone shows the queue or an incident: the way back tells what the queue would
  if (rings) { rings.textContent = queue.querySelector("h2 .state")?.textContent ?? ""; rings.hidden = !ringing; }
  document.title = document.title.replace(/^▲\d+ /, "");
  if (ringing) document.title = `▲${ringing} ${document.title}`;
  sound.ring(ringing, Number(queue.dataset.loudest), Number(queue.dataset.newest));
  drawMaps();
  tick();
}

function step(rows, by) {
  const at = rows.findIndex((row) => row === document.activeElement);
  const from = at >= 0 ? at : rows.findIndex((row) => row.hasAttribute("aria-current"));
  rows[Math.min(Math.max(from + by, 0), rows.length - 1)]?.focus();
}

const typing = (el) => el instanceof HTMLElement && (el.matches("textarea, select") || (el.matches("input") && el.type !== "radio"));

function keyed(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "Escape" && typing(document.activeElement)) { document.activeElement.blur(); return; }
  if (typing(document.activeElement)) return;
  const rows = [...document.querySelectorAll("#queue .queue-row")];
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    step(rows, event.key === "ArrowDown" ? 1 : -1);
    return;
  }
  const key = event.key.toLowerCase();
  if (key === "m") { sound.mute(); return; }
  const wanted = document.querySelector(`#incident [data-key="${CSS.escape(key)}"]`);
  if (!wanted) return;
  event.preventDefault();
  // a key that is held down, one while another incident is fetched or an answer is on its way, and one in the moment after the keys
  // have changed their meaning would hit what nobody has read yet
  if (event.repeat) return;
  if (unsettled() || document.querySelector("#incident.htmx-request, #incident .htmx-request") || performance.now() - changed < 350) {
    // a key pressed twice has its answer on the way; any other that did nothing is told
    if (!answering()) document.body.dispatchEvent(new CustomEvent("toast", { detail: words.busy }));
    return;
  }
  const other = elsewhere();
  if (other) { document.body.dispatchEvent(new CustomEvent("toast", { detail: words.elsewhere.replace("{n}", other) })); return; }
  if (key === "s" && "reason" in wanted.dataset) {
    const note = wanted.form.elements.note;
    if (!note.value.trim()) { askFor(note, '[data-key="s"]', words.reason); return; }
  }
  wanted.click();
}

document.addEventListener("keydown", keyed);
document.body.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target?.id === "incident") {
    page.classList.add("is-open");
    const fresh = meaning();
    if (fresh !== meant) changed = performance.now();
    meant = fresh;
  }
  settle();
});
// the queue is read again at once when something happens, once more for what happens in the moment after, and every few seconds
// whatever happens: an answer that does not come in time says that the server hangs
const MOMENT = 300;
function hearQueue() {
  let resting = false, again = false;
  const read = () => {
    if (resting) { again = true; return; }
    resting = true;
    window.htmx.trigger("#queue", "fresh");
    setTimeout(() => { resting = false; if (again) { again = false; read(); } }, MOMENT);
  };
  document.body.addEventListener("live", (event) => { if (event.target.id === "queue") read(); });
  // the row under the hand and the one with the focus are not taken away
  let kept = null;
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.target?.id !== "queue") return;
    const queue = event.detail.target;
    if (queue.querySelector(":active")) { event.detail.shouldSwap = false; setTimeout(read, MOMENT); }
    kept = { pk: queue.contains(document.activeElement) ? document.activeElement.dataset.pk : null, top: queue.querySelector("ol").scrollTop };
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id !== "queue" || !kept) return;
    const list = document.querySelector("#queue ol");
    list.scrollTop = kept.top;
    if (kept.pk) list.querySelector(`[data-pk="${kept.pk}"]`)?.focus({ preventScroll: true });
  });
}

// the desk stands on two things: the stream that announces, and answers to what it asks for; without either it shows the past
const stands = { announced: true, answered: true, away: false };
const link = document.getElementById("desk-link"), lost = link.textContent;
function told() {
  const well = stands.announced && stands.answered;
  link.hidden = well;
  // said anew only where it changes: a screen reader reads it aloud
  const said = stands.away ? link.dataset.away : lost;
  if (link.textContent !== said) link.textContent = said;
  document.querySelector(".asof time").toggleAttribute("data-stopped", !well);
}
window.addEventListener("live-link", (event) => { stands.announced = event.detail; told(); });
document.body.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.target?.id !== "queue") return;
  stands.answered = event.detail.successful;
  // the server answers, and its answer names the fault: without a database the gateway acknowledges nothing either
  stands.away = event.detail.xhr.status === 503 && event.detail.xhr.getResponseHeader("X-Fault") !== null;
  told();
});
setInterval(tick, 500);
meant = meaning();
keepChosen(words);
keepFresh();
hearQueue();
runLive(words);
settle();
