// What the reader has made of an incident's panel and the server does not know: written, chosen, opened, looked up. It stays when the panel
// is read again. What is written or chosen is also kept for each incident while another one or another page is looked at: on this screen,
// for this user, until the tab is closed.
export const FIELD = "input:not([type=radio], [type=checkbox], [type=hidden]), textarea";
const NAME = "anbao-desk-drafts";

const stepOf = (form) => `${form?.getAttribute("action")} ${form?.elements.code?.value ?? form?.elements.alarm?.value ?? ""}`;
const nameOf = (field) => `${stepOf(field.form)} ${field.name}`;
const user = () => document.body.dataset.user ?? "";

export function remember(box) {
  const written = new Map(), chosen = new Map();
  for (const field of box.querySelectorAll(FIELD)) if (field.value || field.defaultValue) written.set(nameOf(field), field.value);
  for (const field of box.querySelectorAll("input[type=radio]:checked")) chosen.set(nameOf(field), field.value);
  for (const field of box.querySelectorAll("input[type=checkbox]:checked")) chosen.set(`${nameOf(field)} ${field.value}`, field.value);
  const focused = box.contains(document.activeElement) ? document.activeElement : null;
  return {
    pk: box.dataset.pk, written, chosen,
    tiles: new Map([...box.querySelectorAll("[data-live]")].map((one) => [one.dataset.live, one])),
    open: [...box.querySelectorAll("details[open][id]")].map((one) => one.id),
    phones: [...box.querySelectorAll(".phone:has(.clear-phone)")].map((one) => [one.id, one.innerHTML]),
    scrolled: [...box.querySelectorAll(".desk-work, .desk-side")].map((one) => one.scrollTop),
    focus: focused && (focused.dataset.key ? `[data-key="${CSS.escape(focused.dataset.key)}"]` : focused.matches("details[id] > summary") ? `#${CSS.escape(focused.parentElement.id)} > summary` : ""),
    field: focused?.matches(FIELD) ? nameOf(focused) : "",
  };
}

// `sent`: the form to which this panel is the answer; what was written in it is the server's to give back
export function restore(box, kept, sent = null) {
  // a live picture goes on, it does not go dark at every piece of news
  for (const one of box.querySelectorAll("[data-live]")) if (kept.tiles.has(one.dataset.live)) one.replaceWith(kept.tiles.get(one.dataset.live));
  if (box.dataset.state !== "closed") for (const [id, html] of kept.phones) { const one = document.getElementById(id); if (one) one.innerHTML = html; }
  write(box, kept, sent);
  [...box.querySelectorAll(".desk-work, .desk-side")].forEach((one, number) => { one.scrollTop = kept.scrolled[number] ?? 0; });
  if (sent) return;
  for (const field of box.querySelectorAll(FIELD)) if (kept.field && kept.field === nameOf(field)) field.focus();
  if (kept.focus) box.querySelector(kept.focus)?.focus();
}

function write(box, { written, chosen, open }, sent) {
  const answered = sent && stepOf(sent);
  for (const id of open) { const one = document.getElementById(id); if (one) one.open = true; }
  for (const field of box.querySelectorAll(FIELD)) {
    if (stepOf(field.form) !== answered && written.has(nameOf(field))) field.value = written.get(nameOf(field));
  }
  for (const field of box.querySelectorAll("input[type=checkbox]")) if (stepOf(field.form) !== answered) field.checked = chosen.has(`${nameOf(field)} ${field.value}`);
  for (const field of box.querySelectorAll("input[type=radio]")) if (stepOf(field.form) !== answered && chosen.has(nameOf(field))) field.checked = chosen.get(nameOf(field)) === field.value;
}

// ---- of the incidents that are not shown

function all() {
  try { const kept = JSON.parse(sessionStorage.getItem(NAME)); return kept?.user === user() ? kept.drafts : {}; } catch { return {}; }
}

// the panel of an incident is left
export function putAway(box) {
  if (!box?.dataset.pk) return;
  const { written, chosen, open } = remember(box), drafts = all();
  if (written.size || chosen.size) drafts[box.dataset.pk] = { written: [...written], chosen: [...chosen], open };
  else delete drafts[box.dataset.pk];
  try { sessionStorage.setItem(NAME, JSON.stringify({ user: user(), drafts })); } catch { /* a browser that keeps nothing: the page goes on without */ }
}

// the panel of an incident comes back
export function takeUp(box) {
  const kept = all()[box?.dataset.pk];
  if (kept) write(box, { written: new Map(kept.written), chosen: new Map(kept.chosen), open: kept.open }, null);
}
