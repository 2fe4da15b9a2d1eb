// The plan of a session in the quick log: marks the sets that are done, fills the form for the next one, and shows which
// exercise comes then. It counts the rows of the list, so it works without network, too.
import { fill } from "./fill.js";
import { timeLimit } from "../time_limit.js";

const WAIT_MS = 8_000;
const PARTS = ["[data-plan]", "[data-plan-next]"];
let counted = 0;
let asked = 0;
let askedAt = 0;
let storedAt = 0;

function rows() {
  const all = [...document.querySelectorAll("#log-sets > li")];
  const warmUps = all.filter((row) => row.classList.contains("set--warmup")).length;
  return { warmUps, working: all.length - warmUps };
}

// Warm-ups left out count as done as soon as a working set is; as plans.py has it.
function marksOf(targets, { warmUps, working }) {
  const seen = { warmUps: 0, working: 0 };
  return targets.map((target) => {
    if (target.classList.contains("log-target--warmup")) return (seen.warmUps += 1) <= warmUps || working > 0;
    return (seen.working += 1) <= working;
  });
}

function show({ drawn = false } = {}) {
  const plan = document.querySelector("[data-plan]");
  const form = document.querySelector("[data-log-form]");
  if (!plan || !form) return;
  const targets = [...plan.querySelectorAll("[data-target]")];
  const done = rows();
  const marks = marksOf(targets, done);
  targets.forEach((target, place) => target.toggleAttribute("data-done", marks[place]));
  const next = marks.indexOf(false);
  const before = next < 0 ? targets.length - 1 : next - 1;
  const then = before < 0 ? plan.dataset.exercise : targets[before].dataset.then;
  for (const each of document.querySelectorAll("[data-next]")) each.hidden = each.dataset.next !== then;
  const total = done.warmUps + done.working;
  if (drawn && total > counted && next >= 0) fill(form, JSON.parse(targets[next].querySelector("[data-fill]").dataset.fill));
  if (next < 0) form.elements.target_reps.value = "";
  counted = total;
}

// A set of another exercise was on its way when this one was drawn: what comes next may be another exercise now.
async function drawAnew() {
  const log = document.getElementById("log");
  const exercise = log?.querySelector("[data-log-form]")?.elements.exercise_type.value;
  if (!exercise || "away" in log.dataset || !log.querySelector("[data-plan-next]")) return;
  const mine = (asked += 1);
  const answer = await fetch(`${location.pathname}?exercise=${exercise}`, { headers: { "HX-Request": "true" }, signal: timeLimit(WAIT_MS) });
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (!answer.ok || mine !== asked || !log.isConnected) return;
  for (const name of PARTS) {
    const [old, fresh] = [log.querySelector(name), page.querySelector(name)];
    if (!old || !fresh) continue;
    old.replaceWith(fresh);
    window.htmx.process(fresh);
  }
  show();
}
document.addEventListener("htmx:beforeRequest", () => (askedAt = performance.now()));
document.addEventListener("queue:stored", ({ detail: { item } }) => {
  storedAt = performance.now();
  const shown = document.querySelector("[data-log-form]")?.elements.exercise_type.value;
  if (shown && item.exercise !== Number(shown)) again();
});

function again() {
  drawAnew().catch(() => {}); // no network: it stays as it was drawn
}

document.addEventListener("log:drawn", () => show({ drawn: true }));
document.addEventListener("log:panel", () => show());
document.addEventListener("htmx:afterSettle", ({ detail: { elt } }) => {
  if (!elt.matches?.("#log, #log-form")) return;
  show();
  if (elt.id === "log" && storedAt > askedAt) again();
});
show();
