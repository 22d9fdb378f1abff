// Parts that keep themselves fresh: an element with data-live-topics="tasks holes" hears "live" when one of them happens.
// One EventSource per page; it is opened only when some part wants it, and closed while the page is hidden
// unless some part has data-live-always. A part in which somebody has begun to fill in a form is not taken from under his hands: it
// is renewed when the form was sent or emptied, and says meanwhile that there is news (.live-held).
const FIELD = "input:not([type=hidden], [type=submit], [type=button]), textarea, select";
const TRY = 2000;
let source = null, heard = new Set();
// what is held: the part's id, and the element that asks for it
const held = new Map();

const wantedBy = (part) => part.dataset.liveTopics.split(" ");

function tell(topic) {
  for (const part of document.querySelectorAll("[data-live-topics]")) {
    if (topic === "resume" || wantedBy(part).includes(topic)) window.htmx.trigger(part, "live");
  }
}

function hear() {
  for (const topic of ["resume", ...[...document.querySelectorAll("[data-live-topics]")].flatMap(wantedBy)]) {
    if (heard.has(topic)) continue;
    heard.add(topic);
    source.addEventListener(topic, () => tell(topic));
  }
}

function open() {
  if (source) { hear(); return; }
  if (!document.querySelector("[data-live-topics]")) return;
  source = new EventSource("/live/");
  heard = new Set();
  hear();
  // a page that must not go stale unnoticed (the alarm desk) says when the link is gone
  const link = (up) => window.dispatchEvent(new CustomEvent("live-link", { detail: up }));
  source.addEventListener("open", () => link(true));
  source.addEventListener("error", () => link(false));
}

function close() {
  source?.close();
  source = null;
}

// ---- forms that are being filled in

function touched(field) {
  if (field.matches("select")) {
    const before = [...field.options].findIndex((one) => one.defaultSelected);
    return field.multiple ? [...field.options].some((one) => one.selected !== one.defaultSelected) : field.selectedIndex !== Math.max(before, 0);
  }
  return field.matches("[type=radio], [type=checkbox]") ? field.checked !== field.defaultChecked : field.value !== field.defaultValue;
}

const filling = (part) => (part.contains(document.activeElement) && document.activeElement.matches(FIELD)) || [...part.querySelectorAll(FIELD)].some((field) => field.form && touched(field));

// only what asks because something happened is held, never what somebody pressed
const waits = ({ elt, target, requestConfig }) => elt.matches("[data-live-topics]") && requestConfig?.triggeringEvent?.type === "live" && target && filling(target);

function hold({ elt, target }) {
  held.set(target.id, elt);
  const line = target.querySelector(".live-held");
  if (line) line.hidden = false;
}

function letGo() {
  for (const [id, elt] of held) {
    const part = document.getElementById(id);
    if (part && filling(part)) continue;
    const asks = elt.isConnected ? elt : document.getElementById(elt.id);
    // until it does ask: a part that asked a moment ago rests
    if (asks) window.htmx.trigger(asks, "live"); else held.delete(id);
  }
}

function keepForms() {
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    if (waits(event.detail)) { event.preventDefault(); hold(event.detail); } else held.delete(event.detail.target?.id);
  });
  document.body.addEventListener("htmx:beforeSwap", ({ detail }) => {
    if (waits(detail)) { detail.shouldSwap = false; hold(detail); }
  });
  setInterval(letGo, TRY);
}

export function live() {
  document.addEventListener("visibilitychange", () => {
    // an alarm has to be heard from a tab behind others too
    if (document.hidden && !document.querySelector("[data-live-always]")) close();
    else { open(); tell("resume"); }
  });
  window.addEventListener("pagehide", close);
  document.body.addEventListener("htmx:afterSwap", open);
  keepForms();
  open();
}
