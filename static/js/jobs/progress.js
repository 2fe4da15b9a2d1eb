// Shows a job as it goes: [data-job] (templates/jobs/_progress.html). A websocket brings each change; while there is
// none the same snapshot is asked for every second or so. When the job is over the page gives way to its result.
import { LiveLine } from "./live_line.js";

const POLL_MS = 1_200;
const SILENT_MS = 8_000; // a socket that says nothing for so long may be dead without knowing
const READ_MS = 700; // so that the last words can be seen before the page changes
const percent = new Intl.NumberFormat(document.documentElement.lang || "en", { style: "percent" }); // "45%" or "45 %"

class JobWatch {
  constructor(box) {
    this.box = box;
    this.title = document.title;
    this.percent = 0;
    this.over = false;
    this.line = new LiveLine(box, { heard: (text) => this.hear(text), lost: () => this.pollSoon() });
    this.line.connect();
    this.pollSoon();
  }

  // --- What is shown

  take(text) {
    this.last = text;
    if (!this.over) this.show(JSON.parse(text));
  }

  show(present) {
    this.percent = Math.max(this.percent, present.percent);
    const { message, current, words } = present;
    const texts = { percent: this.percent, message, current, ...words };
    for (const element of this.box.querySelectorAll("[data-job-text]")) {
      const text = String(texts[element.dataset.jobText] ?? "");
      if (element.textContent !== text) element.textContent = text;
    }
    this.box.querySelector("[data-job-bar]").value = this.percent;
    document.title = `${percent.format(this.percent / 100)} · ${this.title}`;
    if (!present.active) this.finish(present);
  }

  // The server draws what became of it: the result's page, or this one anew with the reason (or for an admin).
  finish(present) {
    this.over = true;
    clearTimeout(this.timer);
    this.line.end();
    const here = new URL(location.href);
    const result = new URL(("stay" in this.box.dataset ? "" : present.result_url) || here.pathname, here);
    setTimeout(() => {
      if (result.pathname === here.pathname) location.reload();
      else location.replace(result);
    }, READ_MS);
  }

  hear(text) {
    this.pollSoon();
    this.take(text);
  }

  // --- Polling: the way when there is no socket, the watch over one that is there

  pollSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.poll(), this.line.live ? SILENT_MS : POLL_MS);
  }

  async poll() {
    try {
      const answer = await fetch(this.box.dataset.poll, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (answer.status === 401 || answer.status === 404) return location.reload(); // signed out, or gone
      if (!answer.ok) throw new Error(answer.status);
      const text = await answer.text();
      if (this.line.live && text !== this.last) this.line.drop(); // the socket missed this
      this.line.say(this.line.live ? "live" : "polling");
      this.take(text);
    } catch {
      this.line.say("reconnecting");
    }
    if (!this.over) this.pollSoon();
  }
}

for (const box of document.querySelectorAll("[data-job]")) new JobWatch(box);
