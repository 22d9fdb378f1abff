// Where each label goes: right of its sign, else left, below, above, wherever it covers nothing yet.
const SIDES = ["right", "left", "below", "above"];
const GAP = 17;

function boxAt(side, point, width, height) {
  if (side === "right") return [point.x + GAP, point.y - height / 2, width, height];
  if (side === "left") return [point.x - GAP - width, point.y - height / 2, width, height];
  if (side === "below") return [point.x - width / 2, point.y + GAP, width, height];
  return [point.x - width / 2, point.y - GAP - height, width, height];
}

const overlap = (a, b) =>
  Math.max(0, Math.min(a[0] + a[2], b[0] + b[2]) - Math.max(a[0], b[0])) *
  Math.max(0, Math.min(a[1] + a[3], b[1] + b[3]) - Math.max(a[1], b[1]));

// `signs`: [{point, element, weight}]; the weightiest chooses first.
export function place(signs, obstacles = []) {
  const taken = [...signs.map(({ point }) => [point.x - 12, point.y - 12, 24, 24]), ...obstacles];
  for (const { point, element } of [...signs].sort((a, b) => b.weight - a.weight)) {
    const name = element.querySelector(".name");
    const width = name.offsetWidth;
    const height = name.offsetHeight;
    let best = null;
    for (const side of SIDES) {
      const box = boxAt(side, point, width, height);
      const cost = taken.reduce((sum, other) => sum + overlap(box, other), 0);
      if (best === null || cost < best.cost - 0.5) best = { side, box, cost };
      if (cost === 0) break;
    }
    element.dataset.side = best.side;
    taken.push(best.box);
  }
}
