// Puts a ready text in where the cursor stands. Without this the button puts it at the end.

for (const button of document.querySelectorAll("[data-insert-macro]")) {
  button.addEventListener("click", async (event) => {
    const form = button.form;
    const chosen = form.elements.macro.value;
    if (!chosen) return;
    event.preventDefault();
    const answer = await fetch(button.dataset.insertMacro.replace("/0/", `/${chosen}/`), { redirect: "error" });
    if (!answer.ok) return;
    const field = form.elements.text;
    field.setRangeText(await answer.text(), field.selectionStart, field.selectionEnd, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  });
}
