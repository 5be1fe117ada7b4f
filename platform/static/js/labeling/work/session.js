import { newResult } from "../answer.js";
import { resolve } from "../config.js";
import { announce } from "../texts.js";
import { Clock } from "./clock.js";
import { Corrections } from "./corrections.js";
import { Dialogs } from "./dialogs.js";
import { Drafts } from "./drafts.js";
import { Journal } from "./journal.js";
import { Lease } from "./lease.js";
import { Notices } from "./notices.js";
import { Outbox } from "./outbox.js";
import { OutOfReach, Refused, Server, SignedOut, newKey } from "./server.js";
import { Status } from "./status.js";
import { Trouble } from "./trouble.js";

// One person's way through the tasks of a project: the next one is fetched ahead, answers go out in the background.
const NOT_AT_ONCE = 100; // milliseconds after an answer in which the next task isn't submitted untouched: a key that bounced
const ASK_AGAIN = 30_000; // milliseconds until asking for tasks that others hold
const FIRST_RETRY = 1_500;
const LONGEST_RETRY = 30_000;

export class Session {
  constructor(root, editor, choices) {
    const { member, project, baseUrl } = root.dataset;
    this.root = root;
    this.editor = editor;
    this.choices = choices;
    this.text = editor.text;
    this.server = new Server(baseUrl, member);
    this.journal = new Journal(member, project);
    this.clock = new Clock();
    this.status = new Status(root, this.text);
    this.notices = new Notices(root, this.text);
    this.dialogs = new Dialogs(root, editor);
    this.trouble = new Trouble(this);
    const changed = () => this.showSaved();
    const signedOut = (error) => this.trouble.signedOut(error);
    this.outbox = new Outbox(this.server, this.journal, {
      changed, signedOut,
      taken: (entry, answer) => this.taken(entry, answer),
      refused: (entry) => this.trouble.refused(entry),
    });
    this.drafts = new Drafts(this.server, this.journal, this.clock, {
      changed, signedOut, conflict: (draft) => this.trouble.conflict(draft),
    });
    this.lease = new Lease(this.server, this.clock, (error) => this.trouble.taskGone(error));
    this.corrections = new Corrections(this);
    this.task = null;
    this.ahead = null;
    this.place = null;
    this.mediaSize = null;
    this.sentAt = -Infinity;
    this.retry = FIRST_RETRY;
    this.listen();
  }

  listen() {
    const { editor } = this;
    editor.on("answer", (how) => {
      if (how === "edit" && this.task) this.drafts.change(editor.answer.list);
    });
    editor.on("media", ({ name, size }) => {
      this.mediaSize = size ? { ...this.mediaSize, [name]: [size.width, size.height] } : this.mediaSize;
    });
    editor.on("refused", (words) => this.notices.show("refused", words, { kind: "warn" }));
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") this.drafts.flush();
      else if (this.trouble.isSignedOut) this.trouble.tryAgain();
    });
    window.addEventListener("focus", () => {
      if (this.trouble.isSignedOut) this.trouble.tryAgain();
    });
    window.addEventListener("pagehide", () => this.leave());
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) this.fetchAhead();
    });
    window.addEventListener("beforeunload", (event) => {
      if (this.journal.onlyInMemory) event.preventDefault();
    });
    window.addEventListener("online", () => {
      if (!this.task) this.next();
    });
  }

  async start() {
    this.status.show("loading");
    this.outbox.kick();
    for (const entry of this.outbox.refusedEntries) this.trouble.sayRefused(entry);
    const wanted = Number(this.root.dataset.openTask);
    if (wanted) await this.corrections.openById(wanted);
    if (!this.task) await this.next();
    if (!this.journal.recall("instructions") && this.dialogs.part("instructions") && !this.dialogs.anyOpen) {
      this.dialogs.open("instructions");
      this.journal.remember("instructions", true);
    }
  }

  get unsent() {
    return this.outbox.ofProject.map((entry) => entry.task);
  }

  get held() {
    return [...new Set([this.task?.id, this.ahead?.id, this.corrections.left?.task.id, ...this.unsent].filter(Boolean))].slice(-100);
  }

  // Shows the next task: at once when it was fetched ahead.
  async next() {
    clearTimeout(this.timer);
    this.task = null;
    if (!this.ahead && this.root.dataset.state === "task") this.status.show("loading");
    // One that is being fetched ahead right now is the next one: to ask beside it could give it twice.
    if (!this.ahead && this.fetching) await this.fetching;
    if (this.task) return;
    if (this.ahead) {
      const task = this.ahead;
      this.ahead = null;
      this.show(task);
      await Promise.all([this.open(task), this.fetchAhead()]);
      return;
    }
    this.asking ??= this.ask().finally(() => {
      this.asking = null;
    });
    await this.asking;
  }

  async ask() {
    try {
      const { task, reason, place } = await this.server.post("/next", { except: this.held, ahead: false });
      this.place = place;
      this.retry = FIRST_RETRY;
      if (this.task) return;
      if (task) {
        this.show(task);
        this.fetchAhead();
      } else this.nothing(reason);
    } catch (error) {
      this.nextFailed(error);
    }
  }

  nextFailed(error) {
    if (error instanceof SignedOut) this.trouble.signedOut(error);
    else if (error instanceof Refused) this.nothing(error.code === "not_found" || error.status === 404 ? "not_member" : error.code);
    else if (!(error instanceof OutOfReach)) throw error;
    else {
      this.status.show("offline");
      this.showSaved();
      this.timer = setTimeout(() => this.next(), this.retry);
      this.retry = Math.min(LONGEST_RETRY, this.retry * 2);
    }
  }

  nothing(reason) {
    const known = ["all_done", "nothing_now", "paused", "not_started", "not_member"];
    const state = known.includes(reason) ? reason : "nothing_now";
    this.drafts.end();
    this.lease.end();
    this.status.show(state);
    this.showPlace();
    this.showSaved();
    announce(this.root.querySelector(`[data-card="${state}"] h2`)?.textContent ?? "");
    // Not one of its buttons: the Enter of the last answer may come twice.
    this.root.querySelector("[data-work]").focus({ preventScroll: true });
    if (state !== "all_done" && state !== "not_member") this.timer = setTimeout(() => this.next(), ASK_AGAIN);
  }

  show(task, { results = null, seconds = null } = {}) {
    if (this.outdated(task)) return;
    this.task = task;
    this.mediaSize = null;
    this.status.show("task");
    this.notices.clearOfTask();
    const kept = this.journal.draftOf(task.id);
    const takesKept = results === null && kept && (!task.draft || kept.at > Date.parse(task.draft.updated_at));
    const shown = results ?? (takesKept ? kept.results : task.draft?.results ?? task.annotation?.results ?? this.firstResults());
    this.clock.start(seconds ?? (takesKept ? kept.seconds : 0));
    this.drafts.begin(task, task.draft?.seq ?? 0, this.editor.config.version);
    this.lease.begin(task);
    this.editor.show(task, shown);
    if (takesKept) this.drafts.change(shown);
    this.editor.tell("focus");
    this.root.querySelector("[data-number]").textContent = `#${task.number}`;
    this.corrections.say(task);
    if (task.state === "rework") {
      this.notices.show("rework", task.comment ? this.text("rework_comment", { comment: task.comment }) : this.text("rework"), { kind: "warn" });
    }
    this.showPlace();
    announce(this.text("task_shown", { number: task.number }));
  }

  // Choices that the config marks as chosen to begin with.
  firstResults() {
    return this.editor.config.choices.flatMap((control) => {
      const keys = control.labels.filter((label) => label.selected).map((label) => label.key);
      return keys.length ? [newResult(control, {}, control.multiple ? keys : keys.slice(0, 1))] : [];
    });
  }

  // The config has changed since this page was made: the page is loaded anew, once for each version.
  outdated(task) {
    if (task.config_version === this.editor.config.version) return false;
    const last = Number(this.journal.recall("reloaded") ?? 0);
    if (last === task.config_version) return false;
    this.journal.remember("reloaded", task.config_version);
    location.reload();
    return true;
  }

  // Tells the server that a task fetched ahead is being looked at; it may have been taken away meanwhile.
  async open(task) {
    try {
      const { task: fresh } = await this.server.post(`/tasks/${task.id}/open`);
      if (this.task !== task) return;
      task.lease_until = fresh.lease_until;
      this.lease.begin(task);
      const newer = fresh.draft && fresh.draft.seq !== task.draft?.seq;
      if (newer && !this.editor.answer.past.length && !this.journal.draftOf(task.id)) this.show(fresh);
    } catch (error) {
      if (this.task !== task) return;
      if (error instanceof SignedOut) this.trouble.signedOut(error);
      else if (error instanceof Refused && this.editor.answer.past.length === 0) await this.next();
      else if (error instanceof Refused) this.trouble.taskGone(error);
    }
  }

  fetchAhead() {
    if (!this.ahead) {
      this.fetching ??= this.fetchOneAhead().finally(() => {
        this.fetching = null;
      });
    }
    return this.fetching;
  }

  async fetchOneAhead() {
    try {
      const { task, place } = await this.server.post("/next", { except: this.held, ahead: true });
      this.place = place;
      this.showPlace();
      if (task && !this.held.includes(task.id)) {
        this.ahead = task;
        this.preload(task);
      }
    } catch (error) {
      // The task at hand goes on; asking comes again with the next answer.
      if (error instanceof SignedOut) this.trouble.signedOut(error);
    }
  }

  // Pictures of the next task come into the browser's cache while this one is being labeled.
  preload(task) {
    for (const object of this.editor.config.objects.values()) {
      const address = object.tag === "Image" && resolve(object.value, task.data);
      if (!address) continue;
      const image = new Image();
      image.referrerPolicy = "no-referrer";
      image.src = address;
      this.preloaded = image;
    }
  }

  submit() {
    if (!this.task || this.editor.readonly) return;
    this.editor.gesture?.finish?.();
    const untouched = this.editor.answer.past.length === 0;
    if (untouched && performance.now() - this.sentAt < NOT_AT_ONCE) return;
    const missing = this.choices.missing() ?? this.unseen();
    if (missing) {
      this.notices.show("missing", missing, { kind: "warn" });
      announce(missing);
      return;
    }
    this.send("submit", {
      results: this.editor.answer.list, config_version: this.editor.config.version,
      seconds: Math.min(86_400, this.clock.seconds), media_size: this.mediaSize,
    });
  }

  // An empty answer about a picture that isn't there yet is a slip.
  unseen() {
    const surfaces = [...this.editor.surfaces.values()];
    const blank = this.editor.answer.results.size === 0 && surfaces.some((surface) => surface.isReady === false);
    return blank ? this.text("picture_not_seen") : null;
  }

  skip() {
    if (!this.task || this.editor.readonly || this.corrections.current !== null) return;
    const { task } = this;
    this.dialogs.askForReason((reason) => {
      if (this.task === task) this.send("skip", { reason, seconds: Math.min(86_400, this.clock.seconds) });
    });
  }

  send(kind, body) {
    const { task } = this;
    this.sentAt = performance.now();
    const kept = this.outbox.add({
      client_key: newKey(), project: this.root.dataset.project, base_url: this.root.dataset.baseUrl, task: task.id, number: task.number, kind, body,
      correction: this.corrections.current === task.id,
    });
    if (!kept) this.notices.show("memory", this.text("only_in_memory"), { kind: "warn", stays: true });
    this.drafts.end();
    this.lease.end();
    announce(this.text(kind === "skip" ? "task_skipped" : "task_submitted", { number: task.number }));
    this.corrections.answered(task);
  }

  taken(entry, answer) {
    if (entry.project !== this.root.dataset.project) return;
    this.place = answer.place ?? this.place;
    this.showPlace();
    if (answer.extra) this.notices.show(`extra-${entry.task}`, this.text("kept_as_extra", { number: entry.number }), { stays: true });
    this.corrections.forgetList();
    if (!this.task && ["all_done", "nothing_now"].includes(this.root.dataset.state) && this.unsent.length === 0) this.next();
  }

  giveUp() {
    this.drafts.end();
    this.lease.end();
    this.next();
  }

  showSaved() {
    const kept = this.outbox.entries.length;
    let state = "saved";
    if (this.outbox.state === "sending" || this.drafts.state === "saving") state = "saving";
    if (this.drafts.state === "offline" || this.outbox.state === "waiting" || this.root.dataset.state === "offline") state = "offline";
    if (this.outbox.refusedEntries.length) state = "refused";
    if (this.trouble.isSignedOut) state = "signed-out";
    this.status.saving(state, state === "refused" ? this.outbox.refusedEntries.length : kept);
    this.showPlace();
  }

  showPlace() {
    this.status.place(this.place, this.outbox.ofProject.filter((entry) => entry.kind === "submit" && !entry.correction).length);
  }

  // The page goes: what is half done is saved, what was only reserved is given back.
  leave() {
    this.drafts.flush();
    if (!this.ahead) return;
    this.server.post(`/tasks/${this.ahead.id}/release`, {}, { keepalive: true }).catch(() => {});
    this.ahead = null;
  }
}
