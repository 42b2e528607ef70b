// A connection that comes back by itself, and says what of ours has not arrived yet.

const LONGEST_WAIT = 5000;
// What was refused once would be refused for ever: not understood, or too large.
const REFUSED = new Set([1003, 1008, 1009]);

export class Live {
  constructor(path, { prepare, message, state }) {
    this.path = path;
    this.prepare = prepare;
    this.message = message;
    this.state = state;
    this.unsent = new Map();
    this.tries = 0;
    addEventListener("online", () => this.open());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.open();
    });
    this.open();
  }

  async open() {
    if (this.opening || (this.socket && this.socket.readyState <= WebSocket.OPEN)) return;
    this.opening = true;
    clearTimeout(this.timer);
    try {
      await this.prepare();
    } catch {
      this.opening = false;
      this.later();
      return;
    }
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}${this.path}`);
    this.socket = socket;
    this.opening = false;
    socket.addEventListener("open", () => {
      this.tries = 0;
      this.state(true);
      for (const text of this.unsent.values()) socket.send(text);
    });
    socket.addEventListener("message", (event) => {
      const told = JSON.parse(event.data);
      if (told.type === "ack") this.unsent.delete(told.key);
      if (told.type === "later") setTimeout(() => this.again(told.key), 3000);
      this.message(told);
    });
    socket.addEventListener("close", (event) => {
      if (this.socket !== socket) return;
      if (REFUSED.has(event.code)) this.unsent.clear();
      this.state(false);
      this.later();
    });
  }

  later() {
    this.tries += 1;
    const wait = Math.min(LONGEST_WAIT, 400 * 2 ** this.tries) * (0.5 + Math.random() / 2);
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), wait);
  }

  again(key) {
    const text = this.unsent.get(key);
    if (text && this.socket.readyState === WebSocket.OPEN) this.socket.send(text);
  }

  // Kept until the server says that it is safe there; the same key is the same message.
  send(record, { kept = true } = {}) {
    const text = JSON.stringify(record);
    if (kept) this.unsent.set(record.key, text);
    if (this.socket && this.socket.readyState === WebSocket.OPEN) this.socket.send(text);
    else this.open();
  }
}
