// The open incident, kept fresh: read again whenever something happens to it, once more for what happened meanwhile. What the reader
// has open, typed, chosen or looked up stays across it. Only while he is writing in it, it is left alone, and says that there is news.
import { FIELD, putAway, remember, restore, takeUp } from "./drafts.js";

const REST = 400, WAIT = 8000;
const part = () => document.getElementById("incident");
let asking = false, pending = false;

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
    if (detail.shouldSwap) { kept = remember(detail.target); putAway(detail.target); } else pending ||= detail.xhr.status === 200;
  });
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target?.id !== "incident" || !kept) return;
    const { verb, elt } = event.detail.requestConfig;
    if (part().dataset.pk === kept.pk) restore(part(), kept, verb === "get" ? null : elt.closest("form")); else takeUp(part());
    kept = null;
  });
  document.addEventListener("click", (event) => { if (event.target.closest("#incident .news")) renew(true); });
  document.addEventListener("focusout", (event) => { if (pending && event.target.closest?.("#incident")) setTimeout(renew, REST); });
  window.addEventListener("pagehide", () => putAway(part()));
  takeUp(part());
  // a screen that slept, an event that was lost: looked at in any case
  setInterval(() => { if (!document.hidden) renew(); }, 2 * WAIT);
}
