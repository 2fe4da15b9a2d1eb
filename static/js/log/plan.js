// The plan of a session in the quick log: marks the sets that are done, fills the form for the next one, and shows which
// exercise comes then. It counts the rows of the list, so it works without network, too.

let counted = 0;

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

function fill(form, target) {
  const values = JSON.parse(target.querySelector("[data-fill]").dataset.fill);
  for (const [name, value] of Object.entries(values)) if (form.elements[name]) form.elements[name].value = value;
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
  if (drawn && total > counted && next >= 0) fill(form, targets[next]);
  counted = total;
}

document.addEventListener("log:drawn", () => show({ drawn: true }));
document.addEventListener("log:panel", () => show());
document.addEventListener("htmx:afterSettle", (event) => event.detail.elt.matches?.("#log, #log-form") && show());
show();
