// The queue of sets: what is put in stays until the server says that it is stored. Used by the quick log page:
//   await enqueue({session: {id, client_id, name, started_at}, exercise, set_type, weight, unit, reps, …, label})
//   await pending()          what waits or needs a decision (state "waiting" | "conflict"), in order
//   onChange(listener)       called with {items, status} now and after every change, also by other tabs
//   await flush()            sends now
// `status`: idle | sending | offline | signed_out | other_user. For each stored item the document gets an event
// "queue:stored" whose detail is the server's answer with the item beside it: {item, set_id, session_id, row_html, …}.
import { addItem, itemsOf, putItem, removeItem } from "./db.js";
import { send } from "./sender.js";

const RETRY_FIRST_MS = 2_000;
const RETRY_MOST_MS = 300_000;

const listeners = new Set();
const channel = "BroadcastChannel" in window ? new BroadcastChannel("queue") : null;
let status = "idle";
let running = null;
let again = false;
let failures = 0;
let timer = 0;

/** Whose queue this page shows: the key of the signed-in user; empty when nobody is. */
export function user() {
  return document.body.dataset.user ?? "";
}

/** A random uuid, also where the page came without https. */
export function newId() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

/** What waits or needs a decision, in order; nothing without a user or without IndexedDB. */
export async function pending() {
  if (!user()) return [];
  try {
    return await itemsOf(user());
  } catch {
    return [];
  }
}

/** Puts a set at the end and sends; the stored item. Rejects when the browser can't keep it: then nothing is queued. */
export async function enqueue(item) {
  const now = new Date().toISOString();
  const kept = { id: newId(), done_at: now, ...item, user: user(), state: "waiting", tried: false, queued_at: now };
  const stored = await addItem(kept);
  navigator.storage?.persist?.().catch(() => {});
  await changed();
  flush();
  return stored;
}

/** Takes an item out for good; the one way to lose a set, so ask before. */
export async function discard(item) {
  await removeItem(item.seq);
  await changed();
}

/** Sends items that were refused once more, as new sets with `fields` changed (such as another session). */
export async function retry(items, fields = {}) {
  for (const item of items) {
    // Refused means not stored: a new id can't store it twice, and never meets the one that was deleted.
    await putItem({ ...item, ...fields, id: newId(), state: "waiting", tried: false, conflict: null });
  }
  await changed();
  flush();
}

/** Calls `listener({items, status})` now and after every change; gives what takes it away again. */
export function onChange(listener) {
  listeners.add(listener);
  pending().then((items) => listener({ items, status }));
  return () => listeners.delete(listener);
}

/** Sends everything that waits. Several calls at once are one; a call meanwhile makes it look once more. */
export function flush() {
  again = true;
  running ??= work().finally(() => (running = null));
  return running;
}

async function work() {
  while (again && user()) {
    again = false;
    clearTimeout(timer);
    const waiting = (await pending()).some((item) => item.state === "waiting");
    if (!waiting) {
      if (status !== "idle") await changed("idle");
      return;
    }
    await changed("sending");
    const result = await send(user(), changed);
    failures = result === "offline" ? failures + 1 : 0;
    await changed(result);
    if (result === "offline") later();
  }
}

/** Tries again after a while that doubles each time, give or take a half: not all phones of a gym at once. */
function later() {
  const wait = Math.min(RETRY_MOST_MS, RETRY_FIRST_MS * 2 ** (failures - 1));
  timer = setTimeout(flush, wait * (0.5 + Math.random()));
}

async function changed(next) {
  if (next) status = next;
  channel?.postMessage(user());
  await tell();
}

async function tell() {
  const items = await pending();
  for (const listener of listeners) listener({ items, status });
}

channel?.addEventListener("message", (event) => {
  if (event.data === user()) tell();
});
window.addEventListener("online", flush);
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") flush();
});
flush();
