// Opens the folded place that an address leads to: the queue's keys end at #route or #duplicate.

function unfold() {
  const place = document.getElementById(location.hash.slice(1));
  if (place instanceof HTMLDetailsElement) {
    place.open = true;
    place.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  }
}

window.addEventListener("hashchange", unfold);
unfold();
