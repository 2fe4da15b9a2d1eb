// The line in the frame that says how many sets wait to be sent (partials/unsent.html), what they are, and what can be
// done about those that the server could not take.
import { discard, flush, newId, onChange, retry } from "../log/queue.js";
import { counted } from "./words.js";

const box = document.getElementById("unsent");
const MOVABLE = ["session_gone", "session_full", "set_deleted"];
const STATES = { offline: "offline", sending: "sending", signed_out: "signedOut", other_user: "otherUser" };
const SOON_MS = 1_500; // what is sent as fast as usual needs no words
let said = "";
let shown = "";
let problemsBefore = null;
let timer = 0;

function find(root, name) {
  return root.querySelector(`[data-${name}]`);
}

/** "80 kg × 8": what the page that logged it called it, else what was typed. */
function labelOf(item) {
  if (item.label) return item.label;
  const reps = item.reps ? ` × ${item.reps}` : "";
  return `${item.weight || "0"} ${item.unit ?? ""}${reps}`.replace(/ +/g, " ");
}

function timeOf(item) {
  const language = document.documentElement.lang || "en";
  return new Date(item.done_at).toLocaleTimeString(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}

function whyOf(item) {
  if (item.state === "waiting") return "";
  const { message, reason } = item.conflict ?? {};
  return message || (reason === "too_large" ? box.dataset.tooLarge : box.dataset.refused);
}

function sameSession(one, other) {
  return one.session?.id === other.session?.id && one.session?.client_id === other.session?.client_id;
}

function drawItem(item, items) {
  const row = document.getElementById("unsent-item").content.firstElementChild.cloneNode(true);
  find(row, "item-label").textContent = labelOf(item);
  find(row, "item-where").textContent = [item.exercise_name, timeOf(item)].filter(Boolean).join(" · ");
  if (item.state !== "conflict") return row;
  const { reason } = item.conflict ?? {};
  row.classList.add("unsent__item--problem");
  find(row, "item-why").textContent = whyOf(item);
  find(row, "item-why").hidden = find(row, "item-choices").hidden = false;
  find(row, "item-move").hidden = !MOVABLE.includes(reason);
  find(row, "item-again").hidden = MOVABLE.includes(reason);
  find(row, "item-copy").hidden = !navigator.clipboard;
  const alike = items.filter((each) => each.state === "conflict" && each.conflict?.reason === reason && sameSession(each, item));
  find(row, "item-move").addEventListener("click", () => move(alike));
  find(row, "item-again").addEventListener("click", () => retry([item]));
  find(row, "item-copy").addEventListener("click", () => copy(item));
  find(row, "item-discard").addEventListener("click", () => discard(item));
  return row;
}

/** What was refused of one session goes on in one new session, which starts with the first of these sets. */
function move(items) {
  const [first] = items;
  const session = { id: null, client_id: newId(), name: first.session?.name ?? "", started_at: first.done_at };
  retry(items, { session });
}

async function copy(item) {
  const parts = [item.exercise_name, labelOf(item), item.notes].filter(Boolean);
  await navigator.clipboard.writeText(`${parts.join(", ")} (${timeOf(item)})`);
  announce(box.dataset.copied);
}

function announce(text) {
  if (text === said) return;
  said = text;
  find(document, "unsent-live").textContent = text;
}

function countText(waiting, problems) {
  const words = [];
  if (problems) words.push(counted(box.dataset.problemOne, box.dataset.problemMany, problems));
  if (waiting) words.push(counted(box.dataset.one, box.dataset.many, waiting));
  return words.join(" · ");
}

/** Whether everything is still on its way as usual: then the line stays away, so that the page doesn't jump. */
function underWay(items, status) {
  const age = (item) => Date.now() - Date.parse(item.queued_at);
  return ["idle", "sending"].includes(status) && items.every((item) => item.state === "waiting" && age(item) < SOON_MS);
}

function draw({ items, status }) {
  clearTimeout(timer);
  const problems = items.filter((item) => item.state === "conflict").length;
  problemsBefore ??= problems;
  if (items.length && box.hidden && underWay(items, status)) {
    timer = setTimeout(() => draw({ items, status }), SOON_MS);
    return;
  }
  const waiting = items.length - problems;
  const signedOut = status === "signed_out";
  if (!items.length && !box.hidden) announce(box.dataset.sent);
  box.hidden = !items.length;
  box.classList.toggle("unsent--problem", problems > 0 || signedOut || status === "other_user");
  const count = countText(waiting, problems);
  find(box, "unsent-count").textContent = count;
  find(box, "unsent-state").textContent = waiting ? (box.dataset[STATES[status]] ?? "") : "";
  find(box, "unsent-send").hidden = !waiting;
  find(box, "unsent-sign-in").hidden = !signedOut || !waiting;
  if (items.length && status !== "sending") announce(`${count}. ${find(box, "unsent-state").textContent}`);
  // Drawn anew only when the list is another one: a question that is open stays open.
  const list = JSON.stringify(items.map((item) => [item.id, item.state, item.conflict]));
  if (list === shown) return;
  shown = list;
  find(box, "unsent-list").replaceChildren(...items.map((item) => drawItem(item, items)));
  // A refusal that comes while one looks is shown at once; one that was there before waits for a tap.
  if (problems > problemsBefore) document.getElementById("unsent-fold").open = true;
  problemsBefore = problems;
}

if (box) {
  const link = find(box, "unsent-sign-in");
  link.href = `${link.getAttribute("href")}?next=${encodeURIComponent(location.pathname + location.search)}`;
  find(box, "unsent-send").addEventListener("click", flush);
  onChange(draw);
}
