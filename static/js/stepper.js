// − number +: [data-stepper] with data-step, data-min, data-max (plain numbers) around one input and two buttons.
// Holding a button repeats. The input keeps the decimal mark that stands in it, else the one of the page's language.

const HOLD_MS = 450;
const REPEAT_MS = 90;

function markOf(value) {
  if (value.includes(",")) return ",";
  if (value.includes(".")) return ".";
  return (1.5).toLocaleString(document.documentElement.lang || "en").charAt(1);
}

function places(number) {
  return (String(number).split(".")[1] ?? "").length;
}

function stepped(box, input, sign) {
  const step = Number(box.dataset.step || 1);
  const min = box.dataset.min === undefined ? -Infinity : Number(box.dataset.min);
  const max = box.dataset.max === undefined ? Infinity : Number(box.dataset.max);
  const present = Number(input.value.trim().replace("\u2212", "-").replace(",", "."));
  if (Number.isNaN(present)) return null;
  const next = Math.min(max, Math.max(min, present + sign * step));
  const digits = Math.max(places(step), places(present));
  return next.toFixed(digits).replace(".", markOf(input.value));
}

function change(button) {
  const box = button.closest("[data-stepper]");
  const input = box.querySelector("input");
  const value = stepped(box, input, button.matches("[data-stepper-up]") ? 1 : -1);
  if (value === null || value === input.value) return;
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
}

let timer = 0;
let repeated = false;

function stop() {
  clearTimeout(timer);
  timer = 0;
}

document.addEventListener("pointerdown", (event) => {
  const button = event.target.closest("[data-stepper-up], [data-stepper-down]");
  if (!button || event.button !== 0) return;
  repeated = false;
  const again = () => {
    repeated = true;
    change(button);
    timer = setTimeout(again, REPEAT_MS);
  };
  stop();
  timer = setTimeout(again, HOLD_MS);
});
for (const name of ["pointerup", "pointercancel", "pointerleave", "blur"]) window.addEventListener(name, stop);

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-stepper-up], [data-stepper-down]");
  if (!button) return;
  if (!repeated) change(button);
  repeated = false;
});

// Arrow keys in the field do the same.
document.addEventListener("keydown", (event) => {
  if (event.key !== "ArrowUp" && event.key !== "ArrowDown") return;
  const box = event.target.matches?.("[data-stepper] input") ? event.target.closest("[data-stepper]") : null;
  if (!box) return;
  event.preventDefault();
  change(box.querySelector(event.key === "ArrowUp" ? "[data-stepper-up]" : "[data-stepper-down]"));
});
