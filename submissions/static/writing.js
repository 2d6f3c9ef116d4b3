// Brings the editor when the text field comes into view, fills in the starter file, and says which line does not
// look like Python. Where the editor cannot be had, or is not wanted, the plain text field does all of it but that.

const section = document.getElementById("hand-in");
const words = JSON.parse(section.dataset.words);
const source = document.getElementById("source");
const file = document.getElementById("file");
const looks = document.getElementById("source-looks");
const fileLooks = document.getElementById("file-looks");
const plain = document.getElementById("plain");
const starter = document.getElementById("use-starter");
const PLAIN = "plain text field";
let takeAway = null;

const editor = () => import(section.dataset.editor);

function told(odd) {
  if (!odd) return "";
  return (odd.open ? words.open : words.odd).replace("{line}", odd.line);
}

function isPlain(wanted) {
  try {
    if (wanted !== undefined) localStorage.setItem(PLAIN, wanted ? "yes" : "");
    return localStorage.getItem(PLAIN) === "yes";
  } catch {
    return Boolean(wanted);
  }
}

async function bring() {
  if (takeAway || isPlain()) return;
  try {
    const { attach } = await editor();
    takeAway ??= attach(source, words.label, (odd) => (looks.textContent = told(odd)));
    document.getElementById("editor-hint").hidden = false;
  } catch {
    // The text field stays.
  }
}

function withoutEditor() {
  takeAway?.();
  takeAway = null;
  looks.textContent = "";
  document.getElementById("editor-hint").hidden = true;
}

function watch() {
  const seen = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      seen.disconnect();
      bring();
    },
    { rootMargin: "600px" },
  );
  seen.observe(source);
  source.addEventListener("focus", bring, { once: true });
  document.querySelector("label[for=source]").addEventListener("click", (event) => {
    if (takeAway) event.preventDefault(), source.focus();
  });
  plain.hidden = false;
  plain.setAttribute("aria-pressed", String(isPlain()));
  plain.addEventListener("click", () => {
    const wanted = plain.getAttribute("aria-pressed") !== "true";
    isPlain(wanted);
    plain.setAttribute("aria-pressed", String(wanted));
    if (wanted) withoutEditor();
    else bring();
  });
}

async function fillIn(event) {
  event.preventDefault();
  if (source.value.trim() && !confirm(words.replace)) return;
  const answer = await fetch(starter.dataset.starter).catch(() => null);
  if (!answer?.ok) return location.assign(starter.href);
  source.value = await answer.text();
  source.dispatchEvent(new Event("input"));
  source.focus();
}

async function lookAtFile() {
  fileLooks.textContent = "";
  const chosen = file.files[0];
  if (!chosen?.name.endsWith(".py") || chosen.size > Number(section.dataset.limitKib) * 1024) return;
  try {
    const { oddity } = await editor();
    fileLooks.textContent = told(oddity(await chosen.text()));
  } catch {
    // Without the editor's parser nothing is said of the file.
  }
}

if (source) watch();
starter?.addEventListener("click", fillIn);
file?.addEventListener("change", lookAtFile);
