// The start page of the quick log: one tap begins a session, on the server, or here when it can't be reached.
import { timeLimit } from "../time_limit.js";
import { newId, user } from "./queue.js";

const WAIT_MS = 4_000;
const AWAY = [502, 503, 504];
const forms = [...document.querySelectorAll("[data-log-start]")]; // now, or by a day of a routine

function plainly(form) {
  form.dataset.plain = "";
  delete form.dataset.sending;
  form.requestSubmit();
}

async function start(form) {
  form.dataset.sending = ""; // a second press does nothing (requests.js)
  const id = form.elements.client_id.value;
  try {
    const signal = timeLimit(WAIT_MS);
    const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual", signal });
    if (answer.type === "opaqueredirect") return location.assign(form.dataset.logStart);
    if (!AWAY.includes(answer.status)) return plainly(form);
  } catch {
    // Not reached, or not in time: with the same id it is the same session, should the server have begun it.
  }
  if (!(await here((away) => away.begin(id, form.dataset.routineDay)))) plainly(form);
}

/** What can be done here: the scripts of the quick log come only when they are needed. */
async function here(act) {
  await import("./log.js");
  return act(await import("./away.js"));
}

function hasBegun() {
  try {
    return Boolean(localStorage.getItem(`begun:${user()}`));
  } catch {
    return false; // private mode
  }
}

for (const form of forms) {
  // The page may have been kept, and its id used, since the server made it.
  form.elements.client_id.value = newId();
  form.addEventListener("submit", (event) => {
    if ("plain" in form.dataset) return;
    event.preventDefault();
    form.querySelector("button").classList.add("is-busy");
    start(form);
  });
}
if (forms.length && hasBegun()) here((away) => away.open(new URL(location.href)));
