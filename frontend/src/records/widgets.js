// The parts of a record's form. They register before Alpine starts (base waits for the document).
const read = (id) => JSON.parse(document.getElementById(id).textContent);

async function ask(url, typed) {
  const answer = await fetch(`${url}${url.includes("?") ? "&" : "?"}q=${encodeURIComponent(typed)}`, { headers: { Accept: "application/json" } });
  return answer.ok ? (await answer.json()).offers : [];
}

document.addEventListener("alpine:init", () => {
  const { Alpine } = window;

  // Which fields are wanted, given the choices made (descriptor's "when").
  Alpine.data("recordForm", () => ({
    whens: {},
    values: {},
    init() {
      this.whens = read("whens");
      this.look();
      this.$root.addEventListener("change", () => this.look());
      document.getElementById("faults")?.focus();
    },
    look() {
      const data = new FormData(this.$root);
      this.values = Object.fromEntries(Object.values(this.whens).flatMap((when) => Object.keys(when)).map((name) => [name, data.get(`v_${name}`) ?? ""]));
    },
    wanted(field) {
      return Object.entries(this.whens[field] ?? {}).every(([name, options]) => options.includes(this.values[name]));
    },
    allOk() {
      window.dispatchEvent(new CustomEvent("all-ok"));
    },
  }));

  Alpine.data("picker", (id, url) => ({
    ...read(id), url, typed: "", offers: [],
    async look() { this.offers = (await ask(this.url, this.typed)).filter((one) => !this.chosen.some((had) => had.id === one.id)); },
    take(one) {
      if (!one) return;
      this.chosen = this.many ? [...this.chosen, one] : [one];
      this.typed = ""; this.offers = [];
      this.$nextTick(() => this.$root.dispatchEvent(new CustomEvent("picked", { bubbles: true, detail: one })));
    },
    drop(one) { this.chosen = this.chosen.filter((had) => had.id !== one.id); },
  }));

  Alpine.data("rowTable", (id, people, institutions) => ({
    name: "", columns: [], rows: [], names: {}, offers: [], at: "", made: 0,
    inputs: { text: "text", integer: "text", decimal: "text", date: "date", datetime: "datetime-local", time: "time" },
    pickers: { person: people, people, institution: institutions, institutions },
    init() {
      const given = read(id);
      this.name = given.name; this.columns = given.columns;
      this.names = Object.fromEntries(given.names.map((one) => [one.id, one.name]));
      this.rows = given.rows.map((row) => ({ ...row, _key: ++this.made }));
      if (!this.rows.length) this.add();
    },
    add() { this.rows.push({ _key: ++this.made }); },
    cell(i, column) { return `${this.name}__${i}__${column.id}`; },
    nameOf(id) { return this.names[id] ?? ""; },
    async look(i, column, typed) { this.at = i + column.id; this.offers = await ask(this.pickers[column.type], typed); },
    take(row, column, one) { this.names[one.id] = one.name; row[column.id] = one.id; this.offers = []; },
  }));

  Alpine.data("photos", () => ({
    previews: [],
    show(event) {
      this.previews.forEach((url) => URL.revokeObjectURL(url));
      this.previews = [...event.target.files].filter((file) => file.type.startsWith("image/")).map((file) => URL.createObjectURL(file));
    },
  }));

  Alpine.data("spot", () => ({
    lon: "", lat: "", words: "",
    init() { this.lon = this.$root.querySelector("[name=lon]").defaultValue; this.lat = this.$root.querySelector("[name=lat]").defaultValue; this.say(); },
    say() { this.words = this.lon ? `${Number(this.lon).toFixed(5)}, ${Number(this.lat).toFixed(5)}` : ""; },
    find() {
      if (!navigator.geolocation) { this.words = "✕"; return; }
      this.words = "…";
      navigator.geolocation.getCurrentPosition(
        (found) => { this.lon = String(found.coords.longitude); this.lat = String(found.coords.latitude); this.say(); },
        (error) => { this.words = `✕ ${error.message}`; },
        { enableHighAccuracy: true, timeout: 15000 },
      );
    },
  }));
});

// A quick filing gets its key when it is sent for the first time, so sending it twice files it once.
document.addEventListener("submit", (event) => {
  const key = event.target.querySelector?.("[data-fresh-key]");
  if (key && !key.value) key.value = crypto.randomUUID?.() ?? fallbackKey();
}, true);

// crypto.randomUUID is missing where a page is not served over HTTPS
function fallbackKey() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((b) => b.toString(16).padStart(2, "0")).join("");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
