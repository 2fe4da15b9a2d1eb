// The quick log without network: another exercise, another session, from what the service worker keeps (kit.js). Loaded
// when it is needed; what is logged here goes through the queue like everything else.
import { askLater, drawPlan } from "./away_plan.js";
import { sessionNumber } from "./db.js";
import { fill } from "./fill.js";
import { found, kit, part } from "./kit.js";
import { showToast } from "../toast.js";
import { newId, onChange, pending, user } from "./queue.js";

const DAY_MS = 24 * 3600 * 1000;
const EMPTY_MS = 2 * 3600 * 1000; // so long a session begun here waits for its first set
const LOG = "/log/";
const panels = new Map(); // what the server drew, by exercise: it holds more than can be drawn here
let watching = false;

function key() {
  return `begun:${user()}`;
}

/** The session that was begun in this browser and that no page of the server shows yet. */
function begun() {
  const session = JSON.parse(localStorage.getItem(key()) ?? "null");
  return session && Date.now() - Date.parse(session.started_at) < DAY_MS ? session : null;
}

/** Begins a session called `clientId` here, maybe by a day of a routine; whether that is possible. */
export async function begin(clientId, day) {
  const known = await kit();
  if (!known || (day && !known.routines?.[day])) return false;
  localStorage.setItem(key(), JSON.stringify({ client_id: clientId, started_at: new Date().toISOString(), day }));
  const first = day && known.routines[day].exercises[0]?.id;
  const exercise = known.exercises.find(({ id }) => id === first);
  return exercise ? showExercise(known, exercise) : showPicker("");
}

/** Shows what `address` asks for (?exercise=, ?pick, ?q=); whether that is possible. */
export async function open(address) {
  const known = await kit();
  const session = begun();
  const panel = document.getElementById("log");
  if (!panel && (!session || (await isOver(session)))) {
    localStorage.removeItem(key());
    return false;
  }
  if (!known) return false;
  const wanted = Number(address.searchParams.get("exercise") ?? (panel ? 0 : session.exercise));
  const exercise = known.exercises.find(({ id }) => id === wanted);
  return exercise ? showExercise(known, exercise) : showPicker(address.searchParams.get("q") ?? "");
}

/** Whether the server, which shows no session going on, knows all there is of this one: then it is over. */
async function isOver(session) {
  if (!navigator.onLine || (await pending()).some((item) => item.session?.client_id === session.client_id)) return false;
  const isKnown = Boolean(await sessionNumber(user(), session.client_id));
  return isKnown || Date.now() - Date.parse(session.started_at) > EMPTY_MS;
}

/** Puts `panel` in the place of the one that is shown, for the same session. */
function put(panel, exercise) {
  const before = document.getElementById("log");
  const shown = before?.querySelector("[data-log-form]")?.elements.exercise_type.value;
  if (shown && !("away" in before.dataset)) panels.set(Number(shown), before);
  if (before) {
    for (const name of ["session", "sessionClient", "sessionName", "started", "routineDay"]) {
      if (name in before.dataset) panel.dataset[name] = before.dataset[name];
    }
    before.replaceWith(panel);
  } else {
    const session = begun();
    Object.assign(panel.dataset, { session: "", sessionClient: session.client_id, sessionName: "", started: session.started_at, routineDay: session.day ?? "" });
    document.getElementById("main").prepend(panel);
    for (const old of document.querySelectorAll("[data-log-before]")) old.remove();
  }
  const session = begun();
  if (session && panel.dataset.sessionClient === session.client_id) {
    localStorage.setItem(key(), JSON.stringify({ ...session, exercise: exercise?.id }));
  }
  window.htmx.process(panel);
  panel.querySelector(".chip[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  history.replaceState(history.state, "", exercise ? `${LOG}?exercise=${exercise.id}` : `${LOG}?pick`);
  document.dispatchEvent(new Event("log:panel"));
  watch();
}

function drawChips(panel, current) {
  const list = panel.querySelector("[data-kit-chips]");
  const before = [...document.querySelectorAll("#log nav .chip")].filter((chip) => !chip.matches("[data-kit-pick]") && chip.search !== "?pick");
  const pick = list.querySelector("[data-kit-pick]").parentElement;
  if (!current) pick.remove();
  const address = (id) => `${LOG}?exercise=${id}`;
  if (current && !before.some((chip) => chip.search === `?exercise=${current.id}`)) {
    before.push(Object.assign(document.createElement("a"), { className: "chip", href: address(current.id), textContent: current.name }));
  }
  for (const chip of before) {
    const item = document.createElement("li");
    const copy = document.createElement("a");
    Object.assign(copy, { className: "chip", href: chip.href, textContent: chip.textContent });
    if (current && chip.search === `?exercise=${current.id}`) copy.setAttribute("aria-current", "true");
    item.append(copy);
    list.insertBefore(item, current ? pick : null);
  }
  for (const link of list.querySelectorAll("a")) askLater(link);
}

function showExercise(known, exercise) {
  if (panels.has(exercise.id)) {
    put(panels.get(exercise.id), exercise);
    return true;
  }
  const panel = part(known, `kit-${exercise.kind}`);
  drawChips(panel, exercise);
  panel.querySelector("#log-title").textContent = exercise.name;
  const form = panel.querySelector("[data-log-form]");
  form.dataset.exercise = exercise.name;
  form.elements.exercise_type.value = exercise.id;
  form.elements.client_id.value = newId();
  const last = known.last[exercise.id];
  if (last) {
    fill(form, last.sets[0].fill);
    if (last.rest !== null) form.dataset.rest = last.rest;
    drawLast(panel.querySelector("[data-kit-last]"), last);
  } else {
    panel.querySelector("[data-kit-last]").remove();
  }
  const day = document.getElementById("log")?.dataset.routineDay || begun()?.day;
  drawPlan(panel, exercise, known.routines?.[day], known.exercises);
  put(panel, exercise);
  panel.querySelector("#log-title").focus();
  return true;
}

function drawLast(box, last) {
  box.querySelector("[data-kit-day]").textContent = last.day;
  const list = box.querySelector("ul");
  for (const set of last.sets) {
    const row = list.querySelector("template").content.firstElementChild.cloneNode(true);
    const link = row.firstElementChild;
    link.dataset.fill = JSON.stringify(set.fill);
    link.classList.toggle("log-last__set--warmup", set.warm_up);
    link.textContent = set.words;
    list.append(row);
  }
}

async function showPicker(text) {
  const known = await kit();
  if (!known) return false;
  const panel = part(known, "kit-picker");
  drawChips(panel, null);
  const field = panel.querySelector("input[type=search]");
  const list = panel.querySelector("[data-kit-found]");
  const draw = () => {
    const rows = found(known, field.value).map((exercise) => drawChoice(known, list, exercise));
    list.replaceChildren(list.querySelector("template"), ...rows);
    panel.querySelector("[data-kit-none]").hidden = rows.length > 0 || !field.value;
    panel.querySelector("[data-kit-recent]").hidden = Boolean(field.value) || !rows.length;
    window.htmx.process(list);
  };
  field.value = text;
  field.addEventListener("input", draw);
  panel.querySelector("form").addEventListener("submit", (event) => event.preventDefault());
  put(panel, null);
  draw();
  field.focus();
  return true;
}

function drawChoice(known, list, exercise) {
  const row = list.querySelector("template").content.firstElementChild.cloneNode(true);
  const link = row.querySelector("a");
  link.setAttribute("href", `${LOG}?exercise=${exercise.id}`);
  askLater(link);
  row.querySelector("[data-kit-name]").textContent = exercise.name;
  row.querySelector("[data-kit-alias]").textContent = exercise.alias ?? "";
  row.querySelector("[data-kit-star]").hidden = !known.favourites.includes(exercise.id);
  return row;
}

/** What can't be saved as it stands, said here when no server can say it: the keyboard goes to `wrong`. */
export function explain(form, wrong) {
  const field = form.elements[wrong];
  field.closest("details")?.setAttribute("open", "");
  field.setAttribute("aria-invalid", "true");
  field.addEventListener("input", () => field.removeAttribute("aria-invalid"), { once: true });
  field.focus();
  showToast(form.dataset.wrong.replace("{}", field.labels[0]?.textContent ?? ""), "error");
}

/** Once all is sent the server's own page comes back, unless somebody is typing. */
function watch() {
  if (watching) return;
  watching = true;
  let sent = false;
  document.addEventListener("queue:stored", () => (sent = true));
  onChange(({ items, status }) => {
    if (!sent || items.length || status !== "idle" || document.activeElement?.matches("input, textarea, select")) return;
    const { session, sessionClient } = document.getElementById("log")?.dataset ?? {};
    if (session || !sessionClient) return;
    localStorage.removeItem(key());
    // `fresh`: a slow server is waited for, since the page that is kept knows nothing of the session.
    location.replace(`${LOG}${location.search ? `${location.search}&` : "?"}fresh`);
  });
}
