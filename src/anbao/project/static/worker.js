// What a phone without a connection can still read: my tasks and the forms it opened before. The network comes first
// always; the copy is for when there is none. Filings are not this file's: see frontend/src/base/outbox.js.
const PAGES = "anbao-pages", PARTS = "anbao-parts";
const KEPT = /^\/(tasks\/|records\/(task|new)\/)/;

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

async function page(request) {
  const kept = await caches.open(PAGES), path = new URL(request.url).pathname;
  try {
    const answer = await fetch(request);
    if (answer.ok && !answer.redirected && KEPT.test(path)) await kept.put(request, answer.clone());
    return answer;
  } catch (error) {
    const found = (await kept.match(request)) ?? (path === "/" ? await kept.match("/tasks/") : undefined);
    if (found) return found;
    throw error;
  }
}

async function part(request) {
  const kept = await caches.open(PARTS), found = await kept.match(request);
  if (found) return found;
  const answer = await fetch(request);
  if (answer.ok) await kept.put(request, answer.clone());
  return answer;
}

self.addEventListener("fetch", (event) => {
  const { request } = event, url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) return;
  if (request.mode === "navigate") event.respondWith(page(request));
  // built files carry their hash in the name, the sprite its version
  else if (url.pathname.startsWith("/static/dist/")) event.respondWith(part(request));
});
