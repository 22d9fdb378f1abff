// The live stream of this page: any event of the reader's places says "something changed"; what changed is read
// through the page's own URLs. Bursts are gathered, and a stream that opened again reads everything once.
const TOPICS = ["records", "tasks", "findings", "holes", "campaign", "incidents", "resume"];
const GATHER = 150; // milliseconds that a burst is gathered before the first read
const REST = 900; // milliseconds between two reads at least

export function follow(url, changed, told) {
  let timer = null;
  let last = -Infinity;
  const note = () => {
    if (timer !== null) return;
    const wait = Math.max(GATHER, last + REST - performance.now());
    timer = setTimeout(() => {
      timer = null;
      last = performance.now();
      changed();
    }, wait);
  };
  const source = new EventSource(url);
  source.addEventListener("open", () => {
    told(true);
    note();
  });
  source.addEventListener("error", () => told(false));
  for (const topic of TOPICS) source.addEventListener(topic, note);
  // a page that was put aside for long may have a stream that the system cut silently
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && note());
  addEventListener("pagehide", () => source.close());
  return source;
}
