// Makes handing in more comfortable: drop a file, hear at once what is wrong, keep a draft over a reload.
// Every form works without this script.

const section = document.getElementById("hand-in");
const words = JSON.parse(section.dataset.words);
const limit = Number(section.dataset.limitKib) * 1024;
const drop = document.getElementById("drop");
const file = document.getElementById("file");
const source = document.getElementById("source");

function complain(field, message) {
  const place = document.getElementById(`${field.id}-error`);
  place.textContent = message;
  if (message) field.setAttribute("aria-invalid", "true");
  else field.removeAttribute("aria-invalid");
  if (message) field.focus();
  return message === "";
}

function size(bytes) {
  if (bytes <= limit) return "";
  return words.large.replace("{size}", Math.round(bytes / 1024)).replace("{limit}", limit / 1024);
}

function fileIsGood() {
  const chosen = file.files[0];
  if (!chosen) return complain(file, words.noFile);
  if (chosen.size === 0) return complain(file, words.emptyFile);
  return complain(file, size(chosen.size));
}

function textIsGood() {
  if (!source.value.trim()) return complain(source, words.emptyBox);
  return complain(source, size(new Blob([source.value]).size));
}

const answers = document.querySelectorAll(".answers textarea");

function answersAreGood() {
  const place = document.getElementById("answers-error");
  place.textContent = "";
  if (file || [...answers].some((answer) => answer.value.trim())) return true;
  place.textContent = words.noAnswer;
  answers[0].focus();
  return false;
}

function guard(form, isGood) {
  if (!form) return;
  const button = form.querySelector("button[type=submit]");
  const label = button.textContent;
  form.addEventListener("submit", (event) => {
    if (button.getAttribute("aria-disabled") === "true" || !isGood()) return event.preventDefault();
    button.setAttribute("aria-disabled", "true");
    button.textContent = words.sending;
  });
  addEventListener("pageshow", () => {
    button.removeAttribute("aria-disabled");
    button.textContent = label;
  });
}

guard(document.getElementById("file-form"), fileIsGood);
guard(document.getElementById("text-form"), textIsGood);
guard(document.getElementById("answers-form"), answersAreGood);

function takeDrops() {
  document.getElementById("drop-hint").hidden = false;
  file.addEventListener("change", () => file.files[0] && fileIsGood());
  for (const kind of ["dragenter", "dragover"]) {
    drop.addEventListener(kind, (event) => {
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  for (const kind of ["dragleave", "drop"]) drop.addEventListener(kind, () => drop.classList.remove("over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    if (event.dataTransfer.files.length === 0) return complain(file, words.notFile);
    file.files = event.dataTransfer.files;
    file.dispatchEvent(new Event("change"));
  });
}

if (file) takeDrops();
// A file dropped beside the box must not replace the page, and what was typed with it.
for (const kind of ["dragover", "drop"]) addEventListener(kind, (event) => {
  if (event.dataTransfer?.types.includes("Files")) event.preventDefault();
});

// A draft lives as long as the tab: over a reload, and for the next attempt. For an answer it goes before what
// was handed in last.
try {
  for (const field of document.querySelectorAll("[data-draft]")) {
    const draft = `draft ${field.dataset.draft}`;
    const kept = sessionStorage.getItem(draft);
    if (kept !== null && (field !== source || !field.value)) field.value = kept;
    field.addEventListener("input", () => sessionStorage.setItem(draft, field.value));
  }
} catch {
  // No storage: the form works without it.
}
