// The open incident, kept fresh: read again whenever something happens to it, once more for what happened meanwhile. What the reader
// has open, typed, chosen or looked up stays across it. Only while he is writing in it, it is left alone, and says that there is news.
const REST = 400, WAIT = 8000;
const FIELD = "input:not([type=radio], [type=hidden]), textarea";
const part = () => document.getElementById("incident");
let asking = false, pending = false;

// ---- what stays

const formOf = (field) => `${field.form?.getAttribute("action")} ${field.form?.elements.code?.value ?? field.form?.elements.alarm?.value ?? ""} ${field.name}`;

function remember(box) {
  const written = new Map(), chosen = new Map();
  for (const field of box.querySelectorAll(FIELD)) if (field.value !== field.defaultValue) written.set(formOf(field), field.value);
  for (const field of box.querySelectorAll("input[type=radio]:checked")) chosen.set(formOf(field), field.value);
  const focused = box.contains(document.activeElement) ? document.activeElement : null;
  return {
    pk: box.dataset.pk, written, chosen,
    tiles: new Map([...box.querySelectorAll("[data-live]")].map((one) => [one.dataset.live, one])),
    open: [...box.querySelectorAll("details[open][id]")].map((one) => one.id),
    phones: [...box.querySelectorAll(".phone:has(.clear-phone)")].map((one) => [one.id, one.innerHTML]),
    scrolled: [...box.querySelectorAll(".desk-work, .desk-side")].map((one) => one.scrollTop),
    focus: focused && (focused.dataset.key ? `[data-key="${CSS.escape(focused.dataset.key)}"]` : focused.matches("details[id] > summary") ? `#${CSS.escape(focused.parentElement.id)} > summary` : ""),
    field: focused?.matches(FIELD) ? formOf(focused) : "",
  };
}

// `read`: the part was read again; else it answers a step, and what was written for that step is the server's to give back
function restore(box, kept, read) {
  if (!box || box.dataset.pk !== kept.pk) return;
  // a live picture goes on, it does not go dark at every piece of news
  for (const one of box.querySelectorAll("[data-live]")) if (kept.tiles.has(one.dataset.live)) one.replaceWith(kept.tiles.get(one.dataset.live));
  for (const id of kept.open) { const one = document.getElementById(id); if (one) one.open = true; }
  if (box.dataset.state !== "closed") for (const [id, html] of kept.phones) { const one = document.getElementById(id); if (one) one.innerHTML = html; }
  [...box.querySelectorAll(".desk-work, .desk-side")].forEach((one, number) => { one.scrollTop = kept.scrolled[number] ?? 0; });
  if (!read) return;
  for (const field of box.querySelectorAll(FIELD)) {
    if (kept.written.has(formOf(field))) field.value = kept.written.get(formOf(field));
    if (kept.field && kept.field === formOf(field)) field.focus();
  }
  for (const field of box.querySelectorAll("input[type=radio]")) field.checked = kept.chosen.get(formOf(field)) === field.value;
  if (kept.focus) box.querySelector(kept.focus)?.focus();
}

// ---- when

const onItsWay = () => document.querySelector("#incident .htmx-request, #incident.htmx-request");
const writing = () => part()?.contains(document.activeElement) && document.activeElement.matches(FIELD);

function tellNews() {
  const line = part()?.querySelector(".news");
  if (line) line.hidden = !pending;
}

async function renew(forced = false) {
  const box = part();
  if (!box?.dataset.pk) return;
  pending = true;
  if (writing() && !forced) { tellNews(); return; }
  if (asking) return;
  // between the press and the release of a button the part may not be changed under the hand, nor while a step is on its way
  if (onItsWay() || box.querySelector(":active:not(.news)")) { setTimeout(renew, REST); return; }
  asking = true;
  pending = false;
  try { await window.htmx.ajax("GET", box.dataset.url, { source: box, target: box, swap: "outerHTML" }); } catch { /* said by the desk's own line */ }
  setTimeout(() => { asking = false; if (pending) renew(); }, REST);
}

export function keepFresh() {
  let kept = null;
  document.body.addEventListener("live", (event) => { if (event.target.id === "incident") renew(); });
  document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (detail.target?.id !== "incident") return;
    // what was not taken is asked for again
    if (detail.shouldSwap) kept = remember(detail.target); else pending ||= detail.xhr.status === 200;
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id !== "incident" || !kept) return;
    restore(part(), kept, event.detail.requestConfig?.verb === "get");
    kept = null;
  });
  document.addEventListener("click", (event) => { if (event.target.closest("#incident .news")) renew(true); });
  document.addEventListener("focusout", (event) => { if (pending && event.target.closest?.("#incident")) setTimeout(renew, REST); });
  // a screen that slept, an event that was lost: looked at in any case
  setInterval(() => { if (!document.hidden) renew(); }, 2 * WAIT);
}
