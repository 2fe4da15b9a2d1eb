// One-rep max while one types: the factors come from the server's formulas (#estimate-factors), here they are only
// multiplied. The server's own answer, with its notes and messages, takes the place of these numbers a moment later.

const factors = JSON.parse(document.getElementById("estimate-factors").textContent);
const shown = new Intl.NumberFormat(document.documentElement.lang || "en", {
  minimumFractionDigits: 2,
  maximumFractionDigits: 2,
});
const TYPED = /^\d+([.,]\d{0,2})?$/;

function typed(form, name) {
  const text = form.elements[name].value.trim();
  return TYPED.test(text) ? Number(text.replace(",", ".")) : Number.NaN;
}

function show(form) {
  const weight = typed(form, "weight");
  const place = typed(form, "reps") - 1;
  const maximum = weight * factors.maximum[place];
  if (!(maximum > 0)) return;
  for (const element of document.querySelectorAll("[data-factor]")) {
    const factor = factors[element.dataset.factor][place];
    if (factor !== null) element.textContent = shown.format(weight * factor);
  }
  for (const element of document.querySelectorAll("[data-share]")) {
    element.textContent = shown.format(maximum * Number(element.dataset.share));
  }
}

// What is saved is what stands in the fields.
function copy(form) {
  for (const input of document.querySelectorAll("[data-copy]")) input.value = form.elements[input.dataset.copy].value;
}

document.addEventListener("input", (event) => {
  const form = event.target.closest?.("form[data-tool]");
  if (!form) return;
  show(form);
  copy(form);
});

// An answer may be older than what was typed meanwhile.
document.addEventListener("htmx:afterSwap", (event) => {
  const form = document.querySelector("form[data-tool]");
  if (form && event.detail.target.id === "tool-result") show(form);
});
