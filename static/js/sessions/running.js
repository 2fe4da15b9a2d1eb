// [data-running-since="<moment>"]: how long something has been going on, second by second: 42:10, 1:02:05.

const SECOND_MS = 1000;

function two(number) {
  return String(number).padStart(2, "0");
}

function clock(seconds) {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = two(seconds % 60);
  return hours ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`;
}

function show() {
  for (const element of document.querySelectorAll("[data-running-since]")) {
    const since = Date.parse(element.dataset.runningSince);
    if (!Number.isNaN(since)) element.textContent = clock(Math.max(0, Math.floor((Date.now() - since) / SECOND_MS)));
  }
}

setInterval(show, SECOND_MS);
