// The live pictures of the open incident: asked one after the other, once a second, from the wall's relay. A picture is called live
// only when the relay says so; else it says for how long nothing in it moved. What comes no more goes grey.
const PACE = 1000, WAIT = 7000;

export function runLive(words) {
  const heard = new WeakMap();

  async function ask(tile) {
    const answer = await fetch(`${tile.dataset.live}?w=480`, { signal: AbortSignal.timeout(WAIT), cache: "no-store" });
    if (answer.status !== 200) throw new Error(answer.status);
    const url = URL.createObjectURL(await answer.blob()), image = tile.querySelector("img"), before = image.src;
    image.src = url;
    try { await image.decode(); } finally { if (before.startsWith("blob:")) URL.revokeObjectURL(before); }
    image.hidden = false;
    tile.querySelector("i").hidden = true;
    const still = Math.max(Number(answer.headers.get("X-Still") ?? 0), Number(answer.headers.get("X-Age")));
    heard.set(tile, performance.now());
    say(tile, answer.headers.get("X-Live") === "1", still, answer.headers.has("X-Still"));
  }

  function say(tile, live, still, known) {
    tile.classList.toggle("is-live-now", live);
    tile.classList.toggle("is-stale", !live && (known || still > 6));
    tile.querySelector(".live-word").textContent = live ? `● ${words.live}` : known || still > 6 ? words.still.replace("{n}", Math.round(still)) : "";
  }

  function lost(tile) {
    const since = heard.get(tile);
    tile.classList.remove("is-live-now");
    tile.classList.add("is-stale");
    tile.querySelector(".live-word").textContent = since === undefined ? words.none : words.still.replace("{n}", Math.round((performance.now() - since) / 1000));
    if (since === undefined) tile.querySelector("i").textContent = words.none;
  }

  async function round() {
    const begun = performance.now();
    if (!document.hidden) {
      for (const tile of document.querySelectorAll("#incident [data-live]")) {
        try { await ask(tile); } catch { lost(tile); }
      }
    }
    setTimeout(round, Math.max(PACE - (performance.now() - begun), 200));
  }
  round();
}
