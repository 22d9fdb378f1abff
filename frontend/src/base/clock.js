// Clocks that run on by themselves between two loads, in the campaign's time.
//   data-clock="<ISO moment>" [data-speed="60"]   shows HH:MM:SS (Beijing)
//   data-stopped  the moment shown is the last that was true: nothing newer is known
//   data-countdown="<ISO end>" data-from="<ISO moment>" [data-speed]   shows days and HH:MM:SS left
const zone = { timeZone: "Asia/Shanghai", hour12: false };
// an element's moment is that of the load that brought it: parts of a page are replaced while it stands
const since = new WeakMap();

function moment(el, from, speed) {
  if (!since.has(el)) since.set(el, performance.now());
  return new Date(Date.parse(from) + (performance.now() - since.get(el)) * speed);
}

function left(milliseconds, word) {
  const seconds = Math.max(0, Math.floor(milliseconds / 1000));
  const pad = (n) => String(n).padStart(2, "0");
  const days = Math.floor(seconds / 86400);
  const hours = `${pad(Math.floor((seconds % 86400) / 3600))}:${pad(Math.floor((seconds % 3600) / 60))}:${pad(seconds % 60)}`;
  return days ? `${days} ${word} ${hours}` : hours;
}

function tick() {
  for (const el of document.querySelectorAll("[data-clock]:not([data-stopped])")) {
    const at = moment(el, el.dataset.clock, Number(el.dataset.speed || 1));
    el.textContent = at.toLocaleTimeString("zh-CN", { ...zone, ...(el.dataset.short ? { timeStyle: "short" } : {}) });
  }
  for (const el of document.querySelectorAll("[data-countdown]")) {
    const at = moment(el, el.dataset.from, Number(el.dataset.speed || 1));
    el.textContent = left(Date.parse(el.dataset.countdown) - at, el.dataset.dayWord || "d");
  }
}

export function clocks() {
  tick();
  setInterval(tick, 1000);
  document.addEventListener("htmx:load", tick);
}
