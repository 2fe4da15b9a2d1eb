// The service worker: static files from its cache, the quick log page also without network, and a page that says so for
// everything else. `CONFIG` comes from workouttracker/offline.py; any change of it makes a new worker.
//   PAGES   the quick log page, what it needs (the kit) and the offline page of the one person who uses this browser now,
//           and whose they are
//   STATIC  hashed files of one release; the one before stays, so that an open page never misses a file
const CONFIG = {{ config }};
const PAGES = "pages";
const STATIC = `static-${CONFIG.version}`;
const OWNER = "/offline/owner";
const SLOW_MS = 4000;
const KIT_MS = 3600 * 1000; // exercises and last times may be so old
const SOON_MS = 2000; // so long a write may take
let generation = 0;
let writes = 0;

self.addEventListener("install", (event) => {
  event.waitUntil(Promise.all([keepAssets(), keepPage(CONFIG.offline).then(() => keepPage(CONFIG.log))]));
});

self.addEventListener("activate", (event) => {
  event.waitUntil(Promise.all([forgetOldAssets(), forgetKit(), self.clients.claim()]));
});

self.addEventListener("message", (event) => {
  const { type, user } = event.data ?? {};
  if (type === "user") event.waitUntil(settle(user, new URL(event.source.url).pathname === CONFIG.log));
  if (type === "refresh") event.waitUntil(keepPage(CONFIG.log));
  // Old files stay for the pages that are open, so taking over harms nobody.
  if (type === "take-over") self.skipWaiting();
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  // Signing in, signing out, changing preferences: whatever page was kept may be the wrong one from now on.
  if (request.method !== "GET") {
    if (url.pathname.startsWith(CONFIG.accounts)) event.waitUntil(forgetPages());
    if (CONFIG.writes.some((prefix) => url.pathname.startsWith(prefix))) event.waitUntil(keepLogSoon());
    return;
  }
  if (CONFIG.never.some((prefix) => url.pathname.startsWith(prefix))) return;
  if (url.pathname.startsWith(CONFIG.static)) event.respondWith(asset(request, url));
  else if (request.mode === "navigate") event.respondWith(page(event, url));
});

async function asset(request, url) {
  const mine = CONFIG.assets.includes(url.pathname) || (!CONFIG.hashed && !url.pathname.startsWith(`${CONFIG.static}admin/`));
  const kept = await caches.match(request, { ignoreVary: true });
  if (kept && CONFIG.hashed) return kept;
  try {
    const answer = await fetch(request);
    if (mine && answer.ok) await (await caches.open(STATIC)).put(request, answer.clone());
    return answer;
  } catch (error) {
    if (kept) return kept;
    throw error;
  }
}

/** Network first. Only the quick log page is kept; when the network is gone or very slow its kept copy is shown. */
async function page(event, url) {
  const isLog = url.pathname === CONFIG.log;
  const kept = await (await caches.open(PAGES)).match(isLog ? CONFIG.log : CONFIG.offline, { ignoreVary: true });
  const begun = generation;
  const answer = fetch(event.request);
  if (isLog && !url.search) {
    event.waitUntil(answer.then((found) => keepShown(found.clone(), begun)).catch(() => {}));
  }
  try {
    const waits = !isLog || !kept || url.searchParams.has("fresh");
    const found = await (waits ? answer : Promise.race([answer, tooSlow()]));
    return isLog && kept && [502, 503, 504].includes(found.status) ? kept : found;
  } catch (error) {
    answer.catch(() => {});
    if (kept) return kept;
    throw error;
  }
}

function tooSlow() {
  return new Promise((_resolve, reject) => setTimeout(() => reject(new Error("slow")), SLOW_MS));
}

/** Keeps the log page that is being opened. With a notice on it ("Undo" of a set) it is asked for once more, without. */
async function keepShown(answer, begun) {
  const text = await answer.clone().text();
  await (/id="toasts"[^>]*>\s*<(?!\/div)/.test(text) ? keepPage(CONFIG.log) : keep(CONFIG.log, answer, begun));
}

/** Asks behind the page that is open: its notices are not for this copy. */
const BEHIND = { credentials: "same-origin", redirect: "manual", headers: { [CONFIG.copy]: "1" } };

async function keepPage(address) {
  const begun = generation;
  try {
    await keep(address, await fetch(address, BEHIND), begun);
  } catch {
    // Without network what is there stays.
  }
}

/**
 * Keeps a page for the person it was drawn for, unless somebody signed in or out since the request `begun`. Two at once
 * would each take the other's page for somebody else's.
 */
async function keep(address, answer, begun) {
  if (!answer.ok || answer.type !== "basic" || !answer.headers.get("Content-Type")?.startsWith("text/html")) return;
  const text = await answer.text();
  const user = text.match(/<body[^>]*\sdata-user="([^"]*)"/)?.[1];
  if (user === undefined || (address !== CONFIG.offline && !user) || begun !== generation) return;
  if ((await owner()) !== user) await caches.delete(PAGES);
  const pages = await caches.open(PAGES);
  await pages.put(OWNER, new Response(user));
  await pages.put(address, new Response(text, { headers: answer.headers }));
  if (begun !== generation) await caches.delete(PAGES);
}

/**
 * A page was opened by `user` (empty: signed out). What was kept for somebody else goes, what is missing comes; the kit
 * only for who opens the log page.
 */
async function settle(user, logs) {
  if ((await owner()) !== user) await forgetPages();
  const pages = await caches.open(PAGES);
  for (const address of user ? [CONFIG.offline, CONFIG.log] : [CONFIG.offline]) {
    if (!(await pages.match(address, { ignoreVary: true }))) await keepPage(address);
  }
  const kit = await pages.match(CONFIG.kit, { ignoreVary: true });
  if (user && logs && (!kit || isOld(kit))) await keepPage(CONFIG.kit);
}

/** It belongs to the scripts of its release. */
async function forgetKit() {
  await (await caches.open(PAGES)).delete(CONFIG.kit, { ignoreVary: true });
}

/** What was written may change the log page: a session finished, a set deleted. Several writes in a row are one. */
async function keepLogSoon() {
  const mine = (writes += 1);
  await new Promise((resolve) => setTimeout(resolve, SOON_MS));
  if (mine === writes) await keepPage(CONFIG.log);
}

function isOld(answer) {
  return !(Date.now() - Date.parse(answer.headers.get("Date")) < KIT_MS);
}

async function owner() {
  return (await (await caches.open(PAGES)).match(OWNER))?.text();
}

function forgetPages() {
  generation += 1;
  return caches.delete(PAGES);
}

async function keepAssets() {
  const own = await caches.open(STATIC);
  for (const address of CONFIG.assets) {
    const known = await caches.match(address, { ignoreVary: true });
    await (known ? own.put(address, known) : own.add(address));
  }
}

async function forgetOldAssets() {
  const names = (await caches.keys()).filter((name) => name.startsWith("static-") && name !== STATIC);
  for (const name of names.slice(0, -1)) await caches.delete(name);
}
