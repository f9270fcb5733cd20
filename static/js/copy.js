// A button that copies a text beside it. Without a clipboard there is no button.

const button = document.querySelector("[data-copy]");
const said = document.querySelector("[data-copied]");

if (button && navigator.clipboard) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
      said.textContent = "Copied.";
    } catch {
      said.textContent = "The browser does not allow it: select the text instead.";
    }
  });
}
