import { OutOfReach, Refused, SignedOut, newKey } from "./server.js";

// Saves what is being drawn a moment after it changes: first in this browser, then on the server.
const AFTER = 800;
const LONGEST_KEEPALIVE = 60_000; // bytes; browsers refuse more in a request that outlives its page

export class Drafts {
  constructor(server, journal, clock, { changed, conflict, signedOut }) {
    this.server = server;
    this.journal = journal;
    this.clock = clock;
    this.tell = { changed, conflict, signedOut };
    this.tab = newKey();
    this.task = null;
    this.state = "saved"; // saved, saving, offline
  }

  // Begins to look after a task; `seq` is that of the draft it was shown with.
  begin(task, seq, configVersion) {
    clearTimeout(this.timer);
    this.task = task.id;
    this.annotationVersion = task.annotation?.version ?? null;
    this.seq = seq;
    this.configVersion = configVersion;
    this.dirty = false;
    this.become("saved");
  }

  end() {
    clearTimeout(this.timer);
    if (this.task !== null) this.journal.forgetDraft(this.task);
    this.task = null;
    this.dirty = false;
    this.become("saved");
  }

  change(results) {
    if (this.task === null) return;
    this.results = results;
    this.dirty = true;
    this.journal.keepDraft(this.task, { results, at: Date.now(), seconds: this.clock.seconds, config_version: this.configVersion });
    this.become("saving");
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), AFTER);
  }

  get body() {
    return {
      results: this.results, seq: this.seq, tab: this.tab, seconds: this.clock.seconds,
      config_version: this.configVersion, annotation_version: this.annotationVersion,
    };
  }

  async save({ replace = false } = {}) {
    if (!this.dirty || this.task === null) return;
    if (this.saving) {
      this.again = true;
      return;
    }
    const { task } = this;
    this.saving = true;
    this.dirty = false;
    this.seq += 1;
    this.become("saving");
    try {
      await this.server.put(`/tasks/${task}/draft`, replace ? { ...this.body, replace: true } : this.body);
      if (task === this.task && !this.dirty) {
        this.journal.forgetDraft(task);
        this.become("saved");
      }
    } catch (error) {
      if (task === this.task) this.failed(error);
    } finally {
      this.saving = false;
    }
    if (this.again) {
      this.again = false;
      await this.save();
    }
  }

  failed(error) {
    if (error instanceof Refused) {
      if (error.code === "newer_draft") {
        this.seq = Math.max(this.seq, error.details.draft.seq);
        this.tell.conflict(error.details.draft);
      }
      // Any other refusal, such as a task taken away: the draft stays in this browser and can be submitted.
      this.become("saved");
      return;
    }
    this.dirty = true;
    this.become("offline");
    if (error instanceof SignedOut) this.tell.signedOut(error);
    else if (!(error instanceof OutOfReach)) throw error;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), 5_000);
  }

  // Writes over what another tab has saved.
  keepMine() {
    this.dirty = true;
    return this.save({ replace: true });
  }

  // The page is going out of sight and may not come back.
  flush() {
    if (!this.dirty || this.task === null) return;
    clearTimeout(this.timer);
    this.seq += 1;
    const { body, task } = this;
    if (new Blob([JSON.stringify(body)]).size > LONGEST_KEEPALIVE) {
      this.seq -= 1;
      this.save();
      return;
    }
    this.dirty = false;
    this.server.put(`/tasks/${task}/draft`, body, { keepalive: true }).then(
      () => {
        if (task !== this.task || this.dirty) return;
        this.journal.forgetDraft(task);
        this.become("saved");
      },
      (error) => {
        if (task === this.task) this.failed(error);
      },
    );
  }

  become(state) {
    this.state = state;
    this.tell.changed();
  }
}
