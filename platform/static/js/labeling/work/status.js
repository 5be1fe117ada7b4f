// The header's figures: the place in the work and whether everything is saved. And the cards shown instead of a task.
const SHOWN_AFTER = 300; // milliseconds before "saving" is written: most savings are over by then

export class Status {
  constructor(root, text) {
    this.root = root;
    this.text = text;
    this.saved = root.querySelector("[data-saved]");
    this.placeText = root.querySelector("[data-place-text]");
    this.done = root.querySelector("[data-place-done]");
    this.going = root.querySelector("[data-place-going]");
    this.numbers = new Intl.NumberFormat(document.documentElement.lang);
  }

  // Exactly one of: loading, task, all_done, nothing_now, paused, not_started, not_member, offline.
  show(state) {
    this.root.dataset.state = state;
    for (const card of this.root.querySelectorAll("[data-card]")) card.hidden = card.dataset.card !== state;
    for (const part of this.root.querySelectorAll("[data-with-task]")) part.inert = state !== "task";
  }

  place(place, unsent) {
    if (!place) return;
    const n = (value) => this.numbers.format(value);
    if (place.mine_total) {
      const done = Math.min(place.mine_total, place.mine_done + unsent);
      const number = Math.min(place.mine_total, done + (this.root.dataset.state === "task" ? 1 : 0));
      this.placeText.textContent = this.text("place_mine", { number: n(number), total: n(place.mine_total) });
      this.bar(done / place.mine_total, 0);
    } else {
      this.placeText.textContent = this.text("place_pool", { mine: n(place.mine_done + unsent), completed: n(place.completed), total: n(place.total) });
      this.bar(place.total ? place.completed / place.total : 0, place.total ? place.in_progress / place.total : 0);
    }
  }

  bar(done, going) {
    this.done.setAttribute("width", `${(done * 100).toFixed(2)}%`);
    this.going.setAttribute("x", `${(done * 100).toFixed(2)}%`);
    this.going.setAttribute("width", `${(Math.min(going, 1 - done) * 100).toFixed(2)}%`);
  }

  saving(state, kept) {
    const before = this.saved.dataset.state;
    this.saved.dataset.state = state === "signed-out" ? "offline" : state;
    const soon = state === "saving" && ["saved", "saving"].includes(before);
    if (soon && this.timer) return;
    clearTimeout(this.timer);
    const write = () => {
      this.timer = null;
      const key = kept > 0 && `saved_${state}_kept`;
      this.saved.querySelector("[data-saved-text]").textContent = this.text(key || `saved_${state}`, { count: this.numbers.format(kept) });
      this.saved.disabled = state !== "refused";
    };
    if (soon) this.timer = setTimeout(write, SHOWN_AFTER);
    else write();
  }
}
