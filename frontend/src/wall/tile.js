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
    this.camera = null;
  }

  // Show a camera; `about` is its entry of the program.
  show(id, about, limit) {
    this.leave();
    this.camera = id;
    this.limit = limit;
    this.begun = performance.now();
    this.staleSeconds = 0;
    this.age = null;
    this.live = false;
    this.element.classList.remove("has-picture", "is-stale");
    this.describe(about);
    this.turn = {};
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
    const width = this.zone.large ? (window.innerWidth > 2600 ? 1920 : 960) : 480;
    while (this.turn === turn) {
      const asked = performance.now();
      try {
        const answer = await fetch(`/wall/screen/tile/${this.camera}.jpg?w=${width}`, { signal: AbortSignal.timeout(WAIT), cache: "no-store" });
        if (this.turn !== turn) return;
        if (answer.status === 200) await this.picture(await answer.blob(), Number(answer.headers.get("X-Age")), answer.headers.get("X-Live") === "1", turn);
      } catch { /* the age goes on */ }
      await new Promise((go) => setTimeout(go, Math.max(PACE - (performance.now() - asked), 150)));
    }
  }

  async picture(blob, age, live, turn) {
    const url = URL.createObjectURL(blob);
    const next = new Image();
    next.src = url;
    try { await next.decode(); } catch { URL.revokeObjectURL(url); return; }
    if (this.turn !== turn) { URL.revokeObjectURL(url); return; }
    if (this.url) URL.revokeObjectURL(this.url);
    this.url = url;
    this.image.src = url;
    this.age = age;
    this.heard = performance.now();
    this.live = live;
    this.element.classList.add("has-picture");
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
    this.turn = null;
  }
}
