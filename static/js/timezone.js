// <input type="hidden" data-timezone>: the browser's time zone, where the server asks for a first guess.

function fill(root) {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const input of root.querySelectorAll("input[data-timezone], select[data-timezone]")) {
    if (!zone || input.dataset.timezoneDone !== undefined) continue;
    if (input instanceof HTMLInputElement || [...input.options].some((option) => option.value === zone)) input.value = zone;
    input.dataset.timezoneDone = "";
  }
}

fill(document);
document.addEventListener("htmx:load", (event) => fill(event.detail.elt));
