// Fills the form of a set with values that the server wrote beside an earlier set or a target.

export function fill(form, values) {
  const weight = form.elements.weight?.value;
  for (const [name, value] of Object.entries(values)) if (form.elements[name]) form.elements[name].value = value;
  if (form.elements.weight?.value !== weight) form.elements.weight.dispatchEvent(new Event("change", { bubbles: true }));
}
