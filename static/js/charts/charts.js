// Draws [data-chart] canvases from the JSON beside them (see Chart in sessions_app/reports/card.py), now and after HTMX
// swapped some in, as soon as they are near what is seen; draws them anew when the theme changes. One in each frame: a
// page of them never stands still.

import { configOf } from "./config.js";
import { coloursOf } from "./theme.js";

const drawn = new Map();
const waiting = [];

function draw(canvas) {
  const data = document.getElementById(canvas.dataset.chart);
  if (!data || !window.Chart) return;
  drawn.get(canvas)?.destroy();
  drawn.set(canvas, new window.Chart(canvas, configOf(JSON.parse(data.textContent), coloursOf(canvas))));
}

function drawSoon(canvas) {
  if (waiting.includes(canvas)) return;
  waiting.push(canvas);
  if (waiting.length === 1) requestAnimationFrame(drawWaiting);
}

function drawWaiting() {
  if (waiting[0].isConnected) draw(waiting[0]);
  waiting.shift();
  if (waiting.length) requestAnimationFrame(drawWaiting);
}

// What is seen or will be soon is drawn: a page of ten charts costs a phone the two at its beginning.
const near = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting && !drawn.has(target)) drawSoon(target);
  },
  { rootMargin: "50% 0px" },
);

function find() {
  for (const [canvas, chart] of drawn) {
    if (canvas.isConnected) continue;
    chart.destroy();
    drawn.delete(canvas);
  }
  for (const canvas of document.querySelectorAll("[data-chart]")) if (!drawn.has(canvas)) near.observe(canvas);
}

function redraw() {
  for (const canvas of drawn.keys()) drawSoon(canvas);
}

find();
addEventListener("beforeprint", () => {
  for (const canvas of document.querySelectorAll("[data-chart]")) if (!drawn.has(canvas)) draw(canvas);
});
document.addEventListener("htmx:afterSettle", find);
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ["data-theme"] });
