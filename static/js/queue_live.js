// The queue while it is looked at: every twenty seconds the server is asked whether anything has
// changed, and mostly it has not (304). What is chosen, marked and focused stays so.

const EVERY = 20_000;
const place = document.querySelector("[data-live]");
const news = document.querySelector("[data-news]");
let version = place?.dataset.version;
let isAsking = false;

async function look() {
  if (document.visibilityState !== "visible" || isAsking) return;
  isAsking = true;
  try {
    const answer = await fetch(place.dataset.live + location.search, {
      headers: { "If-None-Match": version },
      cache: "no-store", // the mark is ours to send, not the browser's
      redirect: "error", // signed out meanwhile: the page stays as it is
    });
    if (answer.status !== 200) return;
    show(new DOMParser().parseFromString(await answer.text(), "text/html"));
    version = answer.headers.get("ETag");
  } catch {
    // Not reached now; it is asked again.
  } finally {
    isAsking = false;
  }
}

function show(fresh) {
  const before = new Map([...place.querySelectorAll("[data-row]")].map((row) => [row.dataset.row, row.dataset.at]));
  const chosen = new Set([...place.querySelectorAll("[data-choose]:checked")].map((box) => box.value));
  const marked = place.querySelector("[aria-current]")?.dataset.row;
  const focused = place.contains(document.activeElement) ? kindOf(document.activeElement) : null;
  place.replaceChildren(...fresh.body.childNodes);
  for (const box of place.querySelectorAll("[data-choose]")) box.checked = chosen.has(box.value);
  const row = marked && place.querySelector(`[data-row="${CSS.escape(marked)}"]`);
  row?.setAttribute("aria-current", "true");
  if (focused) (row?.querySelector(focused) ?? row?.querySelector("a.title"))?.focus({ preventScroll: true });
  const total = place.querySelector("[data-total]")?.dataset.total ?? "0";
  document.querySelector("[data-count]").textContent = total;
  announce(before);
  document.dispatchEvent(new CustomEvent("queue:fresh"));
}

function kindOf(element) {
  if (element.matches("[data-choose]")) return "[data-choose]";
  return element.matches("button") ? "button" : "a.title";
}

function announce(before) {
  const now = [...place.querySelectorAll("[data-row]")];
  const added = now.filter((row) => !before.has(row.dataset.row));
  const changed = now.filter((row) => before.has(row.dataset.row) && before.get(row.dataset.row) !== row.dataset.at);
  const gone = before.size - (now.length - added.length);
  for (const row of added) row.classList.add("is-new");
  const said = [[added.length, "new"], [changed.length, "changed"], [gone, "gone"]];
  const words = said.filter(([amount]) => amount).map(([amount, what]) => `${amount} ${what}`);
  if (words.length) news.textContent = `The queue: ${words.join(", ")}.`;
}

if (place) {
  setInterval(look, EVERY);
  document.addEventListener("visibilitychange", look);
}
