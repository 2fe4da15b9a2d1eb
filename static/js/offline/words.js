/** `one` or `many`, as `number` asks for in the page's language, with the number in it. */
export function counted(one, many, number) {
  const language = document.documentElement.lang || "en";
  const form = new Intl.PluralRules(language).select(number) === "one" ? one : many;
  return (form ?? "").replace("{n}", number.toLocaleString(language));
}
