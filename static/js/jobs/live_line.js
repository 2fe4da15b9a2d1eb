// A websocket that comes back by itself (back-off with jitter), and the words that say how a page hears of news. What it
// says goes to `heard`; when it falls silent `lost` is called. `box` names address and words (data-socket, data-word-…).

const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
const NOT_YOURS = 4404;

export class LiveLine {
  live = false;
  #tries = 0;
  #ended = false;
  #socket = null;

  constructor(box, { heard, lost = () => {} }) {
    this.box = box;
    this.heard = heard;
    this.lost = lost;
  }

  connect() {
    const address = new URL(this.box.dataset.socket, location.href);
    address.protocol = address.protocol.replace("http", "ws");
    try {
      this.#socket = new WebSocket(address);
    } catch {
      return; // forbidden or unknown here: polling does it
    }
    this.#socket.addEventListener("message", (event) => {
      this.live = true;
      this.#tries = 0;
      this.say("live");
      this.heard(event.data);
    });
    this.#socket.addEventListener("close", (event) => {
      this.live = false;
      if (this.#ended) return;
      this.lost();
      if (event.code !== NOT_YOURS) this.#reconnectLater();
    });
  }

  #reconnectLater() {
    const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.#tries);
    this.#tries += 1;
    setTimeout(() => this.#ended || this.connect(), wait * (0.5 + Math.random()));
  }

  /** Gives this connection up; another one is tried. */
  drop() {
    this.live = false;
    this.#socket.close();
  }

  /** No more news are wanted. */
  end() {
    this.#ended = true;
    this.#socket?.close();
  }

  /** Shows how news come: "live", "polling" or "reconnecting". */
  say(state) {
    const line = this.box.querySelector("[data-job-connection]");
    if (line.dataset.state === state) return;
    line.hidden = false;
    line.dataset.state = state;
    line.querySelector(".pulse").className = `pulse pulse--${state === "reconnecting" ? "off" : "live"}`;
    line.querySelector("[data-job-word]").textContent = this.box.dataset[`word${state[0].toUpperCase()}${state.slice(1)}`];
  }
}
