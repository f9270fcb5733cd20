// The queue by keyboard. Focus is the selection, so that screen readers follow it; every key has
// a link or a button that does the same, and all of them can be switched off (WCAG 2.1.4).

const KEPT = "sundial-queue-keys";
const rows = [...document.querySelectorAll("[data-row]")];
const dialog = document.getElementById("keys");
const box = document.querySelector("[data-keys-on]");
const line = document.querySelector("[data-keys-line]");

function read() {
  try {
    return localStorage.getItem(KEPT) !== "off";
  } catch {
    return true;
  }
}

function keep(isOn) {
  try {
    localStorage.setItem(KEPT, isOn ? "on" : "off");
  } catch {
    // Not kept then; it holds for this page.
  }
}

function selected() {
  return rows.findIndex((row) => row.hasAttribute("aria-current"));
}

function select(index) {
  const row = rows[Math.max(0, Math.min(index, rows.length - 1))];
  if (!row) return;
  for (const other of rows) other.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
  row.querySelector("a").focus();
}

const ACTS = {
  j: () => select(selected() + 1),
  k: () => select(selected() - 1),
  o: () => rows[selected()]?.querySelector("a").click(),
  1: () => rows[selected()]?.querySelector("[data-accept]")?.requestSubmit(),
  "/": () => document.querySelector("[data-search]").focus(),
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
  if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
  const act = event.key === "?" ? () => dialog.showModal() : box.checked && ACTS[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});

document.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-row]");
  if (!row) return;
  for (const other of rows) other.toggleAttribute("aria-current", other === row);
  row.setAttribute("aria-current", "true");
});

box.checked = read();
box.addEventListener("change", () => keep(box.checked));
document.querySelector("[data-show-keys]").addEventListener("click", () => dialog.showModal());
line.hidden = false;
