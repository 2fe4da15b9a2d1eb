// What a routine says about an exercise, drawn without network from what the kit knows (kit.js); plan.js does the rest.
import { fill } from "./fill.js";

/** The exercise after a set of the entry at `place`: within a superset they take turns. */
function following(entries, place, isLast) {
  const { superset } = entries[place];
  const next = entries[place + 1];
  if (superset === null) return isLast ? next : entries[place];
  if (next && next.superset === superset) return next;
  return isLast ? next : entries.find((entry) => entry.superset === superset);
}

/** Puts the targets of `exercise` by `day` (of kit.routines) into `panel`, and the links to what comes after them. */
export function drawPlan(panel, exercise, day, exercises) {
  const box = panel.querySelector("[data-kit-plan]");
  const links = panel.querySelector("[data-kit-next]");
  const place = day ? day.exercises.findIndex(({ id }) => id === exercise.id) : -1;
  if (place < 0) {
    box.remove();
    links.remove();
    return;
  }
  const entry = day.exercises[place];
  const form = panel.querySelector("[data-log-form]");
  if (entry.rest !== null) form.dataset.rest = entry.rest;
  box.dataset.exercise = exercise.id;
  const list = box.querySelector("ol");
  entry.targets.forEach((target, number) => {
    const row = list.querySelector("template").content.firstElementChild.cloneNode(true);
    row.classList.toggle("log-target--warmup", target.warm_up);
    row.dataset.then = following(day.exercises, place, number === entry.targets.length - 1)?.id ?? 0;
    row.querySelector("button").dataset.fill = JSON.stringify(target.fill);
    row.querySelector("[data-kit-words]").textContent = target.words;
    list.append(row);
  });
  fill(form, entry.targets[0]?.fill ?? {});
  const then = [...list.querySelectorAll("[data-then]")].map((row) => Number(row.dataset.then));
  drawLinks(links, new Set(then), exercise, exercises);
}

/** A link that asks the server and, when it can't be reached, comes back to away.js (log.js). */
export function askLater(link) {
  for (const [name, value] of [["get", link.getAttribute("href")], ["target", "#log"], ["swap", "outerHTML"], ["push-url", "true"]]) {
    link.setAttribute(`hx-${name}`, value);
  }
}

function drawLinks(links, wanted, exercise, exercises) {
  const pattern = links.querySelector("a");
  for (const id of wanted) {
    const next = exercises.find((each) => each.id === id);
    if (!next || id === exercise.id) continue;
    const link = pattern.cloneNode(true);
    link.setAttribute("href", `${pattern.getAttribute("href")}?exercise=${id}`);
    askLater(link);
    link.dataset.next = id;
    link.hidden = true;
    const words = link.querySelector("span:last-child");
    words.textContent = words.textContent.replace("{}", next.name);
    links.append(link);
  }
  pattern.remove();
}
