// Buttons that copy a text or a field's value. Without a clipboard there are no buttons.

const said = document.querySelector("[data-copied]");

for (const button of navigator.clipboard ? document.querySelectorAll("[data-copy]") : []) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.value ?? source.textContent);
      said.textContent = "Copied.";
    } catch {
      said.textContent = "The browser does not allow it: select the text instead.";
    }
  });
}
