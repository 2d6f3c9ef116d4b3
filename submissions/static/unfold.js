// Unfolds a check that a link leads to, and everything before the page is printed.

function unfold() {
  const goal = document.getElementById(location.hash.slice(1));
  if (goal instanceof HTMLDetailsElement) goal.open = true;
}

addEventListener("hashchange", unfold);
addEventListener("beforeprint", () => {
  for (const part of document.querySelectorAll("details")) part.open = true;
});
unfold();
