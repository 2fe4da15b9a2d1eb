// [data-install]: an offer to put the app on the home screen, shown when the browser says that it can.
const offer = document.querySelector("[data-install]");
let asked = null;

window.addEventListener("beforeinstallprompt", (event) => {
  event.preventDefault();
  asked = event;
  if (offer) offer.hidden = false;
});

offer?.querySelector("button").addEventListener("click", async () => {
  if (!asked) return;
  await asked.prompt();
  asked = null;
  offer.hidden = true;
});

window.addEventListener("appinstalled", () => {
  if (offer) offer.hidden = true;
});
