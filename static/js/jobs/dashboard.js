// Keeps the admins' dashboard up to date: [data-jobs-live] (templates/jobs/manage.html). A websocket says that something
// changed, and the page asks what it is; without one it asks every few seconds. The server draws the parts.
import { LiveLine } from "./live_line.js";

const POLL_MS = 4_000;
const CALM_MS = 10_000; // with a socket: workers and waits grow older though no job changes
const FIGURES_MS = 30_000;
const BETWEEN_MS = 1_500;

class Dashboard {
  constructor(box) {
    this.box = box;
    this.now = document.getElementById("jobs-now");
    this.figures = document.getElementById("jobs-figures");
    this.asked = 0;
    this.drawn = performance.now();
    this.line = new LiveLine(box, { heard: () => this.lookIn(Math.max(0, this.asked + BETWEEN_MS - performance.now())) });
    this.line.connect();
    this.lookIn(POLL_MS);
    document.addEventListener("visibilitychange", () => document.hidden || this.lookIn(0));
  }

  // The next look, no later than in `wait`.
  lookIn(wait) {
    const at = performance.now() + wait;
    if (this.timer && this.at <= at) return;
    clearTimeout(this.timer);
    this.at = at;
    this.timer = setTimeout(() => this.look(), wait);
  }

  async look() {
    this.timer = null;
    if (!document.hidden) {
      this.asked = performance.now();
      try {
        await this.draw(this.now, this.box.dataset.now);
        // A table that somebody has opened stays open: its chart waits.
        if (performance.now() - this.drawn > FIGURES_MS && !this.figures.querySelector("details[open]")) {
          this.drawn = performance.now();
          await this.draw(this.figures, this.box.dataset.figures);
        }
        this.line.say(this.line.live ? "live" : "polling");
      } catch {
        this.line.say("reconnecting");
      }
    }
    this.lookIn(this.line.live ? CALM_MS : POLL_MS);
  }

  async draw(part, address) {
    const answer = await fetch(address, { headers: { "HX-Request": "true" }, cache: "no-store", redirect: "manual" });
    if ([0, 401, 403].includes(answer.status)) return location.reload(); // signed out, or no admin any more
    if (!answer.ok) throw new Error(answer.status);
    const text = await answer.text();
    if (part.contains(document.activeElement) && !document.activeElement.id) return; // somebody is about to press it
    window.htmx.swap(part, text, { swapStyle: window.htmx.config.defaultSwapStyle });
  }
}

for (const box of document.querySelectorAll("[data-jobs-live]")) new Dashboard(box);
