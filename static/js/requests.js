// What happens around a request: no double sending, a busy button, and a plain sentence when it fails.
import { BUSY, PATIENCE_MS } from "./in_turn.js";
import { text } from "./texts.js";
import { showToast } from "./toast.js";


function buttonsOf(form) {
  return [...form.elements].filter((element) => element.type === "submit");
}

// A button that asks by itself holds up no other one: what is pressed next waits its turn (in_turn.js).
function hold(form, pressed) {
  form.dataset.sending = "";
  const held = pressed?.matches("[hx-post]") ? [pressed] : buttonsOf(form);
  for (const button of held) button.setAttribute("aria-disabled", "true");
  pressed?.classList.add(BUSY);
}

function release(form) {
  delete form.dataset.sending;
  for (const button of buttonsOf(form)) {
    button.removeAttribute("aria-disabled");
    button.classList.remove(BUSY);
  }
}

function sentByHtmx(form, pressed) {
  return [form, pressed].some((element) => element?.matches?.("[hx-post], [hx-get], [hx-put], [hx-patch], [hx-delete]"));
}

// A second press while the first is under way does nothing (capture: before htmx hears of it).
document.addEventListener(
  "submit",
  (event) => {
    if ("sending" in event.target.dataset) {
      event.preventDefault();
      event.stopImmediatePropagation();
    }
  },
  true,
);

/** Without network the browser would leave the page, with all that was typed, for one of its own: once say so instead. */
function keptHere(form) {
  if (navigator.onLine || "warned" in form.dataset) return false;
  form.dataset.warned = "";
  showToast(text("offline"), "error");
  return true;
}

// On a network that says nothing the browser would let its form spin for minutes. A file may really take that long.
function releaseLate(form) {
  if (form.enctype === "multipart/form-data") return;
  setTimeout(() => {
    if (!("sending" in form.dataset)) return;
    release(form);
    showToast(text("waiting"), "error");
  }, PATIENCE_MS);
}

// Ordinary forms: hold until the next page is there. Downloads leave the page where it is, so they say data-download.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method !== "post" || "download" in form.dataset) return;
  if (sentByHtmx(form, event.submitter)) return;
  if (keptHere(form)) {
    event.preventDefault();
    return;
  }
  hold(form, event.submitter);
  releaseLate(form);
});

// Coming back with the browser's back button shows the old page again: free its forms.
window.addEventListener("pageshow", () => document.querySelectorAll("form[data-sending]").forEach(release));

function formOf(event) {
  return event.detail.elt?.closest?.("form");
}

document.addEventListener("htmx:beforeRequest", (event) => {
  const { elt, requestConfig } = event.detail;
  const form = formOf(event);
  if (!form || requestConfig?.verb === "get") return;
  hold(form, requestConfig.triggeringEvent?.submitter ?? (elt === form ? null : elt));
});
document.addEventListener("htmx:afterRequest", (event) => {
  const form = formOf(event);
  if (form) release(form);
});

const SENTENCES = { 403: "forbidden", 404: "gone", 410: "gone", 429: "slow" };

document.addEventListener("htmx:sendError", () => showToast(text("offline"), "error"));
document.addEventListener("htmx:timeout", () => showToast(text("offline"), "error"));
document.addEventListener("htmx:responseError", (event) => {
  const status = event.detail.xhr.status;
  const name = SENTENCES[status] ?? (status >= 502 && status <= 504 ? "offline" : "failed");
  showToast(text(name), "error");
});

// What was typed before the scripts came (a slow network) has told nobody: a form that answers while one types asks now.
function typedEarly(form) {
  const fields = form.querySelectorAll("input:not([type=hidden], [type=checkbox], [type=radio])");
  return [...fields].some((field) => field.value !== field.defaultValue);
}

window.addEventListener("load", () => {
  for (const form of document.querySelectorAll("form[hx-get][method=get]")) if (typedEarly(form)) form.requestSubmit();
});
