// Filings made without a connection: kept in this browser with their key, sent through the API when it is back.
//   <form data-filing='{"kind": ..., "task": ...}' data-title="...">   what a quick filing says, ready for the API
//   <form data-filing=... data-shapes='{"<field>": "one|many|rows"}'>  a record's form: its fields are read when it is sent
// A filing that the server refuses stays, with its words and what was entered, until its author throws it away.
// A form that asks for a second person's password is never kept.
const NAME = "anbao-outbox", STORE = "filings", PAGES = "anbao-pages";
const words = () => document.getElementById("outbox")?.dataset ?? {};
const me = () => document.body.dataset.user ?? "";
let sending = false;

function store(mode, work) {
  return new Promise((resolve, reject) => {
    const opening = indexedDB.open(NAME, 1);
    opening.onupgradeneeded = () => opening.result.createObjectStore(STORE, { keyPath: "client_key" });
    opening.onerror = () => reject(opening.error);
    opening.onsuccess = () => {
      const db = opening.result, deal = db.transaction(STORE, mode), asked = work(deal.objectStore(STORE));
      deal.oncomplete = () => { db.close(); resolve(asked.result); };
      deal.onerror = deal.onabort = () => { db.close(); reject(deal.error); };
    };
  });
}

const mine = async () => (await store("readonly", (rows) => rows.getAll())).filter((one) => one.user === me()).sort((a, b) => a.made_at - b.made_at);

// crypto.randomUUID is missing where a page is not served over HTTPS
export function freshKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

function read(form) {
  const body = { ...JSON.parse(form.dataset.filing) }, shapes = JSON.parse(form.dataset.shapes ?? "null");
  if (!shapes) return body;
  const data = new FormData(form), rows = {};
  Object.assign(body, { values: {}, checks: {}, remarks: {} });
  for (const [name, shape] of Object.entries(shapes)) {
    if (shape === "many") body.values[name] = data.getAll(`v_${name}`).filter(Boolean);
    else if (shape === "one" && data.get(`v_${name}`)) body.values[name] = data.get(`v_${name}`);
  }
  for (const [name, value] of data) {
    const cell = /^v_([a-z0-9_]+?)__(\d+)__([a-z0-9_]+)$/.exec(name);
    if (cell && value) ((rows[cell[1]] ??= {})[cell[2]] ??= {})[cell[3]] = value;
    if (name.startsWith("c_") && value) body.checks[name.slice(2)] = value;
    if (name.startsWith("r_") && value) body.remarks[name.slice(2)] = value;
  }
  for (const [name, found] of Object.entries(rows)) body.values[name] = Object.values(found);
  if (data.get("institution")) body.institution = Number(data.get("institution"));
  if (data.get("subject")) body[form.dataset.target] = Number(data.get("subject"));
  if (data.get("attendance")) body.attendance = Number(data.get("attendance"));
  body.attendees = data.getAll("attendees").map(Number);
  body.attachments = data.getAll("attachment").map(Number);
  if (data.get("claimed_at")) body.claimed_at = `${data.get("claimed_at")}:00+08:00`;
  if (data.get("lon")) body.location = [Number(data.get("lon")), Number(data.get("lat"))];
  return body;
}

// what was entered, in the words of the form: shown again when the server refuses it
function entered(form) {
  const told = [];
  for (const field of form.elements) {
    if (!field.name || !field.value || field.type === "hidden" || field.type === "file" || (/radio|checkbox/.test(field.type) && !field.checked)) continue;
    const group = field.closest("[role=radiogroup]"), mine = (field.labels?.[0]?.textContent ?? field.getAttribute("aria-label") ?? field.name).trim();
    const said = field.selectedOptions ? [...field.selectedOptions].map((one) => one.textContent.trim()).join(", ") : field.value;
    told.push(group ? [group.getAttribute("aria-label"), mine] : [mine, said]);
  }
  return told;
}

async function keep(form) {
  const body = read(form), taken = await store("readonly", (rows) => rows.getAllKeys());
  const given = form.querySelector("[name=client_key]")?.value;
  body.client_key = given && !taken.includes(given) ? given : freshKey();
  const files = [...(form.querySelector("[name=photos]")?.files ?? [])];
  await store("readwrite", (rows) => rows.add({
    client_key: body.client_key, user: me(), title: form.dataset.title, body, entered: entered(form), files, scope: Number(form.dataset.scope), made_at: Date.now(), refused: "",
  }));
  form.closest(".task-card")?.classList.add("is-kept");
  for (const button of form.querySelectorAll("button")) button.disabled = true;
  await draw();
  document.getElementById("outbox")?.scrollIntoView({ block: "nearest" });
}

const token = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1] ?? "";

async function call(url, options) {
  return fetch(url, { method: "POST", ...options, headers: { ...options.headers, "X-CSRFToken": token() } });
}

async function said(answer) {
  const told = await answer.json().catch(() => ({}));
  return told.faults ? Object.values(told.faults).join("; ") : told.detail || `${words().server} (${answer.status})`;
}

// true: go on with the next one; false: the connection or the session is gone, or the server is in trouble
async function send(one) {
  while (one.files.length) {
    const form = new FormData();
    form.append("institution", one.scope);
    form.append("file", one.files[0]);
    const brought = await call("/api/files", { body: form });
    if (brought.status !== 201) return settle(one, brought);
    one.body.attachments = [...(one.body.attachments ?? []), (await brought.json()).id];
    one.files = one.files.slice(1);
    await store("readwrite", (rows) => rows.put(one));
  }
  return settle(one, await call("/api/records", { body: JSON.stringify(one.body), headers: { "Content-Type": "application/json" } }));
}

async function settle(one, answer) {
  if (answer.status === 200 || answer.status === 201) {
    await store("readwrite", (rows) => rows.delete(one.client_key));
    document.body.dispatchEvent(new CustomEvent("tasks-changed", { bubbles: true }));
    return true;
  }
  if (answer.redirected || answer.status === 401 || answer.status >= 500) return false;
  one.refused = await said(answer);
  await store("readwrite", (rows) => rows.put(one));
  return true;
}

export async function flush() {
  if (sending || !navigator.onLine || !me()) return;
  sending = true;
  let sent = 0;
  try {
    // one window of this browser sends at a time
    const work = async () => {
      for (const one of (await mine()).filter((found) => !found.refused)) {
        if (!(await send(one))) break;
        sent += 1;
      }
    };
    await (navigator.locks ? navigator.locks.request(NAME, work) : work());
  } catch { /* no connection after all: they stay */ }
  sending = false;
  await draw();
  if (sent && document.querySelector(".worklist")) document.getElementById("outbox").dataset.sent = sent;
}

function line(one) {
  const el = document.createElement("li"), again = document.createElement("button"), away = document.createElement("button"), list = document.createElement("dl");
  el.textContent = `▲ ${one.title}: ${one.refused} `;
  list.className = "entered";
  const told = one.entered?.length ? one.entered : Object.entries({ ...one.body.values, ...one.body.checks, ...one.body.remarks });
  for (const [name, value] of told) {
    const dt = document.createElement("dt"), dd = document.createElement("dd");
    dt.textContent = name; dd.textContent = typeof value === "object" ? JSON.stringify(value) : value;
    list.append(dt, dd);
  }
  for (const [button, label] of [[again, words().again], [away, words().away]]) {
    button.type = "button"; button.className = "btn btn-sm"; button.textContent = label;
  }
  again.onclick = async () => { await store("readwrite", (rows) => rows.put({ ...one, refused: "" })); flush(); };
  away.onclick = async () => { if (confirm(words().sure)) { await store("readwrite", (rows) => rows.delete(one.client_key)); draw(); } };
  el.append(list);
  if (one.body.task) {
    const there = document.createElement("a");
    there.className = "btn btn-sm"; there.href = `/tasks/${one.body.task}/`; there.textContent = words().task;
    el.append(there, " ");
  }
  el.append(again, " ", away);
  return el;
}

async function draw() {
  const box = document.getElementById("outbox");
  if (!box) return;
  const kept = await mine(), waiting = kept.filter((one) => !one.refused).length, refused = kept.filter((one) => one.refused);
  box.hidden = navigator.onLine && !kept.length;
  const told = document.createElement("p");
  told.className = "mb-0";
  told.textContent = waiting ? (navigator.onLine ? words().waiting : words().offline).replace("{n}", waiting) : navigator.onLine ? "" : words().empty;
  const list = document.createElement("ul");
  list.className = "mb-0";
  list.append(...refused.map(line));
  box.replaceChildren(...(told.textContent ? [told] : []), ...(refused.length ? [words().conflict.replace("{n}", refused.length), list] : []));
}

export function outbox() {
  if (!me()) {  // nobody is logged in: what was read stays with nobody; what was entered stays for its author
    globalThis.caches?.delete(PAGES);
    return;
  }
  navigator.serviceWorker?.register("/worker.js").catch(() => {});
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (navigator.onLine || !form.dataset?.filing) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (form.querySelector("input[type=password]")) { alert(words().signer); return; }
    keep(form).catch((error) => alert(`${words().full} ${error?.message ?? ""}`));
  }, true);
  document.body.addEventListener("htmx:sendError", (event) => { if (event.detail.elt.dataset?.filing) keep(event.detail.elt); });
  for (const change of ["online", "offline"]) window.addEventListener(change, () => { draw(); flush(); });
  setInterval(flush, 30_000);
  draw().then(flush);
}
