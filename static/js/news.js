// While the page of an incident is looked at, asks what is new on it and who else is there. The
// answer is mostly that nothing changed.

const EVERY = 15_000; // milliseconds; who stops asking is no more seen after 40 seconds
const place = document.querySelector("[data-news]");
let tag = "";
let wroteAt = 0;
let timer = 0;

async function ask() {
  clearTimeout(timer);
  if (document.hidden) return;
  timer = setTimeout(ask, EVERY);
  const address = new URL(place.dataset.news, location.href);
  address.searchParams.set("after", place.dataset.after);
  if (Date.now() - wroteAt < EVERY * 2) address.searchParams.set("doing", "writing");
  try {
    const answer = await fetch(address, { headers: tag ? { "If-None-Match": tag } : {}, redirect: "error" });
    if (answer.status !== 200) return;
    tag = answer.headers.get("ETag") ?? "";
    const news = new DOMParser().parseFromString(await answer.text(), "text/html");
    place.replaceChildren(...news.body.children);
  } catch {
    // Away for a moment: it is asked again.
  }
}

if (place) {
  document.addEventListener("input", (event) => {
    if (!event.target.matches("textarea")) return;
    const isFirst = Date.now() - wroteAt > EVERY * 2;
    wroteAt = Date.now();
    if (isFirst) ask();
  });
  document.addEventListener("visibilitychange", ask);
  ask();
}
