// Seconds spent on a task: only while the page is in sight and something was done within the last minute.
const IDLE_AFTER = 60_000;

export class Clock {
  constructor() {
    this.spent = 0;
    this.lastSeen = performance.now();
    this.lastAct = this.lastSeen;
    for (const name of ["pointerdown", "pointermove", "keydown", "wheel", "touchstart"]) {
      document.addEventListener(name, () => this.act(), { passive: true, capture: true });
    }
    document.addEventListener("visibilitychange", () => this.count());
  }

  start(seconds = 0) {
    this.spent = seconds * 1000;
    this.lastSeen = performance.now();
    this.lastAct = this.lastSeen;
  }

  act() {
    this.count();
    this.lastAct = performance.now();
    // What was counted as idle up to here stays uncounted.
    this.lastSeen = this.lastAct;
  }

  count() {
    const until = Math.min(performance.now(), this.lastAct + IDLE_AFTER);
    if (this.wasHidden !== true && until > this.lastSeen) this.spent += until - this.lastSeen;
    this.lastSeen = performance.now();
    this.wasHidden = document.visibilityState === "hidden";
  }

  get seconds() {
    this.count();
    return Math.round(this.spent / 100) / 10;
  }

  // Whether anything was done in the last so many milliseconds.
  activeWithin(milliseconds) {
    return performance.now() - this.lastAct < milliseconds;
  }
}
