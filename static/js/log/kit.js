// What the quick log knows without network: the exercises, the last time's sets and the form of each kind, made by the
// server (sessions_app/quick_log_kit.html) and kept by the service worker for whoever is signed in.
import { user } from "./queue.js";

const ADDRESS = "/log/kit/";
const MOST = 30;
const MARKS = /\p{M}/gu;
const BREAKS = /[^\p{L}\p{N}]+/gu;
let kept = null;

/** The kit, or null when none is kept, or one of somebody else. */
export function kit() {
  kept ??= read().catch(() => null);
  return kept;
}

async function read() {
  const answer = await caches.match(ADDRESS, { cacheName: "pages", ignoreVary: true });
  if (!answer) return null;
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  if (page.body.dataset.user !== user()) return null;
  const known = JSON.parse(page.getElementById("kit").textContent);
  const exercises = known.exercises.map(([id, name, kind, alias, short]) => ({ id, name, kind, alias, keys: keysOf(name, alias, ...short.split(" ")) }));
  return { ...known, exercises, page };
}

/** A copy of the template called `id`. */
export function part({ page }, id) {
  return document.importNode(page.getElementById(id).content, true).firstElementChild;
}

function folded(text) {
  return text.toLowerCase().normalize("NFKD").replace(MARKS, "").replaceAll("ß", "ss").replace(BREAKS, " ").trim();
}

function keysOf(...names) {
  return names.filter(Boolean).map((name) => {
    const spaced = folded(name);
    const words = spaced.split(" ");
    return { spaced: ` ${spaced}`, joined: words.join(""), initials: words.map((word) => word[0]).join("") };
  });
}

/** How well a name fits, best 0; Infinity when it doesn't. The server's search knows more (exercise_search.py). */
function fitOf({ spaced, joined, initials }, words) {
  const typed = words.join("");
  if (joined === typed) return 0;
  if (joined.startsWith(typed)) return 1;
  if (words.every((word) => spaced.includes(` ${word}`))) return 2;
  if (typed.length > 1 && initials.startsWith(typed)) return 3;
  return typed.length > 2 && joined.includes(typed) ? 4 : Infinity;
}

/** The exercises that `text` may mean, best first; without a text favourites and recent ones. */
export function found({ exercises, favourites, recent }, text) {
  const first = [...favourites, ...recent.filter((id) => !favourites.includes(id))];
  const rank = new Map(first.map((id, place) => [id, place]));
  const words = folded(text).split(" ").filter(Boolean);
  if (!words.length) return exercises.filter(({ id }) => rank.has(id)).sort((one, other) => rank.get(one.id) - rank.get(other.id));
  const hits = exercises.map((each) => [Math.min(...each.keys.map((key) => fitOf(key, words))), each]);
  const order = (each) => rank.get(each.id) ?? MOST;
  const sorted = hits
    .filter(([fit]) => fit < Infinity)
    .sort(([one, a], [other, b]) => one - other || order(a) - order(b) || a.name.length - b.name.length);
  return sorted.slice(0, MOST).map(([, each]) => each);
}
