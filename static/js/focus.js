// Where the keyboard is after content was swapped: [data-autofocus] in the new content gets it; an element whose id
// comes back keeps it (htmx does that); otherwise the swapped region takes it, so that it is never lost.

function focusIn(root) {
  const wanted = root.matches?.("[data-autofocus]") ? root : root.querySelector?.("[data-autofocus]");
  if (!wanted || wanted.closest("[data-no-autofocus]")) return false;
  wanted.focus({ preventScroll: false });
  if (wanted instanceof HTMLInputElement && wanted.type === "text") wanted.select();
  return true;
}

let before = null;

document.addEventListener("htmx:beforeSwap", () => {
  before = document.activeElement;
});

document.addEventListener("htmx:afterSettle", (event) => {
  const swapped = event.detail.elt;
  if (!(swapped instanceof Element) || !swapped.isConnected) return;
  if (focusIn(swapped)) return;
  const lost = before && before !== document.body && !before.isConnected && document.activeElement === document.body;
  before = null;
  if (!lost) return;
  if (!swapped.hasAttribute("tabindex")) swapped.setAttribute("tabindex", "-1");
  swapped.focus({ preventScroll: true });
});

focusIn(document);
