// Fills the form of a set with values that the server wrote beside an earlier set or a target.

export function fill(form, values) {
  for (const [name, value] of Object.entries(values)) if (form.elements[name]) form.elements[name].value = value;
}
