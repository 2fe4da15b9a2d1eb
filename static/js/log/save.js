// Saving a set in the quick log: it stands in the list at once and goes through the queue (queue.js), which keeps it
// until the server has it; then the server's own row takes its place. What does not look right goes to the server as an
// ordinary form instead, whose answer says what is wrong.
import { fill } from "./fill.js";
import { enqueue, newId, onChange } from "./queue.js";
import { startRest } from "./rest.js";
import { clearState, drawWaiting, markRefused, wordsOf } from "./rows.js";

const TWICE_MS = 500; // nobody does two sets so fast; a thumb presses twice
const NUMBER = /^\d{1,4}([.,]\d{1,2})?$/;
const FORMS = {
  weight: NUMBER,
  number_reps: /^\d{1,4}$/,
  rpe: /^(10([.,]0)?|[1-9]([.,][05])?)$/,
  rest_seconds: /^(\d{1,5}|\d{1,3}:[0-5]?\d)$/,
  duration_seconds: /^(\d{1,6}|\d{1,4}:[0-5]?\d|\d{1,3}:[0-5]?\d:[0-5]?\d)$/,
  distance_metres: /^\d+([.,]\d{1,2})?( ?(m|km|mi))?$/,
  superset_group: /^[1-9]\d?$/,
};
const DONE = ["number_reps", "duration_seconds", "distance_metres"];
const ONCE = ["rpe", "rest_seconds", "notes", "description"];

let lastSaved = 0;
const seen = new Set(); // ids of this page's rows that are in the queue

function formOf() {
  return document.querySelector("[data-log-form]");
}

function valueOf(form, name) {
  return form.elements[name]?.value.trim() ?? "";
}

/** The name of a field that does not look right, if there is one. */
function wrongIn(form) {
  const wrong = Object.keys(FORMS).find((name) => valueOf(form, name) && !FORMS[name].test(valueOf(form, name)));
  return wrong ?? (DONE.some((name) => valueOf(form, name)) ? "" : DONE.find((name) => form.elements[name]));
}

function secondsOf(text) {
  return text.split(":").reduce((sum, part) => sum * 60 + Number(part), 0);
}

/** The session that the page shows: the server's, or one begun without network (away.js). */
function sessionOf(form) {
  const { session, sessionClient, sessionName, started, routineDay } = form.closest("#log").dataset;
  const by = sessionClient && routineDay ? { routine_day: Number(routineDay) } : {};
  return { id: Number(session) || null, client_id: sessionClient ?? null, name: sessionName, started_at: started, ...by };
}

function itemOf(form) {
  const { unit, exercise } = form.dataset;
  const item = {
    id: valueOf(form, "client_id") || newId(),
    session: sessionOf(form),
    exercise: Number(valueOf(form, "exercise_type")),
    exercise_name: exercise,
    set_type: Number(valueOf(form, "set_type")),
    weight: valueOf(form, "weight"),
    unit,
    reps: valueOf(form, "number_reps"),
    done_at: new Date().toISOString(),
  };
  for (const name of ["target_reps", "rpe", "rest_seconds", "duration_seconds", "distance_metres", "superset_group", "notes", "description"]) {
    item[name] = valueOf(form, name) || null;
  }
  return item;
}

function say(text) {
  document.querySelector("#log-status").textContent = text;
}

// The next set is like this one, but with an id and a note of its own.
function prepareNext(form) {
  form.elements.client_id.value = newId();
  for (const name of ONCE) if (form.elements[name]) form.elements[name].value = "";
  form.querySelector(".note--danger")?.remove();
}

// After a warm-up comes what followed it the last time, unless a plan says what comes; as quick_log.py has it.
function goOnAsLastTime(form) {
  const number = document.querySelectorAll("#log-sets > li").length;
  const next = document.querySelectorAll(".log-last__sets [data-fill]")[number];
  if (next && !document.querySelector("[data-plan]")) fill(form, JSON.parse(next.dataset.fill));
}

async function save(form) {
  const item = itemOf(form);
  seen.add(item.id);
  const row = drawWaiting(item);
  item.label = wordsOf(item);
  document.dispatchEvent(new Event("log:drawn"));
  const rest = item.rest_seconds ? secondsOf(item.rest_seconds) : Number(form.dataset.rest);
  prepareNext(form);
  if (row.classList.contains("set--warmup")) goOnAsLastTime(form);
  say(form.dataset.saved.replace("{}", item.label));
  startRest(rest);
  try {
    await enqueue(item);
  } catch {
    // The browser keeps nothing (private mode): the server gets it as a form, with the same id.
    row.remove();
    seen.delete(item.id);
    form.dataset.plain = "";
    form.elements.client_id.value = item.id;
    setTimeout(() => form.requestSubmit()); // not within the submit event that brought us here: that does nothing
  }
}

// Capture: before htmx and the frame hear of it.
document.addEventListener(
  "submit",
  (event) => {
    const form = event.target;
    if (!form.matches("[data-log-form]") || "plain" in form.dataset) return;
    const again = Date.now() - lastSaved < TWICE_MS;
    const wrong = again ? "" : wrongIn(form);
    if (wrong && navigator.onLine && sessionOf(form).id) return; // the server says what is wrong, if it knows the session
    event.preventDefault();
    event.stopImmediatePropagation();
    if (wrong) import("./away.js").then(({ explain }) => explain(form, wrong));
    if (again || wrong) return;
    lastSaved = Date.now();
    save(form);
  },
  true,
);

// The server has it: its own row takes the place of ours, with the records that the set broke.
document.addEventListener("queue:stored", (event) => {
  const { item, set_id: setId, row_html: html, records } = event.detail;
  seen.delete(item.id);
  const row = document.getElementById(`set-${item.id}`);
  if (!row) return;
  if (document.getElementById(`set-${setId}`)) return row.remove();
  const stored = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
  stored.classList.remove("just-added");
  row.replaceWith(stored);
  window.htmx.process(stored);
  document.dispatchEvent(new Event("log:drawn"));
  if (records?.length) celebrate(stored, records);
});

function celebrate(row, records) {
  row.classList.add("set--record");
  say(formOf().dataset.record.replace("{}", records.map((record) => record.label).join(", ")));
}

function isHere(item) {
  const form = formOf();
  if (!form || item.exercise !== Number(form.elements.exercise_type.value)) return false;
  const { id, client_id: clientId } = sessionOf(form);
  return id ? item.session?.id === id : item.session?.client_id === clientId;
}

// What waits for this exercise stands in the list, also after the page was left; another tab may have sent some of it.
function show({ items, status }) {
  const ids = new Set(items.map((item) => item.id));
  for (const item of items.filter(isHere)) {
    seen.add(item.id);
    const row = document.getElementById(`set-${item.id}`) ?? drawWaiting(item);
    if (item.state === "conflict") markRefused(row, item);
    else clearState(row, status);
  }
  const gone = [...seen].filter((id) => !ids.has(id));
  for (const id of gone) seen.delete(id);
  const sentElsewhere = gone.some((id) => document.getElementById(`set-${id}`));
  if (sentElsewhere) setTimeout(refresh, TWICE_MS);
}

function refresh() {
  if (document.querySelector("#log-sets .set--waiting")) {
    window.htmx.ajax("GET", location.pathname + location.search, { target: "#log", swap: "outerHTML" });
  }
}

let stop = onChange(show);
function showAgain() {
  stop();
  stop = onChange(show);
}
document.addEventListener("htmx:afterSettle", (event) => event.detail.elt.matches?.("#log") && showAgain());
document.addEventListener("log:panel", showAgain);
