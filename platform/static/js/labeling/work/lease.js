import { Refused } from "./server.js";

// Tells the server that somebody is still at work on a task, as long as that is so.
const SHORTEST = 20_000;
const LONGEST = 120_000;
const STILL_THERE = 5 * 60_000; // milliseconds since the last key or movement

export class Lease {
  constructor(server, clock, gone) {
    this.server = server;
    this.clock = clock;
    this.gone = gone;
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible" && this.due && Date.now() > this.due) this.renew();
    });
  }

  begin(task) {
    this.end();
    if (!task.lease_until) return;
    this.task = task.id;
    this.every = Math.min(LONGEST, Math.max(SHORTEST, (Date.parse(task.lease_until) - Date.now()) / 3));
    this.plan();
  }

  end() {
    clearTimeout(this.timer);
    this.task = null;
    this.due = null;
  }

  plan() {
    clearTimeout(this.timer);
    this.due = Date.now() + this.every;
    this.timer = setTimeout(() => this.renew(), this.every);
  }

  async renew() {
    const { task } = this;
    this.plan();
    if (task === null || !this.clock.activeWithin(STILL_THERE)) return;
    try {
      await this.server.post(`/tasks/${task}/alive`);
    } catch (error) {
      if (!(error instanceof Refused) || task !== this.task) return; // out of reach or signed out: answering will tell
      this.end();
      this.gone(error);
    }
  }
}
