// Levels as shape and colour; the same shapes stand as words in command/livemap/rules.py (LEVELS).
export const TONES = { good: "#2fbf83", warn: "#ffb454", bad: "#ff6a60", idle: "#8ea0bd", info: "#7fb2ff" };
export const FILLS = {
  whole: "#17463a",
  thin: "#5c4717",
  torn: "#64232b",
  waiting: "#1b2d4a",
  none: "#141f33",
};

export const toneOf = (levels, level) => TONES[levels[level].tone];

// The places' small signs, drawn on a canvas: no sprite, no font server.
const DRAW = {
  whole: (c, s) => c.rect(s * 0.28, s * 0.28, s * 0.44, s * 0.44),
  thin: (c, s) => c.arc(s / 2, s / 2, s * 0.26, 0, 7),
  torn: (c, s) => [[0.5, 0.16], [0.84, 0.5], [0.5, 0.84], [0.16, 0.5]].forEach(([x, y]) => c.lineTo(s * x, s * y)),
  waiting: (c, s) => c.rect(s * 0.3, s * 0.3, s * 0.4, s * 0.4),
  none: (c, s) => c.rect(s * 0.38, s * 0.38, s * 0.24, s * 0.24),
  venue: (c, s) => [[0.5, 0.1], [0.92, 0.86], [0.08, 0.86]].forEach(([x, y]) => c.lineTo(s * x, s * y)),
  station: (c, s) => c.rect(s * 0.25, s * 0.25, s * 0.5, s * 0.5),
};

export function image(shape, colour, { size = 44, hollow = false } = {}) {
  const canvas = Object.assign(document.createElement("canvas"), { width: size, height: size });
  const c = canvas.getContext("2d");
  c.beginPath();
  DRAW[shape](c, size);
  c.closePath();
  c.lineJoin = "round";
  c.strokeStyle = hollow ? colour : "#0b1220";
  c.lineWidth = size * (hollow ? 0.09 : 0.08);
  c.fillStyle = hollow ? "#0b1220" : colour;
  c.fill();
  c.stroke();
  return c.getImageData(0, 0, size, size);
}

const ROUND = 2 * Math.PI * 15;

// The sign of a labelled place: a ring drawn as far as its day's work is done, and its level's shape inside.
export function sign(place, levels, { focus, words }) {
  const tone = levels[place.level].tone;
  const inner = {
    whole: '<circle cx="20" cy="20" r="8.5"/>',
    thin: '<circle cx="20" cy="20" r="8.5"/>',
    torn: '<path d="M20 9.5 30.500 20 20 30.500 9.5 20z"/>',
    waiting: '<circle cx="20" cy="20" r="7" fill="none" stroke-width="3"/>',
    none: '<circle cx="20" cy="20" r="3"/>',
  }[place.level];
  const mark = place.level === "whole" ? '<path class="tick" d="m16 20.300 3 3 5.500-6"/>' : "";
  const share = place.density === null || place.rank === "top" ? "" : `${Math.round(place.density * 100)}%`;
  const holes = place.holes ? `<i title="${place.holes} ${words.holes}">${place.holes}</i>` : "";
  const name = place.rank === "top" ? `${place.name}·${words.own}` : place.name;
  return `<svg viewBox="0 0 40 40" class="tone-${tone}" aria-hidden="true">
      ${focus ? '<circle class="halo" cx="20" cy="20" r="19"/>' : ""}
      <circle class="track" cx="20" cy="20" r="15"/>
      <circle class="ring" cx="20" cy="20" r="15" stroke-dasharray="${place.progress * ROUND} ${ROUND}" transform="rotate(-90 20 20)"/>
      <g class="core">${inner}${mark}</g></svg>
    <span class="name"><b>${name}</b> <em>${share}</em>${holes}</span>`;
}
