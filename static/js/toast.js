// Short notices. [data-toast] leaves by itself after ten seconds (not while read or focused); [data-dismiss] closes it.
// The server shows one with the header HX-Trigger: {"toast": {"text": "…", "kind": "success"}}.

const SHOWN_MS = 10_000;
const LEAVING_MS = 200;

/** Shows `text` in the notice region; `kind` "error" stays until it is closed. */
export function showToast(text, kind = "") {
  const template = document.getElementById("toast-template");
  const region = document.getElementById("toasts");
  if (!text || !template || !region) return;
  const toast = template.content.firstElementChild.cloneNode(true);
  toast.classList.remove("toast--error");
  if (kind) toast.classList.add(`toast--${kind}`);
  if (kind !== "error") toast.querySelector(".icon")?.remove();
  toast.querySelector(".toast__text").textContent = text;
  for (const other of region.querySelectorAll(".toast__text")) {
    if (other.textContent === text) other.closest("[data-toast]").remove();
  }
  region.append(toast);
}

function leave(toast) {
  toast.dataset.leaving = "";
  setTimeout(() => toast.remove(), LEAVING_MS);
}

function watch(toast) {
  if (toast.classList.contains("toast--error")) return;
  let timer = 0;
  const stop = () => clearTimeout(timer);
  const start = () => {
    stop();
    timer = setTimeout(() => leave(toast), SHOWN_MS);
  };
  toast.addEventListener("pointerenter", stop);
  toast.addEventListener("pointerleave", start);
  toast.addEventListener("focusin", stop);
  toast.addEventListener("focusout", start);
  start();
}

const region = document.getElementById("toasts");
if (region) {
  region.querySelectorAll("[data-toast]").forEach(watch);
  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) {
        if (node instanceof Element && node.matches("[data-toast]")) watch(node);
      }
    }
  }).observe(region, { childList: true });
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-dismiss]");
  if (button) leave(button.closest("[data-toast]"));
});
document.addEventListener("toast", (event) => showToast(event.detail.text, event.detail.kind));
