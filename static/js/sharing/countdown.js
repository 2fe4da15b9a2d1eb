// <time data-ends-in datetime="…">: how long until then, in the page's language, and the page again when it is over.
// Begun days count, hours, minutes and seconds only when whole, as time_left in sharing/bar.py says it.

const STEPS = [
  ["day", 86_400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];
const format = new Intl.RelativeTimeFormat(document.documentElement.lang || "en", { numeric: "always" });
const timers = new WeakMap();

function show(element) {
  const left = (Date.parse(element.dateTime) - Date.now()) / 1000;
  if (Number.isNaN(left)) return;
  if (left <= 0) {
    location.reload();
    return;
  }
  const [unit, seconds] = STEPS.find(([, size]) => left >= size) ?? STEPS.at(-1);
  const number = left / seconds;
  element.textContent = format.format(unit === "day" ? Math.ceil(number) : Math.floor(number), unit);
  // Only as often as the words change; never longer than an hour, since timers sleep with the screen.
  const next = unit === "second" ? 1 : Math.min((left % seconds) + 1, 3600);
  clearTimeout(timers.get(element));
  timers.set(element, setTimeout(() => show(element), next * 1000));
}

const all = () => document.querySelectorAll("[data-ends-in]").forEach(show);
document.addEventListener("visibilitychange", () => document.hidden || all());
all();
