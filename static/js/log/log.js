// The quick log: filling the form like an earlier set, the rest after each set, and what this device does with it.
import { fill } from "./fill.js";
import { setSetting, settings, startRest } from "./rest.js";
import "./save.js";
import { unlock } from "./sound.js";
import { text } from "../texts.js";
import { showToast } from "../toast.js";

// A tap on one of the last time's sets fills the form like it.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-fill]");
  const form = document.querySelector("[data-log-form]");
  if (!link || !form || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  fill(form, JSON.parse(link.dataset.fill));
  form.querySelector("#save-set").focus();
});

// The server says by HX-Trigger that a set was saved, and how long the rest is.
document.addEventListener("set-saved", (event) => startRest(event.detail.rest));
document.addEventListener("submit", (event) => event.target.matches("[data-log-form]") && unlock(), true);

// Plates and warm-up follow the weight while they are open.
document.addEventListener("change", (event) => {
  if (event.target.name !== "weight" || !event.target.form?.matches("[data-log-form]")) return;
  for (const tool of document.querySelectorAll("[data-log-tool][open]")) window.htmx.trigger(tool, "toggle");
});

// With a few sets above it the form begins below the fold: what comes next is what one came for.
function showNext() {
  if (document.querySelector("#log-sets > li")) document.querySelector("#save-set")?.scrollIntoView({ block: "nearest" });
}
document.addEventListener("htmx:afterSettle", (event) => event.detail.elt.matches?.("#log, #log-form") && showNext());
document.addEventListener("log:drawn", showNext);
showNext();

// Without network, and with one that says nothing, the exercise changes all the same: with what the service worker keeps.
const SLOW_MS = 4_000; // as the worker has it for pages
let latest = null;

function asksForPanel({ elt, requestConfig }) {
  return elt?.closest?.("#log") && requestConfig.verb === "get" && !elt.closest("#log-sets, .log-tools");
}

async function openAway({ pathInfo, requestConfig }) {
  if (!navigator.serviceWorker?.controller) return false;
  const away = await import("./away.js");
  return away.open(new URL(pathInfo.finalRequestPath ?? requestConfig.path, location.href));
}

async function withoutNetwork(event) {
  if (!asksForPanel(event.detail)) return;
  event.stopImmediatePropagation();
  event.preventDefault();
  if (!(await openAway(event.detail))) showToast(text("offline"), "error");
}

function notForever({ detail }) {
  const { xhr } = detail;
  if (!asksForPanel(detail)) return;
  latest = xhr;
  setTimeout(async () => {
    if (latest === xhr && xhr.readyState < XMLHttpRequest.DONE && (await openAway(detail))) xhr.abort();
  }, SLOW_MS);
}
for (const name of ["htmx:sendError", "htmx:timeout"]) window.addEventListener(name, withoutNetwork, true);
window.addEventListener("htmx:beforeRequest", (event) => (isHereAlone() ? withoutNetwork : notForever)(event), true);

/** Without network; or in a session that was begun here and that the server does not know yet. */
function isHereAlone() {
  const { away, session } = document.getElementById("log")?.dataset ?? {};
  return !navigator.onLine || (away !== undefined && !session);
}

// A session with a plan has a script of its own.
function loadPlan() {
  if (document.querySelector("[data-plan], [data-plan-next]")) import("./plan.js");
}
for (const name of ["htmx:afterSettle", "log:panel"]) document.addEventListener(name, loadPlan);
loadPlan();

// The page that the worker kept may show another exercise than the address says.
function isAnother() {
  const wanted = new URLSearchParams(location.search);
  const form = document.querySelector("[data-log-form]");
  if (!document.getElementById("log")) return false;
  if (wanted.get("exercise")) return form?.elements.exercise_type.value !== wanted.get("exercise");
  return wanted.has("pick") && Boolean(form);
}
if (isAnother()) import("./away.js").then((away) => away.open(new URL(location.href)));

for (const tick of document.querySelectorAll("[data-rest-setting]")) {
  tick.checked = settings()[tick.dataset.restSetting];
  tick.addEventListener("change", () => setSetting(tick.dataset.restSetting, tick.checked));
}
