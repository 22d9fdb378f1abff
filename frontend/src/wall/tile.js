// One tile: a camera, its newest picture, the picture's age. The age runs on by itself, so that a tile whose server is gone
// goes grey as well: nothing that stands still ever looks live.
const PACE = 1000;
const WAIT = 7000;

export function told(seconds, words) {
  if (seconds < 100) return words.seconds.replace("{n}", Math.max(Math.round(seconds), 0));
  if (seconds < 7200) return words.minutes.replace("{n}", Math.round(seconds / 60));
  return words.hours.replace("{n}", Math.round(seconds / 3600));
}

export class Tile {
  constructor(zone, words, onEnd) {
    this.zone = zone;
    this.words = words;
    this.onEnd = onEnd;
    this.element = document.createElement("div");
    this.element.className = `tile${zone.large ? " is-large" : ""}`;
    this.element.innerHTML = `<img alt=""><span class="tile-mark" hidden></span><div class="tile-stale"></div>
      <div class="tile-words"><strong></strong><span></span><em></em></div>`;
    [this.image, this.mark, this.stale, this.line] = this.element.children;
    if (zone.at) {
      const [column, row, wide, high] = zone.at;
      this.element.style.gridArea = `${row} / ${column} / span ${high} / span ${wide}`;
    }
    this.camera = this.pending = null;
  }

  // Show a camera; `about` is its entry of the program. What is on the tile stays, words and picture together, until the
  // new camera's first picture is there or did not come in time: a tile never shows one camera under another's name.
  async show(id, about, limit) {
    if (this.camera === null) { this.commit(id, about, limit, null); return; }
    const mine = {};
    this.pending = id;
    this.pendingTurn = mine;
    const first = await this.get(id).catch(() => null);
    if (this.pendingTurn !== mine) return;
    this.commit(id, about, limit, first);
  }

  commit(id, about, limit, first) {
    this.leave();
    this.camera = id;
    this.limit = limit;
    this.begun = performance.now();
    this.staleSeconds = 0;
    this.age = null;
    this.live = false;
    this.element.classList.remove("has-picture", "is-stale");
    this.line.children[2].textContent = "";
    this.describe(about);
    this.turn = {};
    if (first) this.put(first);
    this.fetch(this.turn);
  }

  describe(about) {
    const [place, area] = this.line.children;
    place.textContent = about.place;
    area.textContent = about.area;
    this.element.classList.toggle("is-faulty", about.state === "faulty");
    this.element.classList.toggle("is-silent", about.state === "silent");
    this.mark.hidden = !about.trouble;
    this.mark.textContent = about.trouble ? `${about.state === "silent" ? "▲" : "◆"} ${about.trouble}` : "";
  }

  async fetch(turn) {
    while (this.turn === turn) {
      const asked = performance.now();
      try {
        const found = await this.get(this.camera);
        if (this.turn !== turn) { if (found) URL.revokeObjectURL(found.url); return; }
        if (found) this.put(found);
      } catch { /* the age goes on */ }
      await new Promise((go) => setTimeout(go, Math.max(PACE - (performance.now() - asked), 150)));
    }
  }

  // A decoded picture of a camera with its age, or null when there is none.
  async get(camera) {
    const width = this.zone.large ? (window.innerWidth > 2600 ? 1920 : 960) : 480;
    const answer = await fetch(`/wall/screen/tile/${camera}.jpg?w=${width}`, { signal: AbortSignal.timeout(WAIT), cache: "no-store" });
    if (answer.status !== 200) return null;
    const heard = performance.now();
    const url = URL.createObjectURL(await answer.blob());
    const image = new Image();
    image.src = url;
    try { await image.decode(); } catch { URL.revokeObjectURL(url); return null; }
    return { url, heard, age: Number(answer.headers.get("X-Age")), live: answer.headers.get("X-Live") === "1" };
  }

  put(found) {
    if (this.url) URL.revokeObjectURL(this.url);
    Object.assign(this, { url: found.url, age: found.age, heard: found.heard, live: found.live });
    this.image.src = found.url;
    this.element.classList.add("has-picture");
    this.tick(0);
  }

  // Every second: how old the picture is, and whether that is too old to look live.
  tick(seconds) {
    if (this.camera === null) return;
    const now = performance.now();
    const age = this.age === null ? (now - this.begun) / 1000 : this.age + (now - this.heard) / 1000;
    const stale = this.age === null ? age > 6 : age > this.limit || !this.live;
    this.element.classList.toggle("is-stale", stale);
    if (stale) this.staleSeconds += seconds;
    const words = this.words;
    this.line.children[2].textContent = this.age === null ? "" : stale ? told(age, words) : `● ${words.live}`;
    this.stale.textContent = this.age === null ? words.none : this.live || age < 300 ? words.stands.replace("{n}", Math.round(age)) : words.last.replace("{n}", told(age, words));
  }

  get seconds() { return (performance.now() - this.begun) / 1000; }

  // The turn is over: told to the beacon.
  leave() {
    if (this.camera !== null && this.seconds >= 1) this.onEnd({ camera: this.camera, zone: this.zone.id, seconds: Math.round(this.seconds), stale: Math.round(this.staleSeconds), ended: performance.now(), by: this.zone.by ?? (this.zone.rotate ? "rota" : "fixed") });
    this.camera = null;
    this.turn = this.pending = this.pendingTurn = null;
  }
}
