// Keeps a tutor's page up to date. What is unfolded, and where the keyboard is, stays. Without this script the
// page is what it was when it was loaded.

const EVERY = 5000;
const LONGEST = 60000;

const live = document.getElementById("live");
const announce = document.getElementById("announce");
let wait = EVERY;

function place(html) {
  const made = new DOMParser().parseFromString(html, "text/html");
  for (const open of live.querySelectorAll("details[open][id]")) {
    const again = made.getElementById(open.id);
    if (again) again.open = true;
  }
  const typed = live.querySelector("input[type=search]")?.value;
  const held = live.contains(document.activeElement) ? document.activeElement : null;
  const selector = held?.matches("summary")
    ? `#${CSS.escape(held.parentElement.id)} > summary`
    : held?.id
    ? `#${CSS.escape(held.id)}`
    : held?.getAttribute("href") && `a[href="${CSS.escape(held.getAttribute("href"))}"]`;
  live.replaceChildren(...made.body.childNodes);
  const search = live.querySelector("input[type=search]");
  if (search && typed !== undefined) search.value = typed;
  if (selector) live.querySelector(selector)?.focus({ preventScroll: true });
}

async function ask() {
  const url = new URL(live.dataset.liveUrl, location.href);
  url.searchParams.set("mark", live.dataset.mark);
  const answer = await fetch(url);
  if (answer.status === 204) return;
  if (answer.status === 401 || answer.status === 404) return location.reload();
  if (!answer.ok) throw new Error(String(answer.status));
  place(await answer.text());
  live.dataset.mark = answer.headers.get("Dout-Mark");
  announce.textContent = "The results were brought up to date.";
}

async function follow() {
  try {
    if (!document.hidden) await ask();
    announce.className = "only-read";
    wait = EVERY;
  } catch {
    announce.className = "notice";
    announce.textContent = "The connection is lost: these results may be old. Trying again.";
    wait = Math.min(wait * 2, LONGEST);
  }
  setTimeout(follow, wait);
}

document.addEventListener("visibilitychange", () => !document.hidden && ask().catch(() => {}));
setTimeout(follow, EVERY);
