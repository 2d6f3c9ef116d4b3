// Follows a submission until it is done: puts the part of the page that changes in place, whenever the server
// tells that there is something new, or where it cannot tell, by asking from time to time. Without this script
// the page reloads itself every two seconds.

const FIRST = 300;
const LONGEST = 5000;
const PATIENCE = 4000; // a stream ends by itself now and then, and is back at once

const live = document.getElementById("live");
const announce = document.getElementById("announce");
let wait = FIRST;
let shown = "";
let lost = 0;

// Heard by screen readers; seen only where the page itself does not show it.
function say(text, seen = false) {
  announce.className = seen ? "notice" : "only-read";
  if (announce.textContent !== text) announce.textContent = text;
}

function sayLost() {
  say(live.dataset.lost, true);
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
    if (final) document.title = `${message} ${live.dataset.title}`;
  }
  return final;
}

async function poll() {
  try {
    if (await ask()) return;
    wait = Math.min(wait * 1.15, LONGEST);
  } catch {
    sayLost();
    wait = Math.min(wait * 2, LONGEST);
  }
  setTimeout(poll, document.hidden ? LONGEST : wait);
}

function listen() {
  const events = new EventSource(live.dataset.eventsUrl);
  const end = () => {
    events.close();
    clearTimeout(lost); // who ends it has lost nothing
  };
  const instead = () => {
    end();
    poll();
  };
  events.addEventListener("open", () => {
    clearTimeout(lost);
    if (announce.className === "notice") ask().catch(sayLost);
  });
  events.addEventListener("step", async () => {
    clearTimeout(lost);
    try {
      if (await ask()) end(); // the server may have closed it meanwhile
    } catch {
      instead();
    }
  });
  events.addEventListener("error", () => {
    if (events.readyState === EventSource.CLOSED) return instead(); // refused: too many listen
    clearTimeout(lost);
    lost = setTimeout(sayLost, PATIENCE);
  });
}

document.addEventListener("visibilitychange", () => {
  if (!document.hidden) wait = FIRST;
});
if ("EventSource" in window) listen();
else setTimeout(poll, FIRST);
