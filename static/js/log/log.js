// The quick log: filling the form like an earlier set, the rest after each set, and what this device does with it.
import { setSetting, settings, startRest } from "./rest.js";
import "./save.js";
import { unlock } from "./sound.js";

// A tap on one of the last time's sets fills the form like it.
document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-fill]");
  const form = document.querySelector("[data-log-form]");
  if (!link || !form || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  for (const [name, value] of Object.entries(JSON.parse(link.dataset.fill))) {
    const field = form.elements[name];
    if (field) field.value = value;
  }
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

for (const tick of document.querySelectorAll("[data-rest-setting]")) {
  tick.checked = settings()[tick.dataset.restSetting];
  tick.addEventListener("change", () => setSetting(tick.dataset.restSetting, tick.checked));
}
