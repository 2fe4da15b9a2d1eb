// Dragging exercises of a routine by their grip, with finger or mouse. Where one is let go, the buttons' own form tells
// the server its new place; with the keyboard the buttons do the same.

const EDGE = 96; // so near to the window's edge the page scrolls along
const SCROLL = 12;
let row = null;
let before = null; // what stood below it

function rowsOf(list) {
  return [...list.querySelectorAll(":scope > [data-reorder-row]")];
}

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest("[data-reorder-grip]");
  if (!grip || event.button) return;
  event.preventDefault();
  row = grip.closest("[data-reorder-row]");
  before = row.nextElementSibling;
  row.dataset.dragging = "";
  grip.setPointerCapture(event.pointerId);
});

document.addEventListener("pointermove", (event) => {
  if (!row) return;
  const list = row.parentElement;
  const after = rowsOf(list).find((each) => {
    const box = each.getBoundingClientRect();
    return each !== row && event.clientY < box.top + box.height / 2;
  });
  if (after !== row.nextElementSibling) list.insertBefore(row, after ?? null);
  if (event.clientY < EDGE) window.scrollBy(0, -SCROLL);
  if (event.clientY > innerHeight - EDGE) window.scrollBy(0, SCROLL);
});

function drop(event) {
  if (!row) return;
  const [moved, below, list] = [row, before, row.parentElement];
  row = null;
  delete moved.dataset.dragging;
  const putBack = () => list.insertBefore(moved, below);
  if (event.type === "pointercancel") return putBack();
  if (moved.nextElementSibling === below) return;
  const form = moved.querySelector("[data-reorder-form]");
  const place = rowsOf(moved.parentElement).indexOf(moved) + 1;
  const answer = window.htmx.ajax("POST", form.action, { source: form, target: "#routine-days", values: { place } });
  answer.catch(putBack); // not reached: it stands where the server has it
}

document.addEventListener("pointerup", drop);
document.addEventListener("pointercancel", drop);
