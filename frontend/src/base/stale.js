// A page that was gone back to may hold the token of a session that ended: its forms get the one of now, so that what was
// entered can be sent again. Only then: a form that was open while somebody else logged in is first refused in words.
const token = () => /(?:^|; )csrftoken=([^;]+)/.exec(document.cookie)?.[1];

function renew() {
  const now = token();
  if (!now) return;
  for (const field of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) field.value = now;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": now }));
}

export function stale() {
  window.addEventListener("pageshow", (event) => {
    const [way] = performance.getEntriesByType("navigation");
    if (event.persisted || way?.type === "back_forward") renew();
  });
}
