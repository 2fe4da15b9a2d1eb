// Puts the service worker to work for whoever is signed in, and tells it when somebody else is.

const REFRESH_MS = 3_000;
const { user, worker } = document.body.dataset;
let timer = 0;

async function begin() {
  const workers = navigator.serviceWorker;
  let registration = await workers.getRegistration("/");
  if (!registration && !user) return;
  if (user) registration = await workers.register(worker, { scope: "/", updateViaCache: "none" });
  registration ??= await workers.ready;
  takeOver(registration);
  await workers.ready;
  registration.active?.postMessage({ type: "user", user });
}

/** A new release waits: it may take over at once, since files of the one before stay (see the worker). */
function takeOver(registration) {
  registration.waiting?.postMessage({ type: "take-over" });
  registration.addEventListener("updatefound", () => {
    const { installing } = registration;
    installing?.addEventListener("statechange", () => {
      if (installing.state === "installed") installing.postMessage({ type: "take-over" });
    });
  });
}

// The kept copy of the log page should hold what was stored since it was fetched.
function refreshSoon() {
  clearTimeout(timer);
  timer = setTimeout(() => navigator.serviceWorker.controller?.postMessage({ type: "refresh" }), REFRESH_MS);
}

// Pages that know nothing about anybody (an error page of a proxy) have no say in it.
if ("serviceWorker" in navigator && user !== undefined && worker) {
  begin().catch(() => {});
  document.addEventListener("queue:stored", refreshSoon);
  document.addEventListener("log:changed", refreshSoon);
}
