// The colours of charts, read from the tokens of the present theme.

/** A function from a token's name without its first part (`chart-1`, `ink-soft`) to its colour. */
export function coloursOf(element) {
  const style = getComputedStyle(element);
  const colour = (name) => style.getPropertyValue(`--c-${name}`).trim();
  colour.font = style.fontFamily;
  return colour;
}

/** The colour of a series: a number of the palette, or what says done and failed. */
export function seriesColour(name, colour) {
  if (name === "success") return colour("chart-3");
  if (name === "failed") return colour("chart-6");
  return colour(`chart-${name}`);
}
