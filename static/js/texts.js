// Sentences the scripts may have to say; the server renders them translated (partials/client_texts.html).

/** The sentence called `name`, or an empty string. */
export function text(name) {
  return document.getElementById("client-texts")?.dataset[name] ?? "";
}
