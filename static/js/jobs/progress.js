// Shows a job as it goes: [data-job] (templates/jobs/_progress.html). A websocket brings each change; while there is
// none the same snapshot is asked for every second or so. When the job is over the page gives way to its result.

const POLL_MS = 1_200;
const SILENT_MS = 8_000; // a socket that says nothing for so long may be dead without knowing
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
const READ_MS = 700; // so that the last words can be seen before the page changes
const NOT_YOURS = 4404;

class JobWatch {
  constructor(box) {
    this.box = box;
    this.title = document.title;
    this.percent = 0;
    this.tries = 0;
    this.over = false;
    this.connect();
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
    document.title = `${this.percent}% · ${this.title}`;
    if (!present.active) this.finish(present);
  }

  connection(state) {
    const line = this.box.querySelector("[data-job-connection]");
    if (line.dataset.state === state) return;
    line.hidden = false;
    line.dataset.state = state;
    line.querySelector(".pulse").className = `pulse pulse--${state === "reconnecting" ? "off" : "live"}`;
    line.querySelector("[data-job-word]").textContent = this.box.dataset[`word${state[0].toUpperCase()}${state.slice(1)}`];
  }

  // The server draws what became of it: the result's page, or this one anew with the reason (or for an admin).
  finish(present) {
    this.over = true;
    clearTimeout(this.timer);
    this.socket?.close();
    const here = new URL(location.href);
    const result = new URL(("stay" in this.box.dataset ? "" : present.result_url) || here.pathname, here);
    setTimeout(() => {
      if (result.pathname === here.pathname) location.reload();
      else location.replace(result);
    }, READ_MS);
  }

  // --- The websocket

  connect() {
    const address = new URL(this.box.dataset.socket, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    try {
      this.socket = new WebSocket(address);
    } catch {
      return; // forbidden or unknown here: polling does it
    }
    this.socket.addEventListener("message", (event) => {
      this.live = true;
      this.tries = 0;
      this.connection("live");
      this.pollSoon();
      this.take(event.data);
    });
    this.socket.addEventListener("close", (event) => {
      this.live = false;
      if (this.over) return;
      this.pollSoon();
      if (event.code !== NOT_YOURS) this.reconnectLater();
    });
  }

  drop() {
    this.live = false;
    this.socket.close();
  }

  reconnectLater() {
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.tries);
    this.tries += 1;
    setTimeout(() => !this.over && this.connect(), wait * (0.5 + Math.random()));
  }

  // --- Polling: the way when there is no socket, the watch over one that is there

  pollSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.poll(), this.live ? SILENT_MS : POLL_MS);
  }

  async poll() {
    try {
      const answer = await fetch(this.box.dataset.poll, { headers: { Accept: "application/json" }, cache: "no-store" });
      if (answer.status === 401 || answer.status === 404) return location.reload(); // signed out, or gone
      if (!answer.ok) throw new Error(answer.status);
      const text = await answer.text();
      if (this.live && text !== this.last) this.drop(); // the socket missed this
      this.connection(this.live ? "live" : "polling");
      this.take(text);
    } catch {
      this.connection("reconnecting");
    }
    if (!this.over) this.pollSoon();
  }
}

for (const box of document.querySelectorAll("[data-job]")) new JobWatch(box);
