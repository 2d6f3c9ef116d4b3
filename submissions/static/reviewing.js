// Turns to the next submission and back by the keys j and k, or the arrows, unless something is being typed.

const KEYS = { j: "next", ArrowRight: "next", k: "prev", ArrowLeft: "prev" };

addEventListener("keydown", (event) => {
  const direction = KEYS[event.key];
  const scrolls = event.target.closest("input, textarea, select, [contenteditable], [tabindex='0']");
  if (!direction || scrolls || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  const link = document.querySelector(`.turning a[rel="${direction}"]`);
  if (!link) return;
  event.preventDefault();
  link.click();
});
