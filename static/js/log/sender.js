// Sends what waits, in order, one tab at a time. An item leaves the queue only when the answer names it as stored.
import { timeLimit } from "../time_limit.js";
import { itemsOf, putItem, rememberSession, removeItem, sessionNumber } from "./db.js";

const ADDRESS = "/log/sync/";
const TIMEOUT_MS = 20_000;
const MOST = 20;
const LOCAL = ["seq", "state", "conflict", "label", "queued_at"];
/** What concerns only the browser, and is not sent. */

let token = "";
let size = MOST;

/** Sends all waiting items of `user`; "idle", "offline" (try later), "signed_out" or "other_user" (someone must act). */
export function send(user, changed) {
  const work = () => sendAll(user, changed);
  return navigator.locks ? navigator.locks.request("queue-sender", work) : work();
}

async function sendAll(user, changed) {
  for (;;) {
    const waiting = (await itemsOf(user)).filter((item) => item.state === "waiting").slice(0, size);
    if (!waiting.length) return "idle";
    const batch = await Promise.all(waiting.map((item) => withNumber(user, item)));
    // Before sending, so that even a page closed in between knows that the server may have it.
    for (const item of batch) if (!item.tried) await putItem({ ...item, tried: true });
    const result = await sendBatch(user, batch);
    if (result !== "progress") return result;
    await changed();
  }
}

/** The item with its session's number, once the server has made the session. */
async function withNumber(user, item) {
  const { id, client_id: clientId } = item.session ?? {};
  if (id || !clientId) return item;
  const number = await sessionNumber(user, clientId);
  return number ? { ...item, session: { ...item.session, id: number } } : item;
}

async function sendBatch(user, batch) {
  const items = batch.map((item) => Object.fromEntries(Object.entries(item).filter(([name]) => !LOCAL.includes(name))));
  let answer = await ask("POST", JSON.stringify({ user, items }));
  if (answer.status === 403 && answer.body?.code === "csrf") {
    const fresh = await renewToken(user);
    if (fresh !== "renewed") return fresh;
    answer = await ask("POST", JSON.stringify({ user, items }));
  }
  if (answer.status === 200 && Array.isArray(answer.body?.items)) return take(user, batch, answer.body.items);
  if (answer.status === 401) return "signed_out";
  if (answer.status === 409) return "other_user";
  if (answer.status === 413 || answer.status === 400) return tooMuch(batch, answer.body?.code);
  return "offline";
}

/** The whole request was refused: with several items try fewer, a single one is the one that is wrong. */
async function tooMuch(batch, code) {
  if (batch.length > 1) {
    size = Math.max(1, Math.floor(batch.length / 2));
    return "progress";
  }
  size = MOST;
  await putItem({ ...batch[0], tried: true, state: "conflict", conflict: { reason: code ?? "invalid", message: "" } });
  return "progress";
}

async function take(user, batch, answers) {
  let progress = false;
  for (const item of batch) {
    const answer = answers.find((each) => each?.id === item.id);
    if (answer?.state === "stored") {
      const { client_id: clientId } = item.session ?? {};
      if (clientId) await rememberSession(user, clientId, answer.session_id);
      await removeItem(item.seq);
      document.dispatchEvent(new CustomEvent("queue:stored", { detail: { ...answer, item } }));
      progress = true;
    } else if (answer?.state === "conflict") {
      const { reason, message, fields } = answer;
      await putItem({ ...item, tried: true, state: "conflict", conflict: { reason, message, fields } });
      progress = true;
    }
  }
  size = MOST;
  return progress ? "progress" : "offline";
}

/** A token of the present sign-in, for the queue and for the forms of the page. */
async function renewToken(user) {
  const answer = await ask("GET");
  if (answer.status === 401) return "signed_out";
  if (answer.status !== 200 || !answer.body?.token) return "offline";
  if (answer.body.user !== user) return "other_user";
  token = answer.body.token;
  document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  for (const input of document.querySelectorAll("input[name=csrfmiddlewaretoken]")) input.value = token;
  return "renewed";
}

function tokenOfPage() {
  try {
    return JSON.parse(document.body.getAttribute("hx-headers") ?? "{}")["X-CSRFToken"] ?? "";
  } catch {
    return "";
  }
}

/** One request: its status, 0 when nothing sensible came back, and its JSON. A gym's sign-in page is no answer. */
async function ask(method, body) {
  const headers = { Accept: "application/json" };
  if (body) {
    headers["Content-Type"] = "application/json";
    headers["X-CSRFToken"] = token || tokenOfPage();
  }
  try {
    const signal = timeLimit(TIMEOUT_MS);
    const response = await fetch(ADDRESS, { method, headers, body, signal, credentials: "same-origin", redirect: "error" });
    return { status: response.status, body: await response.json() };
  } catch {
    return { status: 0, body: null };
  }
}
