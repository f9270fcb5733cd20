// What the page of an incident does besides: it holds back a reader who would leave words behind.

const fields = [...document.querySelectorAll("[data-keep]")];
let isSending = false;

document.addEventListener("submit", (event) => {
  isSending = true;
  // One press sends once: a second would be refused, but it would look like a fault.
  for (const button of event.target.querySelectorAll("button")) {
    setTimeout(() => { button.disabled = true; });
  }
});

window.addEventListener("pageshow", () => {
  isSending = false;
  for (const button of document.querySelectorAll("main button[disabled]")) button.disabled = false;
});

window.addEventListener("beforeunload", (event) => {
  const isUnsent = fields.some((field) => field.value.trim() && field.value !== field.defaultValue);
  if (isUnsent && !isSending) event.preventDefault();
});
