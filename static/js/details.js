// Things that fold open in place: [data-close-details] and Escape fold them together again and hand the focus back.

function close(details) {
  details.open = false;
  details.querySelector("summary")?.focus();
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-close-details]");
  const details = button?.closest("details");
  if (details) close(details);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const details = event.target.closest?.("details[open][data-confirm]");
  if (details) close(details);
});

// An opened question takes the focus, so that the next key press answers it.
document.addEventListener(
  "toggle",
  (event) => {
    const details = event.target;
    if (!details.matches?.("details[data-confirm]") || !details.open) return;
    details.querySelector("[data-autofocus], .confirm__actions button:last-child")?.focus();
  },
  true,
);
