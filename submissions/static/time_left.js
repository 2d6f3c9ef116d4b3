// Keeps up to date how long there still is until the deadline. The server wrote it first, by its own clock: only
// what has passed since then is counted here, so a wrong clock of the computer does no harm.

const place = document.getElementById("left");
const { day, hour, minute, around, end } = JSON.parse(place.dataset.units);
const began = Date.now();
const atFirst = Number(place.dataset.seconds);

const many = (count, [one, several]) => (count === 0 ? [] : [count === 1 ? one : several.replace("2", count)]);

function words(seconds) {
  if (seconds < 0) return end[1];
  if (seconds < 60) return end[0];
  const days = Math.floor(seconds / 86400);
  const hours = Math.floor((seconds % 86400) / 3600);
  const minutes = days ? 0 : Math.floor((seconds % 3600) / 60);
  const time = [...many(days, day), ...many(hours, hour), ...many(minutes, minute)].join(around[1]);
  return around[0].replace("{time}", time);
}

setInterval(() => {
  const now = words(atFirst - (Date.now() - began) / 1000);
  if (now !== place.textContent) place.textContent = now;
}, 5000);
