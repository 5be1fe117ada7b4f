import { OutOfReach, Refused, SignedOut } from "./server.js";

// Sends answers one after the other in the order they were given, and again until the server has taken or refused each.
const FIRST_WAIT = 1_000;
const LONGEST_WAIT = 30_000;

export class Outbox {
  constructor(server, journal, { changed, taken, refused, signedOut }) {
    this.server = server;
    this.journal = journal;
    this.tell = { changed, taken, refused, signedOut };
    this.sending = false;
    this.wait = FIRST_WAIT;
    this.state = "idle"; // idle, sending, waiting, signed-out
    this.order = 0;
    window.addEventListener("online", () => this.kick());
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "visible") this.kick();
    });
  }

  // All that has to be sent; what this project's part of it is, its page shows.
  get entries() {
    return this.journal.answers.filter((entry) => !entry.refused);
  }

  get ofProject() {
    return this.entries.filter((entry) => entry.project === this.journal.project);
  }

  get refusedEntries() {
    return this.journal.answers.filter((entry) => entry.refused && entry.project === this.journal.project);
  }

  // Takes an answer in; it is safe in this browser when this returns.
  add(entry) {
    this.order += 1;
    const kept = this.journal.keep({ ...entry, at: Date.now(), order: this.order });
    this.kick();
    return kept;
  }

  kick() {
    clearTimeout(this.timer);
    this.wait = FIRST_WAIT;
    return this.run();
  }

  async run() {
    if (this.sending) return;
    this.sending = true;
    try {
      for (let entry = this.entries[0]; entry; entry = this.entries[0]) {
        this.become("sending");
        await this.send(entry);
        this.wait = FIRST_WAIT;
      }
      this.become("idle");
    } catch (error) {
      this.stopped(error);
    } finally {
      this.sending = false;
    }
  }

  async send(entry) {
    const path = `/tasks/${entry.task}/${entry.kind}`;
    try {
      const answer = await this.server.post(path, { ...entry.body, client_key: entry.client_key }, { baseUrl: entry.base_url });
      this.journal.forget(entry);
      this.tell.taken(entry, answer);
    } catch (error) {
      if (!(error instanceof Refused && error.isFinal)) throw error;
      this.journal.keep({ ...entry, refused: { code: error.code, message: error.message, details: error.details } });
      this.tell.refused(entry, error);
    }
  }

  stopped(error) {
    if (error instanceof SignedOut) {
      this.become("signed-out");
      this.tell.signedOut(error);
      return;
    }
    if (!(error instanceof OutOfReach || error instanceof Refused)) throw error;
    this.become("waiting");
    this.timer = setTimeout(() => {
      this.wait = Math.min(LONGEST_WAIT, this.wait * 2);
      this.run();
    }, this.wait * (0.75 + Math.random() / 2));
  }

  become(state) {
    this.state = state;
    this.tell.changed();
  }
}
