// Offers colleagues behind an @ in a note. Typing the whole name does the same without it.

const BEGUN = /(?:^|[^\w.+-])@([\p{L}\p{M}.'’ -]{1,40})$/u;

for (const field of document.querySelectorAll("textarea[data-mentions]")) offerNamesIn(field);

function offerNamesIn(field) {
  const list = document.getElementById(field.getAttribute("aria-controls"));
  const said = document.getElementById(`${list.id}-said`);
  let chosen = 0;
  let asked = 0;

  function begun() {
    return BEGUN.exec(field.value.slice(0, field.selectionStart))?.[1];
  }

  async function offer() {
    const words = begun();
    const mine = ++asked;
    if (!words || words.endsWith("  ")) return hide();
    const answer = await fetch(`${field.dataset.mentions}?q=${encodeURIComponent(words)}`, { redirect: "error" }).catch(() => null);
    if (mine !== asked) return; // more was typed meanwhile
    const people = answer?.ok ? (await answer.json()).people : [];
    if (!people.length || people.some((one) => one.name === words)) return hide();
    list.replaceChildren(...people.map(row));
    list.hidden = false;
    said.textContent = `${people.length} ${people.length === 1 ? "colleague" : "colleagues"}: arrows choose, Enter puts in, Escape closes.`;
    mark(0);
  }

  function row(person, index) {
    const item = document.createElement("li");
    item.id = `${list.id}-${index}`;
    item.setAttribute("role", "option");
    item.dataset.name = person.name;
    item.textContent = `${person.name} · ${person.role}`;
    item.addEventListener("mousedown", (event) => {
      event.preventDefault(); // the field keeps the focus
      put(person.name);
    });
    return item;
  }

  function mark(index) {
    const rows = [...list.children];
    chosen = (index + rows.length) % rows.length;
    rows.forEach((item, at) => { item.setAttribute("aria-selected", String(at === chosen)); });
    field.setAttribute("aria-activedescendant", rows[chosen].id);
  }

  function put(name) {
    const end = field.selectionStart;
    field.setRangeText(`${name} `, end - begun().length, end, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    hide();
  }

  function hide() {
    asked += 1;
    list.hidden = true;
    list.replaceChildren();
    said.textContent = "";
    field.removeAttribute("aria-activedescendant");
  }

  field.addEventListener("input", offer);
  field.addEventListener("blur", hide);
  field.addEventListener("keydown", (event) => {
    if (list.hidden) return;
    const act = {
      ArrowDown: () => mark(chosen + 1),
      ArrowUp: () => mark(chosen - 1),
      Enter: () => put(list.children[chosen].dataset.name),
      Tab: () => put(list.children[chosen].dataset.name),
      Escape: hide,
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
}
