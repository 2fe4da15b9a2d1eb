// Rows of sets that the server does not have yet: <template id="log-row"> filled with what was typed.

const MOST_MARKS = 20;

function part(text, unit) {
  const piece = document.createElement("span");
  piece.textContent = text;
  if (unit) {
    const small = document.createElement("small");
    small.textContent = ` ${unit}`;
    piece.append(small);
  }
  return piece;
}

function joint(sign) {
  const piece = document.createElement("span");
  piece.className = "set__times";
  piece.textContent = sign;
  return piece;
}

function loadOf(item, sign) {
  const parts = [];
  if (item.weight && Number(item.weight.replace(",", "."))) parts.push(["", sign + item.weight, item.unit]);
  if (item.reps || !parts.length) parts.push(["×", item.reps || "", ""]);
  if (item.distance_metres) parts.push(["·", item.distance_metres, ""]);
  if (item.duration_seconds) parts.push(["·", item.duration_seconds, ""]);
  return parts.filter(([, text]) => text).flatMap(([sign_, text, unit], place) => (place ? [joint(sign_)] : []).concat(part(text, unit)));
}

/** What was done, in words: "80 kg × 8". */
export function wordsOf(item) {
  const words = loadOf(item, document.querySelector("[data-log-form]").dataset.sign).map((piece) => piece.textContent);
  return words.join(" ");
}

/** Puts a row for `item` at the end of the list; the row. */
export function drawWaiting(item) {
  const form = document.querySelector("[data-log-form]");
  const row = document.getElementById("log-row").content.firstElementChild.cloneNode(true);
  row.id = `set-${item.id}`;
  const warmUp = form.dataset.warmUps.split(" ").includes(String(item.set_type));
  row.classList.toggle("set--warmup", warmUp);
  row.querySelector(warmUp ? "[data-row-counted]" : "[data-row-warmup]").remove();
  row.querySelector("[data-row-load]").append(...loadOf(item, form.dataset.sign));
  const reps = Number(item.reps) || 0;
  const marks = row.querySelector("[data-row-reps]");
  for (let number = 0; number < Math.min(reps, MOST_MARKS); number += 1) {
    const dot = document.createElement("span");
    dot.className = "rep";
    marks.append(dot);
  }
  document.getElementById("log-sets").append(row);
  return row;
}

/** The server could not take it; what can be done stands in the list of waiting sets (partials/unsent.html). */
export function markRefused(row, item) {
  row.classList.add("set--refused");
  const why = row.querySelector("[data-row-why]");
  why.hidden = false;
  why.querySelector("[data-row-message]").textContent = item.conflict?.message ?? "";
  row.querySelector("[data-row-waits]").hidden = true;
}

/** It waits: a sign says so as soon as that takes longer than usual, because there is no network. */
export function clearState(row, status) {
  row.classList.remove("set--refused");
  row.querySelector("[data-row-why]").hidden = true;
  row.querySelector("[data-row-waits]").hidden = status === "sending" || status === "idle";
}
