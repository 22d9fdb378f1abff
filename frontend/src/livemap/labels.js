// Where each label goes: right of its sign, else left, below, above or at a corner, wherever it covers nothing yet.
const GAP = 27; // pixels from the sign's middle
const NEAR = 19; // the same for corners

const SIDES = {
  right: (w, h) => [GAP, -h / 2],
  left: (w, h) => [-GAP - w, -h / 2],
  below: (w) => [-w / 2, GAP],
  above: (w, h) => [-w / 2, -GAP - h],
  "right-up": (w, h) => [NEAR, -NEAR - h + 4],
  "right-down": () => [NEAR, NEAR - 4],
  "left-up": (w, h) => [-NEAR - w, -NEAR - h + 4],
  "left-down": (w) => [-NEAR - w, NEAR - 4],
};

const overlap = (a, b) =>
  Math.max(0, Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0])) *
  Math.max(0, Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]));

const CROWDED = 600; // a map narrower than this has no room for every label
export const ALARM = 2000; // an alarm's weight: its label is never left out and stands before all others
const TOUCH = 60; // what a label may cost there: about a letter's corner over something else

// On a narrow map a label that finds no free side is left out; its sign stays, and a tap or a closer look says the name.
// `signs`: [{point, element, weight}]; the weightiest chooses first. A label on a sign costs more than one on a label.
export function place(signs, [width, height]) {
  const discs = signs.map(({ point }) => [point.x - 15, point.y - 15, 30, 30]);
  const labels = [];
  for (const { point, element, weight } of [...signs].sort((a, b) => b.weight - a.weight)) {
    const name = element.querySelector(".name");
    const [w, h] = [name.offsetWidth, name.offsetHeight];
    let best = null;
    for (const [side, at] of Object.entries(SIDES)) {
      const [x, y] = at(w, h);
      const box = [point.x + x, point.y + y, w, h];
      const outside = w * h - overlap(box, [0, 0, width, height]);
      const cost =
        outside * 2 + discs.reduce((sum, disc) => sum + 2 * overlap(box, disc), 0) + labels.reduce((sum, other) => sum + 3 * overlap(box, other), 0);
      if (best === null || cost < best.cost - 0.5) best = { x, y, box, cost };
      if (cost === 0) break;
    }
    const middle = element.offsetWidth / 2;
    const hidden = width < CROWDED && weight < 1000 && best.cost > TOUCH;
    name.style.visibility = hidden ? "hidden" : "";
    name.style.transform = `translate(${Math.round(middle + best.x)}px, ${Math.round(middle + best.y)}px)`;
    element.style.zIndex = weight >= ALARM ? 6 : weight > 999 ? 3 : 2;
    if (!hidden) labels.push(best.box);
  }
}
