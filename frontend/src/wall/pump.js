// The pictures of all tiles in one request a second: a browser has six connections to a host, and a wall has more tiles.
// The answer is four bytes with the length of a JSON list, the list, and the pictures that are new, in the order of the question.
const PACE = 1000, WAIT = 7000, MOST = 64;

export class Pump {
  // `wanted` gives [{camera, width, tag, take}]; take(found) gets {url, age, heard, live, still, lived, tag} or, without a picture, {trouble}.
  // `lost`: this screen is known no more; `answered`: the server is there.
  constructor(wanted, lost, answered) {
    Object.assign(this, { wanted, lost, answered });
    this.soon = () => {};
  }

  async run() {
    for (;;) {
      const asked = performance.now();
      const wanted = this.wanted();
      if (wanted.length) {
        try { await this.round(wanted); } catch { /* the ages go on; the next round comes */ }
      }
      await new Promise((go) => { this.soon = go; setTimeout(go, Math.max(PACE - (performance.now() - asked), 150)); });
    }
  }

  async round(wanted) {
    const query = new URLSearchParams();
    for (const { camera, width, tag } of wanted.slice(0, MOST)) query.append("c", `${camera}.${width}.${tag}`);
    const answer = await fetch(`/wall/screen/pictures/?${query}`, { signal: AbortSignal.timeout(WAIT), cache: "no-store" });
    if (answer.status === 403) { this.lost(); return; }
    if (answer.status !== 200) return;
    this.answered();
    const heard = performance.now(), whole = await answer.arrayBuffer();
    const length = new DataView(whole).getUint32(0);
    const heads = JSON.parse(new TextDecoder().decode(new Uint8Array(whole, 4, length)));
    let from = 4 + length;
    await Promise.all(heads.map((head, number) => {
      const bytes = whole.slice(from, from + head.bytes);
      from += head.bytes;
      return give(wanted[number], head, bytes, heard);
    }));
  }
}

// A picture is handed over decoded, so that words and picture change together.
async function give(one, head, bytes, heard) {
  const about = { age: head.age, live: head.live, still: head.still, lived: head.lived, tag: head.tag, heard, trouble: head.trouble };
  if (!head.bytes) { if (head.tag) one.take(about); else one.take({ trouble: head.trouble }); return; }
  const url = URL.createObjectURL(new Blob([bytes], { type: "image/jpeg" }));
  const image = new Image();
  image.src = url;
  try { await image.decode(); } catch { URL.revokeObjectURL(url); return; }
  if (!one.take({ ...about, url })) URL.revokeObjectURL(url);
}
