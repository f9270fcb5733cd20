// What every page does: the theme buttons and menus that close. All works without it.

function keepTheme(theme) {
  try {
    if (theme === "system") localStorage.removeItem("sundial-theme");
    else localStorage.setItem("sundial-theme", theme);
  } catch {
    // Not kept then; it holds for this page.
  }
}

function showTheme(theme) {
  if (theme === "system") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
  for (const button of document.querySelectorAll("[data-set-theme]")) {
    button.setAttribute("aria-pressed", String(button.dataset.setTheme === theme));
  }
}

function closeMenus(except) {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (menu !== except) menu.open = false;
  }
}

showTheme(document.documentElement.dataset.theme ?? "system");
for (const group of document.querySelectorAll("[data-themes]")) group.hidden = false;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-set-theme]");
  if (button) {
    keepTheme(button.dataset.setTheme);
    showTheme(button.dataset.setTheme);
  }
  closeMenus(event.target.closest("details.menu"));
});

// "/" leads to a page's own search, else to the one of everything (off with all single keys).
const everything = document.querySelector("[data-everything]");
if (everything) {
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("input, textarea, select, dialog")) return;
    event.preventDefault();
    (document.querySelector("main [data-search]") ?? everything).focus();
  });
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const open = document.querySelector("details.menu[open]");
  if (!open) return;
  open.open = false;
  open.querySelector("summary").focus();
});

// An error summary is read out and reached first.
document.querySelector("[data-summary]")?.focus();
