// [data-copy="<id>"] copies that input's text and says so in its own words; [data-share-sheet="<id>"] hands it to the
// phone's share sheet, and is shown only where there is one. Works on what HTMX brings in later.
import { showToast } from "../toast.js";

async function copy(button) {
  const field = document.getElementById(button.dataset.copy);
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    field.focus();
    field.select();
    return;
  }
  showToast(button.dataset.copied, "success");
}

async function share(button) {
  const url = document.getElementById(button.dataset.shareSheet).value;
  try {
    await navigator.share({ title: button.dataset.title, url });
  } catch (error) {
    if (error.name !== "AbortError") copy({ dataset: { copy: button.dataset.shareSheet, copied: button.dataset.copied } });
  }
}

function reveal(root) {
  if (!navigator.share) return;
  for (const button of root.querySelectorAll("[data-share-sheet]")) button.hidden = false;
}

document.addEventListener("click", (event) => {
  const copying = event.target.closest("[data-copy]");
  const sharing = event.target.closest("[data-share-sheet]");
  if (copying) copy(copying);
  else if (sharing) share(sharing);
});
document.addEventListener("focusin", (event) => {
  if (event.target.matches("[data-select-all]")) event.target.select();
});
document.addEventListener("htmx:load", (event) => reveal(event.target));
reveal(document);
