// Choosing files: what is chosen is listed, dropped and pasted files join it, sending shows how far
// it is, and a refusal loses neither words nor files. Without it a plain file input does the work.

const MEGABYTE = 1024 * 1024;
const SAID = ".fault, .patient-data, .held"; // what a refusal puts beside fields
const chosenOf = new WeakMap(); // input -> the files that are to be sent

const endings = (input) => input.accept.split(",");
const formsWithFiles = () => [...document.querySelectorAll("form:has([data-files])")];
const inputOf = (form) => form.querySelector("[data-files] input[type=file]");

function inWords(size) {
  if (size < 1024) return `${size} bytes`;
  if (size < MEGABYTE) return `${Math.ceil(size / 1024)} kB`;
  return `${Math.ceil((size * 10) / MEGABYTE) / 10} MB`;
}

function problemOf(file, input) {
  const largest = Number(input.closest("[data-files]").dataset.largest);
  if (!endings(input).some((ending) => file.name.toLowerCase().endsWith(ending))) return "this kind is not taken";
  if (file.size === 0) return "it is empty";
  if (file.size > largest) return `larger than ${largest / MEGABYTE} MB`;
  return "";
}

function problemOfAll(input) {
  const files = chosenOf.get(input) ?? [];
  const most = Number(input.closest("[data-files]").dataset.most);
  if (files.length > most) return `${files.length} files are chosen; a message takes ${most}.`;
  return files.some((file) => problemOf(file, input)) ? "Take out the files that are marked, then send it." : "";
}

function part(tag, className, text = "") {
  const node = document.createElement(tag);
  node.className = className;
  node.textContent = text;
  return node;
}

function choose(input, files) {
  chosenOf.set(input, files);
  const carried = new DataTransfer();
  for (const file of files) carried.items.add(file);
  input.files = carried.files;
  show(input);
}

function show(input) {
  const box = input.closest("[data-files]");
  const files = chosenOf.get(input) ?? [];
  box.querySelector(".chosen")?.remove();
  if (files.length) box.append(list(input, files));
  const sum = files.reduce((total, file) => total + file.size, 0);
  const problem = problemOfAll(input);
  say(box, problem || (files.length ? `${files.length} chosen, ${inWords(sum)}.` : ""), Boolean(problem));
}

function list(input, files) {
  const rows = part("ul", "chosen");
  for (const file of files) {
    const row = part("li", "");
    const out = part("button", "", "Take out");
    out.type = "button";
    out.setAttribute("aria-label", `Take out ${file.name}`);
    out.addEventListener("click", () => {
      choose(input, files.filter((other) => other !== file));
      input.focus();
    });
    row.append(part("span", "name", file.name), part("span", "muted small num", inWords(file.size)));
    if (problemOf(file, input)) row.append(part("span", "wrong small", problemOf(file, input)));
    row.append(out);
    rows.append(row);
  }
  return rows;
}

function say(box, words, isFault = false) {
  let line = box.querySelector("[role=status]");
  if (!line) {
    line = part("p", "help");
    line.setAttribute("role", "status");
  }
  box.append(line); // below the list
  line.className = isFault ? "wrong small" : "help";
  line.textContent = words;
}

function add(input, files) {
  const known = chosenOf.get(input) ?? [];
  const isNew = (file) => !known.some((one) => one.name === file.name && one.size === file.size && one.lastModified === file.lastModified);
  choose(input, [...known, ...[...files].filter(isNew)]);
}

// A refused page comes back whole. What it says is taken over into the page that is there, where
// the words and the files still are: no page can give a file input its files back.
function takeOver(form, answer) {
  const page = new DOMParser().parseFromString(answer, "text/html");
  const summary = page.querySelector("[data-summary]");
  if (!summary) return false;
  document.querySelector("[data-summary]")?.remove();
  document.querySelector("main").prepend(summary);
  for (const old of form.querySelectorAll(SAID)) old.remove();
  const fresh = page.getElementById(inputOf(form).id)?.form;
  for (const said of fresh?.querySelectorAll(SAID) ?? []) place(said, form);
  const seen = fresh?.elements.if_last_event;
  if (seen && form.elements.if_last_event) form.elements.if_last_event.value = seen.value;
  summary.focus();
  return true;
}

function place(said, form) {
  const field = said.closest(".field")?.querySelector("[id]");
  if (said.closest("[data-files]")) return; // that the files are to be chosen again: they are not
  if (field) form.querySelector(`#${CSS.escape(field.id)}`)?.closest(".field")?.append(said);
  else if (said.matches(".held")) form.prepend(said);
  else form.elements.text?.after(said);
}

function progress(box) {
  const line = part("p", "sending");
  const bar = document.createElement("progress");
  bar.max = 100;
  bar.setAttribute("aria-label", "Sent so far");
  const words = part("span", "small num", "0%");
  line.append(bar, words);
  box.append(line);
  return (percent) => {
    bar.value = percent;
    words.textContent = percent < 100 ? `${percent}%` : "Being checked…";
  };
}

function send(form, submitter) {
  const box = form.querySelector("[data-files]");
  const input = inputOf(form);
  const request = new XMLHttpRequest();
  const tell = progress(box);
  request.open("POST", submitter?.getAttribute("formaction") || form.action);
  request.setRequestHeader("HX-Request", "true");
  request.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) tell(Math.floor((event.loaded * 100) / event.total));
  });
  const back = () => {
    box.querySelector(".sending")?.remove();
    show(input);
    window.dispatchEvent(new Event("pageshow")); // the page is here to stay: its buttons work again
  };
  request.addEventListener("error", () => {
    back();
    say(box, "The connection was lost. Nothing was sent; try again.", true);
  });
  request.addEventListener("load", () => {
    const address = request.getResponseHeader("HX-Redirect");
    if (address) {
      location.assign(address);
      return;
    }
    back();
    if (![409, 422].includes(request.status) || !takeOver(form, request.responseText)) {
      say(box, `It was not sent (${request.status}). Your words and files are still here. Try again; if you were signed out, sign in in another tab first.`, true);
    }
  });
  request.send(new FormData(form, submitter));
}

document.addEventListener("change", (event) => {
  if (event.target.matches("[data-files] input[type=file]")) add(event.target, event.target.files);
});

// A form with files is sent from here, so that they stay chosen if it is refused. What else listens
// to a submit goes on; a form that cannot be sent yet is kept from it.
document.addEventListener("submit", (event) => {
  const form = event.target;
  const input = form.matches("form:has([data-files])") ? inputOf(form) : null;
  if (!input?.files.length || event.submitter?.formNoValidate) return;
  event.preventDefault();
  if (problemOfAll(input)) {
    event.stopPropagation();
    show(input);
    input.focus();
  } else {
    send(form, event.submitter);
  }
}, true);

document.addEventListener("paste", (event) => {
  const form = event.target.closest?.("form:has([data-files])");
  const files = event.clipboardData?.files ?? [];
  // A cell of a spreadsheet comes as words and as a picture: then the words are meant.
  if (!form || !files.length || event.clipboardData.getData("text/plain")) return;
  event.preventDefault();
  add(inputOf(form), files);
});

document.addEventListener("dragover", (event) => {
  if (!event.dataTransfer?.types.includes("Files")) return;
  const form = event.target.closest?.("form:has([data-files])");
  for (const other of formsWithFiles()) other.querySelector("[data-files]").classList.toggle("over", other === form);
  if (form) event.preventDefault();
});

document.addEventListener("dragleave", (event) => {
  if (!event.relatedTarget) for (const form of formsWithFiles()) form.querySelector("[data-files]").classList.remove("over");
});

document.addEventListener("drop", (event) => {
  const form = event.target.closest?.("form:has([data-files])");
  for (const other of formsWithFiles()) other.querySelector("[data-files]").classList.remove("over");
  if (!form || !event.dataTransfer?.files.length) return;
  event.preventDefault();
  add(inputOf(form), event.dataTransfer.files);
});

for (const hint of document.querySelectorAll("[data-files-more]")) hint.hidden = false;
