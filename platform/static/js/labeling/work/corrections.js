import { announce } from "../texts.js";
import { Earlier } from "./earlier.js";
import { OutOfReach, Refused, SignedOut } from "./server.js";

// Going back to earlier answers to correct them, and forward again to the task one came from.
export class Corrections {
  constructor(session) {
    this.session = session;
    this.list = new Earlier(session.server, session.outbox, session.text);
    this.left = null; // the unfinished task one came from: { task, results, seconds, seq }
    this.current = null; // the id of the earlier task being looked at
    this.steps = Promise.resolve();
  }

  forgetList() {
    this.list.forget();
  }

  // Alt+Left and Alt+Right: one answer further back, or forward. Steps wait for each other.
  step(direction) {
    this.steps = this.steps.then(() => this.stepOnce(direction));
  }

  async stepOnce(direction) {
    try {
      const item = await this.list.step(direction, this.current);
      if (item === undefined) announce(this.session.text("no_earlier"));
      else if (item === null) this.goBack();
      else await this.openItem(item);
    } catch (error) {
      this.failed(error);
    }
  }

  async showList() {
    const { session } = this;
    try {
      if (this.list.before === undefined) await this.list.readMore();
    } catch (error) {
      this.failed(error);
      return;
    }
    session.dialogs.showEarlier(this.list.items, {
      text: session.text, hasMore: this.list.hasMore, current: this.current,
      choose: (item) => this.openItem(item).catch((error) => this.failed(error)),
      more: () => this.list.readMore().then(() => {
        session.dialogs.close("earlier");
        this.showList();
      }, (error) => this.failed(error)),
    });
  }

  async openItem(item) {
    const { task } = await this.session.server.get(`/tasks/${item.task}`);
    this.leave();
    this.current = item.task;
    this.session.show(task, { results: item.entry?.kind === "submit" ? item.entry.body.results : null });
  }

  // A task named in the page's address: one that is mine to do, or one I have answered.
  async openById(id) {
    const { session } = this;
    try {
      let { task } = await session.server.get(`/tasks/${id}`);
      if (["waiting", "open", "rework"].includes(task.state)) ({ task } = await session.server.post(`/tasks/${id}/open`));
      else this.current = id;
      session.show(task);
      session.fetchAhead();
    } catch (error) {
      this.current = null;
      this.failed(error);
    }
  }

  // An answer the server refused is shown again, with what was in it.
  async reopen(entry) {
    const { session } = this;
    try {
      const { task } = await session.server.get(`/tasks/${entry.task}`);
      this.leave();
      this.current = entry.task;
      session.journal.forget(entry);
      session.show(task, { results: entry.body.results ?? null, seconds: entry.body.seconds });
      session.drafts.change(session.editor.answer.list);
    } catch (error) {
      session.trouble.sayRefused(entry);
      this.failed(error);
    }
  }

  // Puts the unfinished task aside, with all that was done on it.
  leave() {
    const { session } = this;
    session.drafts.flush();
    if (this.current !== null || !session.task) return;
    this.left = {
      task: session.task, results: session.editor.answer.list, seconds: session.clock.seconds, seq: session.drafts.seq,
    };
  }

  goBack() {
    if (this.current === null) {
      announce(this.session.text("no_later"));
      return;
    }
    this.session.drafts.flush();
    this.resume();
  }

  resume() {
    const { left, session } = this;
    this.current = null;
    this.left = null;
    this.list.at = -1;
    if (!left) {
      session.next();
      return;
    }
    const draft = { seq: left.seq, results: left.results, updated_at: new Date().toISOString() };
    session.show({ ...left.task, draft: left.seq > 0 ? draft : left.task.draft }, { results: left.results, seconds: left.seconds });
  }

  answered(task) {
    this.list.forget();
    if (this.current === task.id) this.resume();
    else this.session.next();
  }

  // What the page says about an answer that is being corrected.
  say(task) {
    const { session } = this;
    const correcting = this.current === task.id;
    session.root.toggleAttribute("data-correcting", correcting);
    if (!correcting) return;
    session.notices.show("correcting", session.text(task.state === "skipped" ? "correcting_skipped" : "correcting", { number: task.number }), {
      acts: [[session.text("back_to_work"), () => this.goBack()]],
    });
  }

  failed(error) {
    const { session } = this;
    if (error instanceof SignedOut) session.trouble.signedOut(error);
    else if (error instanceof Refused) session.notices.show("earlier", error.message, { kind: "warn" });
    else if (error instanceof OutOfReach) session.notices.show("earlier", session.text("earlier_offline"), { kind: "warn" });
    else throw error;
  }
}
