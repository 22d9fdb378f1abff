// Which incident is meant. From the press on a row of the queue until that incident is shown, what stands on the screen is another one:
// nothing in it can be pressed, no key acts, and no answer but that of the row last pressed changes it. So content, address and chosen row
// agree, and what is pressed concerns what is read. An answer that finds its incident no longer shown is only told, and only when it is a no.
const part = () => document.getElementById("incident");
const pkOf = (detail) => /\/(\d+)\//.exec(detail.pathInfo.requestPath)?.[1];
const notice = (words) => document.body.dispatchEvent(new CustomEvent("toast", { detail: words }));
const shown = new WeakSet();
const writing = new Set();
let opening = null, leaving = false;

const writes = (pk) => [...writing].some((one) => one.pk === pk);

// whether what stands there is not what a key would mean
export const unsettled = () => leaving || opening !== null || writes(part()?.dataset.pk);

// an answer of the incident that is shown is on its way
export const answering = () => writes(part()?.dataset.pk);

// the row that has the focus while another incident is shown
export function elsewhere() {
  const row = document.activeElement?.closest?.(".queue-row");
  return row && row.dataset.pk !== part()?.dataset.pk ? row.dataset.pk : null;
}

function mark() {
  const box = part(), left = opening !== null || leaving;
  box.inert = left;
  box.classList.toggle("is-left", left);
  box.setAttribute("aria-busy", String(left));
  for (const row of document.querySelectorAll("#queue .queue-row")) row.classList.toggle("is-opening", row.dataset.pk === opening?.pk);
}

function open(row, xhr, words) {
  const before = opening, mine = { pk: row.dataset.pk, xhr };
  opening = mine;
  before?.xhr.abort();
  mark();
  // told by the request itself: the row may be gone by then, the queue was read again
  xhr.addEventListener("loadend", () => {
    if (opening !== mine) return;
    opening = null;
    if (!shown.has(xhr)) notice(words.unopened.replace("{n}", mine.pk));
    mark();
  });
}

function said(xhr, words) {
  if (xhr.status === 200) return new DOMParser().parseFromString(xhr.responseText, "text/html").querySelector(".fault-line")?.textContent.replace("▲", "").trim();
  const told = xhr.getResponseHeader("X-Fault");
  return told ? decodeURIComponent(told) : words.unanswered;
}

function write(detail, words) {
  const { xhr } = detail, mine = { pk: pkOf(detail) }, title = part().querySelector("h2")?.textContent.trim() ?? "";
  writing.add(mine);
  xhr.addEventListener("loadend", () => {
    writing.delete(mine);
    // read in the panel, or told by the page
    if (shown.has(xhr) || (detail.elt.isConnected && xhr.status !== 200)) return;
    const fault = said(xhr, words);
    if (fault) notice(`#${mine.pk} ${title} ${fault}`);
  });
}

// what may replace the panel: the incident that is being opened; else news of the one that is shown, unless something is just being written
function takes({ xhr, requestConfig, ...detail }) {
  if (leaving) return false;
  if (opening) return opening.xhr === xhr;
  if (part().dataset.pk && pkOf(detail) !== part().dataset.pk) return false;
  // nor is the part changed between the press and the release of a button, or while something in it is asked for: either would be lost
  return requestConfig.verb !== "get" || !(writes(part().dataset.pk) || part().querySelector(":active:not(.news), .htmx-request"));
}

export function keepChosen(words) {
  document.body.addEventListener("htmx:beforeRequest", ({ detail }) => {
    if (detail.target?.id !== "incident") return;
    if (detail.elt.matches(".queue-row")) open(detail.elt, detail.xhr, words);
    else if (detail.requestConfig.verb !== "get") write(detail, words);
  });
  document.body.addEventListener("htmx:beforeSwap", (event) => {
    const { detail } = event;
    if (detail.target?.id !== "incident") return;
    if (!takes(detail)) detail.shouldSwap = false;
    else if (detail.shouldSwap) shown.add(detail.xhr);
  });
  document.body.addEventListener("htmx:afterSwap", ({ detail }) => { if (["incident", "queue"].includes(detail.target?.id)) mark(); });
  // Back brings the incident that was open before; until it is there, the one that stands here is left
  window.addEventListener("popstate", () => { leaving = true; mark(); location.reload(); });
  window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
}
