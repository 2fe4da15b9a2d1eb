// The rest between two sets: [data-rest-timer] (partials/rest_timer.html), on every page while one runs.
// What runs is an end time in localStorage, so it survives leaving the page and a locked screen, and all tabs show the
// same one. At its end one of them rings: whoever gets the lock first.
import { ring, unlock } from "./sound.js";

const TICK_MS = 250;
const STEP_MS = 15_000;
const LATE_MS = 30_000; // later than this after the end nobody needs to be called any more
const SHOWN_MS = 120_000; // so long "over" stays
const OFF = { start: true, sound: true, vibration: true };

const box = document.querySelector("[data-rest-timer]");
const key = `rest:${box?.dataset.user}`;
const settingsKey = `rest-settings:${box?.dataset.user}`;
let wakeLock = null;
let ticking = 0;

function read(name) {
  try {
    return JSON.parse(localStorage.getItem(name));
  } catch {
    return null;
  }
}

function write(name, value) {
  try {
    if (value === null) localStorage.removeItem(name);
    else localStorage.setItem(name, JSON.stringify(value));
  } catch {
    // private mode: no timer, nothing else
  }
}

/** What this device does: `start` after each set, `sound`, `vibration`. */
export function settings() {
  return { ...OFF, ...read(settingsKey) };
}

/** Changes one of them. */
export function setSetting(name, on) {
  write(settingsKey, { ...settings(), [name]: on });
  if (name === "start" && !on) stop();
}

/** Starts a rest of `seconds`, in place of one that runs; 0 seconds are none. */
export function startRest(seconds) {
  if (!box || !settings().start || !(seconds > 0)) return;
  change({ end: Date.now() + seconds * 1000, total: seconds * 1000, paused: null, rung: false });
  say(box.dataset.started.replace("{}", clock(seconds * 1000)));
}

function stop() {
  change(null);
}

function change(state) {
  write(key, state);
  show();
}

function clock(ms) {
  const seconds = Math.ceil(Math.max(0, ms) / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

function left(state) {
  return state.paused ?? state.end - Date.now();
}

function say(text) {
  box.querySelector("[data-rest-status]").textContent = text;
}

function show() {
  const state = read(key);
  const present = state && (state.paused !== null || Date.now() - state.end < SHOWN_MS);
  box.hidden = !present;
  if (!present) return sleep();
  const ms = left(state);
  const over = ms <= 0;
  box.querySelector("[data-rest-time]").textContent = clock(ms);
  box.querySelector("[data-rest-bar]").value = over ? 1 : 1 - ms / Math.max(state.total, ms);
  box.classList.toggle("rest--over", over);
  const pause = box.querySelector("[data-rest-pause]");
  pause.setAttribute("aria-pressed", String(state.paused !== null));
  for (const button of box.querySelectorAll("[data-rest-pause], [data-rest-by]")) button.hidden = over;
  box.querySelector("[data-rest-over]").hidden = !over;
  if (over && !state.rung) finish(state);
  if (over) release();
  else stayAwake(state.paused === null);
  if (!ticking) ticking = setInterval(show, TICK_MS);
}

function sleep() {
  clearInterval(ticking);
  ticking = 0;
  release();
}

// One tab rings. One that may not make a sound (nobody touched it yet) lets the others go first.
async function finish(state) {
  const mute = !navigator.userActivation?.hasBeenActive;
  if (mute) await new Promise((done) => setTimeout(done, 2 * TICK_MS));
  const claim = () => {
    const present = read(key);
    if (!present || present.end !== state.end || present.rung) return false;
    write(key, { ...present, rung: true });
    return true;
  };
  const mine = navigator.locks ? await navigator.locks.request(key, claim) : claim();
  if (!mine || Date.now() - state.end > LATE_MS) return;
  say(box.dataset.over);
  ring({ sound: settings().sound, vibration: settings().vibration });
}

async function stayAwake(wanted) {
  if (!wanted) return release();
  if (wakeLock || !navigator.wakeLock || document.visibilityState !== "visible") return;
  wakeLock = "asked";
  try {
    wakeLock = await navigator.wakeLock.request("screen");
    wakeLock.addEventListener("release", () => (wakeLock = null));
  } catch {
    wakeLock = null; // battery saver: the end time still holds
  }
}

function release() {
  if (wakeLock?.release) wakeLock.release();
}

function pauseOrGoOn(state) {
  if (state.paused === null) change({ ...state, paused: Math.max(0, state.end - Date.now()) });
  else change({ ...state, end: Date.now() + state.paused, paused: null });
}

function by(state, ms) {
  const moved = Math.max(0, left(state) + ms);
  const paused = state.paused === null ? null : moved;
  change({ ...state, end: Date.now() + moved, total: Math.max(state.total + ms, moved, 1), paused });
}

if (box) {
  box.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    const state = read(key);
    if (!button || !state) return;
    if ("restSkip" in button.dataset) stop();
    else if ("restPause" in button.dataset) pauseOrGoOn(state);
    else if ("restBy" in button.dataset) by(state, Number(button.dataset.restBy) * STEP_MS);
  });
  // Who finishes the session rests no more.
  document.addEventListener("submit", (event) => event.target.matches("[data-ends-rest]") && stop());
  window.addEventListener("storage", (event) => event.key === key && show());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && show());
  document.addEventListener("pointerdown", unlock, { once: true });
  show();
}
