// Follows a submission until it is done: asks for the part of the page that changes and puts it in place.
// Without this script the page reloads itself every two seconds.

const FIRST = 300;
const LONGEST = 5000;

const live = document.getElementById("live");
const announce = document.getElementById("announce");
let wait = FIRST;
let shown = "";

// Heard by screen readers; seen only where the page itself does not show it.
function say(text, seen = false) {
  announce.className = seen ? "notice" : "only-read";
  if (announce.textContent !== text) announce.textContent = text;
}

function place(html) {
  const made = new DOMParser().parseFromString(html, "text/html");
  const message = made.querySelector("[data-say]")?.dataset.say ?? "";
  live.replaceChildren(...made.body.childNodes);
  say(message);
  return message;
}

async function ask() {
  const answer = await fetch(live.dataset.stateUrl, { headers: { Accept: "text/html" } });
  if (answer.status === 401 || answer.status === 404) {
    location.reload();
    return true;
  }
  if (!answer.ok) throw new Error(String(answer.status));
  const html = await answer.text();
  const final = answer.headers.get("Dout-Final") === "yes";
  if (html !== shown || announce.className === "notice") {
    const message = place(html);
    shown = html;
    if (final) document.title = `${message} ${document.title.replace(/^Grading… – /, "")}`;
  }
  return final;
}

async function follow() {
  try {
    if (await ask()) return;
    wait = Math.min(wait * 1.15, LONGEST);
  } catch {
    say("The connection is lost. Trying again.", true);
    wait = Math.min(wait * 2, LONGEST);
  }
  setTimeout(follow, document.hidden ? LONGEST : wait);
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) wait = FIRST;
});
setTimeout(follow, FIRST);
