// Enter in a text field presses the form's first button, whatever that is. Where the buttons are different answers, the form begins with
// parts/_enter.html: the browser has nothing to press, and the form says that one has to be chosen. A field that was asked for on behalf of
// one button (data-enter, its selector) presses that one, once.
const FIELD = "input:not([type=radio], [type=checkbox], [type=submit], [type=button], [type=file])";
const wordsOf = (form) => form?.querySelector(".enter-words");

// what the field is asked for, said in the form
export function askFor(field, selector, told) {
  field.dataset.enter = selector;
  const line = wordsOf(field.form);
  if (line) line.textContent = told;
  field.focus();
}

function pressed(event) {
  const field = event.target;
  // Enter that ends a word of an input method is no Enter of the form's
  if (event.key !== "Enter" || event.isComposing || event.keyCode === 229 || !field.matches?.(FIELD)) return;
  const line = wordsOf(field.form);
  if (!line) return;
  event.preventDefault();
  const wanted = field.dataset.enter && field.form.querySelector(field.dataset.enter);
  if (!wanted) { line.textContent = line.dataset.words; return; }
  if (!field.value.trim()) return;
  delete field.dataset.enter;
  wanted.click();
}

function left(event) {
  if (!event.target.dataset?.enter) return;
  delete event.target.dataset.enter;
  const line = wordsOf(event.target.form);
  if (line) line.textContent = "";
}

export function enter() {
  document.addEventListener("keydown", pressed);
  document.addEventListener("focusout", left);
}
