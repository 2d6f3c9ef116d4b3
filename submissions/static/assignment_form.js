// Says while one writes whether the file of an assignment can be used. Without this script one hears it on saving.

const PAUSE = 600;

const text = document.getElementById("text");
const validity = document.getElementById("validity");
const token = text.form.elements.csrf_token.value;
let timer;
let asked = 0;

async function validate() {
  const number = ++asked;
  try {
    const answer = await fetch(text.dataset.validate, {
      method: "POST",
      headers: { "X-CSRFToken": token },
      body: new URLSearchParams({ text: text.value }),
    });
    if (!answer.ok || number !== asked) return;
    const found = await answer.json();
    validity.textContent = found.message;
    validity.className = found.valid ? "validity good" : "validity bad";
  } catch {
    validity.textContent = "";
  }
}

text.addEventListener("input", () => {
  clearTimeout(timer);
  timer = setTimeout(validate, PAUSE);
});
validate();
