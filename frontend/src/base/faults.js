// What went wrong with a part of the page, said where the reader looks: a toast with the server's words.
function toast(words) {
  const box = document.getElementById("toasts");
  if (!box) return;
  const el = document.createElement("div");
  el.className = "toast-line";
  el.setAttribute("role", "alert");
  el.textContent = words;
  box.append(el);
  setTimeout(() => el.remove(), 9000);
}

export function faults() {
  const words = document.body.dataset;
  document.body.addEventListener("htmx:responseError", (event) => {
    const told = event.detail.xhr.getResponseHeader("X-Fault");
    toast(told ? decodeURIComponent(told) : `${words.faultServer} (${event.detail.xhr.status})`);
  });
  document.body.addEventListener("htmx:sendError", () => toast(words.faultNetwork));
  document.body.addEventListener("toast", (event) => toast(event.detail.value ?? event.detail));
}
