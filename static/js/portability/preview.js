// As soon as a choice differs from what the preview shows, the preview has to be made anew: form[data-preview] says so.

for (const form of document.querySelectorAll("form[data-preview]")) {
  const state = () => new URLSearchParams([...new FormData(form)].filter(([name]) => name !== "action")).toString();
  const shown = state();
  const compare = () => form.toggleAttribute("data-changed", state() !== shown);
  form.addEventListener("input", compare);
  form.addEventListener("change", compare);
}
