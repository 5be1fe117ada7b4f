import { SignedOut } from "./server.js";

// What a session says and does when something stands in the way of an answer.
export class Trouble {
  constructor(session) {
    this.session = session;
    this.isSignedOut = false;
  }

  refused(entry) {
    const { session } = this;
    if (entry.project !== session.root.dataset.project) return;
    this.sayRefused(session.outbox.refusedEntries.find((one) => one.client_key === entry.client_key) ?? entry);
  }

  sayRefused(entry) {
    const { session } = this;
    const { message, details } = entry.refused;
    const faults = (details?.errors ?? []).map((fault) => `${fault.field}: ${fault.message}`).slice(0, 3).join(" · ");
    const words = session.text("answer_refused", { number: entry.number, message: [message, faults].filter(Boolean).join(" ") });
    session.notices.show(`refused-${entry.client_key}`, words, {
      kind: "bad", stays: true,
      acts: [
        [session.text("open_again"), () => session.corrections.reopen(entry)],
        [session.text("discard_answer"), () => this.askToDiscard(entry)],
      ],
    });
    session.showSaved();
  }

  askToDiscard(entry) {
    const { session } = this;
    const discard = () => {
      session.journal.forget(entry);
      session.showSaved();
    };
    session.notices.show(`refused-${entry.client_key}`, session.text("discard_sure", { number: entry.number }), {
      kind: "bad", stays: true,
      acts: [[session.text("keep_answer"), () => this.sayRefused(entry)], [session.text("discard_now"), discard]],
    });
  }

  // The task was taken away or the project closed while it was worked on: it can still be submitted.
  taskGone(error) {
    const { session } = this;
    if (!session.task) return;
    const words = error.code === "task_gone" ? session.text("task_gone") : error.message;
    session.notices.show("gone", words, { kind: "warn", acts: [[session.text("take_next"), () => session.giveUp()]] });
  }

  conflict(draft) {
    const { session } = this;
    const { task } = session;
    const count = draft.results.length;
    const time = new Date(draft.updated_at).toLocaleTimeString(document.documentElement.lang);
    session.dialogs.askWhose(session.text("newer_draft", { time, count, mine: session.editor.answer.list.length }), {
      theirs: () => {
        if (session.task !== task) return;
        session.journal.forgetDraft(task.id);
        session.show({ ...task, draft }, { results: draft.results, seconds: session.clock.seconds });
      },
      mine: () => session.drafts.keepMine(),
    });
  }

  signedOut(error) {
    const { session } = this;
    this.isSignedOut = true;
    const kept = session.outbox.entries.length;
    const other = error.message === "other";
    const words = session.text(other ? "signed_in_as_other" : kept ? "signed_out_kept" : "signed_out", { count: kept });
    session.dialogs.signedOut(words, () => this.tryAgain());
    session.showSaved();
  }

  async tryAgain() {
    const { session } = this;
    try {
      await session.server.renew();
    } catch (error) {
      if (error instanceof SignedOut) this.signedOut(error);
      return;
    }
    this.isSignedOut = false;
    session.dialogs.close("signed-out");
    session.outbox.kick();
    session.drafts.save();
    if (!session.task) await session.next();
    else await session.fetchAhead();
  }
}
