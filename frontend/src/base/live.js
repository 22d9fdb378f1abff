// Parts that keep themselves fresh: an element with data-live-topics="tasks holes" hears "live" when one of them happens.
// One EventSource per page; it is opened only when some part wants it, and closed while the page is hidden
// unless some part has data-live-always.
const TOPICS = ["tasks", "records", "findings", "holes", "campaign", "escalations", "incidents", "alarm", "camera", "wall", "resume"];
let source = null;

function tell(topic) {
  for (const part of document.querySelectorAll("[data-live-topics]")) {
    const wanted = part.dataset.liveTopics.split(" ");
    if (topic === "resume" || wanted.includes(topic)) window.htmx.trigger(part, "live");
  }
}

function open() {
  if (source || !document.querySelector("[data-live-topics]")) return;
  source = new EventSource("/live/");
  for (const topic of TOPICS) source.addEventListener(topic, () => tell(topic));
  // a page that must not go stale unnoticed (the alarm desk) says when the link is gone
  const link = (up) => window.dispatchEvent(new CustomEvent("live-link", { detail: up }));
  source.addEventListener("open", () => link(true));
  source.addEventListener("error", () => link(false));
}

function close() {
  source?.close();
  source = null;
}

export function live() {
  document.addEventListener("visibilitychange", () => {
    // an alarm has to be heard from a tab behind others too
    if (document.hidden && !document.querySelector("[data-live-always]")) close();
    else { open(); tell("resume"); }
  });
  window.addEventListener("pagehide", close);
  open();
}
