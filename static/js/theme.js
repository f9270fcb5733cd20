// Applies the kept theme before the first paint: loaded in the head, blocking, and this small.
// Without a kept choice the style sheet follows the reader's system.
(() => {
  try {
    const kept = localStorage.getItem("sundial-theme");
    if (kept === "light" || kept === "dark") document.documentElement.dataset.theme = kept;
  } catch {
    // Storage may be closed to us; the system's choice holds.
  }
})();
