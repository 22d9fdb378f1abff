// Parts that keep themselves fresh: an element with data-live-topics="tasks holes" hears "live" when one of them happens.
// One EventSource per page; it is opened only when some part wants it, and closed while the page is hidden.
const TOPICS = ["tasks", "records", "findings", "holes", "campaign", "escalations", "camera", "wall", "resume"];
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
}

function close() {
  source?.close();
  source = null;
}

export function live() {
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) close();
    else { open(); tell("resume"); }
  });
  window.addEventListener("pagehide", close);
  open();
}
