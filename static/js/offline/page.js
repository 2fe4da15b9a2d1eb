// The page shown without network: as soon as the server answers again, it gives way to the page that was asked for.

const FIRST_MS = 1_000;
const MOST_MS = 30_000;
let wait = FIRST_MS;
let timer = 0;

async function look() {
  clearTimeout(timer);
  try {
    const answer = await fetch(document.body.dataset.worker, { method: "HEAD", cache: "no-store" });
    if (answer.ok) return location.reload();
  } catch {
    // Still nothing.
  }
  wait = Math.min(MOST_MS, wait * 2);
  timer = setTimeout(look, wait);
}

function lookSoon() {
  wait = FIRST_MS;
  look();
}

window.addEventListener("online", lookSoon);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") lookSoon();
});
document.querySelector("[data-reload]")?.addEventListener("click", (event) => {
  event.preventDefault();
  location.reload();
});
timer = setTimeout(look, wait);
