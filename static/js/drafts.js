// Keeps on the server what is typed, a moment after typing stops: no lost words. A form that does
// so names where in data-draft, and says what became of it in its [data-draft-said].

const PAUSE = 1000; // milliseconds without a key

for (const form of document.querySelectorAll("form[data-draft]")) keepDraftsOf(form);

function keepDraftsOf(form) {
  const said = form.querySelector("[data-draft-said]");
  let timer = 0;
  let isSending = false;
  let kept = JSON.stringify(typed(form));
  let underWay = null;

  function typed() {
    // Files are not kept, and what only belongs to this moment is not what was typed.
    return [...new FormData(form)].filter(([name, value]) =>
      typeof value === "string" && !["csrfmiddlewaretoken", "if_last_event", "macro"].includes(name));
  }

  async function keep() {
    clearTimeout(timer);
    const words = typed();
    const now = JSON.stringify(words);
    if (isSending || now === kept) return;
    const fields = [...form.querySelectorAll("[data-keep]")].map((field) => [field, field.value]);
    const body = new URLSearchParams(words);
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    underWay?.abort();
    underWay = new AbortController();
    try {
      const answer = await fetch(form.dataset.draft, {
        method: "POST",
        body,
        headers: { Accept: "application/json" },
        redirect: "error",
        keepalive: true, // it is finished even where the page is left meanwhile
        signal: underWay.signal,
      });
      const told = answer.headers.get("Content-Type")?.startsWith("application/json") ? await answer.json() : {};
      if (!answer.ok) throw new Error(told.problem ?? "");
      kept = now;
      // What is kept is not unsent work: the page can be left without a warning (incident.js).
      for (const [field, value] of fields) if (field.tagName === "TEXTAREA") field.defaultValue = value;
      tell(told.kept ? `Draft kept ${told.kept}. Only you see it.` : "");
    } catch (fault) {
      if (fault.name === "AbortError") return;
      tell(fault.name === "Error" && fault.message ? fault.message : "The draft is not kept just now; your words are still here.");
    }
  }

  function tell(words) {
    if (said) said.textContent = words;
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(keep, PAUSE);
  });
  form.addEventListener("focusout", keep);
  form.addEventListener("submit", () => {
    isSending = true; // what is sent is no draft any more
    clearTimeout(timer);
    underWay?.abort();
  });
  window.addEventListener("pageshow", () => { isSending = false; });
  window.addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => { if (document.hidden) keep(); });
}
