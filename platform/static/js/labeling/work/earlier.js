import { OutOfReach } from "./server.js";

// My earlier answers, the latest first: those not sent yet from this browser, then the server's pages.
export class Earlier {
  constructor(server, outbox, text) {
    this.server = server;
    this.outbox = outbox;
    this.text = text;
    this.forget();
  }

  // After an answer the list is another one.
  forget() {
    this.pages = [];
    this.before = undefined; // undefined: nothing read yet; null: read to the end
    this.at = -1; // -1: at the task that is next
  }

  get items() {
    const unsent = this.outbox.ofProject.toReversed().map((entry) => ({
      task: entry.task, number: entry.number, state: "unsent", summary: this.text("unsent"), submitted_at: new Date(entry.at).toISOString(), entry,
    }));
    const waiting = new Set(unsent.map((item) => item.task));
    return [...unsent, ...this.pages.filter((item) => !waiting.has(item.task))];
  }

  get hasMore() {
    return this.before !== null;
  }

  async readMore() {
    if (this.before === null) return;
    try {
      const { items, next } = await this.server.get(this.before ? `/earlier?before=${this.before}` : "/earlier");
      this.pages.push(...items);
      this.before = next ?? null;
    } catch (error) {
      if (!(error instanceof OutOfReach) || this.items.length === 0) throw error;
    }
  }

  // The item one further back (+1) or forward (-1); null at the task that is next, undefined at the end.
  async step(direction, current) {
    if (this.before === undefined) await this.readMore();
    const from = current === null ? -1 : this.items.findIndex((item) => item.task === current);
    const at = from + direction;
    if (at < 0) return null;
    if (at >= this.items.length && this.hasMore) await this.readMore();
    return this.items[at];
  }
}
