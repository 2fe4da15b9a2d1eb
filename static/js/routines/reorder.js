// Dragging exercises of a routine by their grip, with finger or mouse. Where one is let go, the buttons' own form tells
// the server its new place; with the keyboard the buttons do the same.

let row = null;

function rowsOf(list) {
  return [...list.querySelectorAll(":scope > [data-reorder-row]")];
}

document.addEventListener("pointerdown", (event) => {
  const grip = event.target.closest("[data-reorder-grip]");
  if (!grip || event.button) return;
  event.preventDefault();
  row = grip.closest("[data-reorder-row]");
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
});

function drop(event) {
  if (!row) return;
  const moved = row;
  row = null;
  delete moved.dataset.dragging;
  if (event.type === "pointercancel") return;
  const form = moved.querySelector("[data-reorder-form]");
  const place = rowsOf(moved.parentElement).indexOf(moved) + 1;
  window.htmx.ajax("POST", form.action, { source: form, target: "#routine-days", swap: "outerHTML", values: { place } });
}

document.addEventListener("pointerup", drop);
document.addEventListener("pointercancel", drop);
