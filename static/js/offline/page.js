// The page shown without network: comes back by itself as soon as there is one.
window.addEventListener("online", () => location.reload());
document.querySelector("[data-reload]")?.addEventListener("click", (event) => {
  event.preventDefault();
  location.reload();
});
