// One tile: a camera, its newest picture, the picture's age, and for how long nothing in it moved but an overlay. Both run on by
// themselves, so that a tile whose server is gone goes grey as well: nothing that stands still ever looks live.

// seconds that a new camera's first picture is waited for while the old one stays on the tile
const PATIENCE = 6;
const HOUR = 3600;
// seconds without life that a camera which was seen to live may take: some renew their snapshot every other second
const BREATH = 5;

// A turn's name, the same in every beacon that tells of it; without a secure context there is no randomUUID.
const page = Math.random().toString(36).slice(2, 10);
let turns = 0;
function named() { turns += 1; return `${page}-${turns.toString(36)}`; }

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
    this.element.dataset.zone = zone.id;
    this.element.innerHTML = `<img alt=""><span class="tile-mark" hidden></span><div class="tile-stale"></div>
      <div class="tile-words"><strong></strong><span></span><em></em></div>`;
    [this.image, this.mark, this.stale, this.line] = this.element.children;
    if (zone.at) {
      const [column, row, wide, high] = zone.at;
      this.element.style.gridArea = `${row} / ${column} / span ${high} / span ${wide}`;
    }
    this.camera = this.pending = null;
  }

  get width() { return this.zone.large ? (window.innerWidth > 2600 ? 1920 : 960) : window.innerWidth > 2600 ? 960 : 480; }

  // Show a camera; `about` is its entry of the program. What is on the tile stays, words and picture together, until the
  // new camera's first picture is there or did not come in time: a tile never shows one camera under another's name.
  show(id, about, limit) {
    if (this.camera === null) { this.commit(id, about, limit, null); return; }
    this.pending = id;
    this.next = { about, limit, since: performance.now() };
  }

  commit(id, about, limit, first) {
    this.leave();
    this.camera = id;
    this.element.dataset.camera = id;
    this.limit = limit;
    this.begin();
    this.age = null;
    this.tag = "";
    this.live = this.lived = false;
    this.still = null;
    this.element.classList.remove("has-picture", "is-stale");
    this.line.children[2].textContent = "";
    this.describe(about);
    if (first) this.put(first);
  }

  describe(about) {
    const [place, area] = this.line.children;
    place.textContent = about.place;
    area.textContent = about.area;
    this.frozen = Boolean(about.frozen);
    this.element.classList.toggle("is-faulty", about.state === "faulty");
    this.element.classList.toggle("is-silent", about.state === "silent");
    this.mark.hidden = !about.trouble;
    this.mark.textContent = about.trouble ? `${about.state === "silent" ? "▲" : "◆"} ${about.trouble}` : "";
  }

  // What the pump has to ask for this tile: its camera, and the one that waits for its first picture.
  wants() {
    const list = [], ask = (camera, tag, take) => list.push({ camera, width: this.width, tag, take });
    if (this.camera !== null) { const mine = this.camera; ask(mine, this.tag, (found) => this.camera === mine && this.put(found)); }
    if (this.pending !== null) { const mine = this.pending; ask(mine, "", (found) => this.pending === mine && this.arrive(mine, found)); }
    return list;
  }

  arrive(id, found) {
    if (!found.url && performance.now() - this.next.since < PATIENCE * 1000 && !found.trouble) return false;
    const { about, limit } = this.next;
    this.commit(id, about, limit, found.url ? found : null);
    return Boolean(found.url);
  }

  // A newer picture, or the age of the same one; false when its address was not kept.
  put(found) {
    if (found.tag === undefined) return false;
    if (found.url) {
      if (this.url) URL.revokeObjectURL(this.url);
      this.url = found.url;
      this.image.src = found.url;
      this.element.classList.add("has-picture");
    }
    Object.assign(this, { age: found.age, heard: found.heard, live: found.live, still: found.still, lived: found.lived, tag: found.tag });
    this.tick(0);
    return Boolean(found.url);
  }

  // Every second: how old the picture is, since when it stands still, and whether that is too long to look live. Three words:
  // live, since when not, and nothing while nobody can tell yet.
  tick(seconds) {
    if (this.camera === null) return;
    const now = performance.now(), words = this.words;
    if (this.pending !== null && now - this.next.since > PATIENCE * 1000) this.arrive(this.pending, { trouble: "late" });
    const later = this.age === null ? 0 : (now - this.heard) / 1000;
    const age = this.age === null ? (now - this.begun) / 1000 : this.age + later;
    // a picture that comes is as still as the last judgement said; one that comes no more grows stiller
    const still = this.still === null ? null : this.still > 0 || later > BREATH ? this.still + later : 0;
    const stands = Math.max(age, still ?? 0), overlay = still !== null && still - age > BREATH;
    const stale = this.age === null ? age > 6 : stands > this.limit || !this.live || this.frozen;
    const lives = this.age !== null && !stale && this.lived && still !== null && stands <= BREATH;
    this.element.classList.toggle("is-stale", stale);
    this.element.classList.toggle("is-still", !stale && !lives && still !== null);
    if (stale || (still !== null && !lives)) this.staleSeconds += seconds;
    this.line.children[2].textContent = this.age === null ? "" : lives ? `● ${words.live}` : stale ? told(stands, words) : still === null ? "" : words.still.replace("{n}", told(stands, words));
    const since = overlay ? words.overlay : words.stands;
    this.stale.textContent = this.age === null ? words.none : this.frozen && this.live && stands <= this.limit ? words.frozen : this.live || age < 300 ? since.replace("{n}", told(stands, words)) : words.last.replace("{n}", told(age, words));
  }

  get seconds() { return (performance.now() - this.begun) / 1000; }

  begin() {
    this.turn = named();
    this.begun = performance.now();
    this.staleSeconds = 0;
  }

  // The turn so far, as the beacon tells it; null when there is none to speak of.
  get row() {
    if (this.camera === null || this.seconds < 1) return null;
    const { id, alarm, by, rotate } = this.zone;
    return { turn: this.turn, camera: this.camera, zone: id, begun: this.begun, seconds: Math.round(this.seconds), stale: Math.round(this.staleSeconds), by: by ?? (rotate ? "rota" : "fixed"), ...(alarm ? { alarm } : {}) };
  }

  // A camera that stays for hours is told in turns of an hour, which is as long as the server believes one.
  renew() {
    const row = this.row;
    if (!row || this.seconds < HOUR) return;
    this.onEnd(row);
    this.begin();
  }

  // The turn is over: told to the beacon.
  leave() {
    const row = this.row;
    if (row) this.onEnd(row);
    this.camera = this.pending = null;
    delete this.element.dataset.camera;
  }
}
