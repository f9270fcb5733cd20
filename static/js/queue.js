// The queue by keyboard. Focus is the selection, so that screen readers follow it; every key has
// a link or a button that does the same, and all of them are switched off in one's profile
// (WCAG 2.1.4). Rows come and go while one looks (queue_live.js), so they are asked for each time.

const dialog = document.getElementById("keys"); // none: this person uses no keys
const line = document.querySelector("[data-keys-line]");
const bulk = document.getElementById("bulk");
const count = document.querySelector("[data-chosen]");

const rows = () => [...document.querySelectorAll("[data-row]")];
const boxes = () => [...document.querySelectorAll("[data-choose]")];
const current = () => document.querySelector("[data-row][aria-current]");

function select(step) {
  const all = rows();
  const index = all.indexOf(current()) + step;
  const row = all[Math.max(0, Math.min(index, all.length - 1))];
  if (!row) return;
  mark(row);
  row.querySelector("a.title").focus();
}

function mark(row) {
  for (const other of rows()) other.removeAttribute("aria-current");
  row.setAttribute("aria-current", "true");
}

function open(place = "") {
  const link = current()?.querySelector("a.title");
  if (link) location.assign(link.href + place);
}

function choose() {
  const box = current()?.querySelector("[data-choose]");
  if (!box) return;
  box.checked = !box.checked;
  tell();
}

function tell() {
  const all = boxes();
  const chosen = all.filter((box) => box.checked).length;
  const every = document.querySelector("[data-choose-all]");
  if (count) count.textContent = chosen ? `(${chosen})` : "";
  if (!every) return;
  every.hidden = false;
  every.checked = chosen > 0 && chosen === all.length;
  every.indeterminate = chosen > 0 && chosen < all.length;
}

const ACTS = {
  j: () => select(1),
  k: () => select(-1),
  o: () => open(),
  x: choose,
  1: () => current()?.querySelector("[data-accept]")?.requestSubmit(),
  "/": () => document.querySelector("[data-search]").focus(),
  "?": () => dialog.showModal(),
};
for (const verdict of document.querySelectorAll("[data-verdict]")) {
  ACTS[verdict.dataset.verdict] = () => open(verdict.dataset.place);
}

if (dialog) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
    if (event.target.closest("input:not([type=checkbox]), textarea, select")) return;
    const act = ACTS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  document.querySelector("[data-show-keys]").addEventListener("click", () => dialog.showModal());
  line.hidden = false;
}

document.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-row]");
  if (row) mark(row);
});

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-choose-all]")) {
    for (const box of boxes()) box.checked = event.target.checked;
  }
  if (event.target.matches("[data-choose], [data-choose-all]")) tell();
});

document.addEventListener("queue:fresh", tell);
bulk?.classList.add("has-script");
tell();
