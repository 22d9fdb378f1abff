// What went wrong with a part of the page, said where the reader looks: a toast with the server's words. The same words again stay
// one toast for longer. A part that asks by itself and says on the page that no answer comes (data-tells-itself) has none.
const STAYS = 9000;

function toast(words) {
  const box = document.getElementById("toasts");
  if (!box) return;
  let el = [...box.children].find((one) => one.textContent === words);
  if (!el) {
    el = document.createElement("div");
    el.className = "toast-line";
    el.setAttribute("role", "alert");
    el.textContent = words;
    box.append(el);
  }
  clearTimeout(el.ending);
  el.ending = setTimeout(() => el.remove(), STAYS);
}

const tellsItself = (event) => event.detail.elt?.matches?.("[data-tells-itself]");

export function faults() {
  const words = document.body.dataset;
  document.body.addEventListener("htmx:responseError", (event) => {
    if (tellsItself(event)) return;
    const told = event.detail.xhr.getResponseHeader("X-Fault");
    toast(told ? decodeURIComponent(told) : `${words.faultServer} (${event.detail.xhr.status})`);
  });
  document.body.addEventListener("htmx:sendError", (event) => { if (!tellsItself(event)) toast(words.faultNetwork); });
  document.body.addEventListener("toast", (event) => toast(event.detail.value ?? event.detail));
}
