// What happened, in a line above the work: it stays until it is read or its cause is gone, and covers nothing.
export class Notices {
  constructor(root, text) {
    this.place = root.querySelector("[data-notices]");
    this.pattern = root.querySelector("template[data-notice-pattern]").content.firstElementChild;
    this.text = text;
  }

  // `acts`: [[label, function]]. A notice of the same name takes the place of the former.
  show(name, text, { kind = "", acts = [], stays = false } = {}) {
    this.clear(name);
    const notice = this.pattern.cloneNode(true);
    notice.dataset.notice = name;
    notice.toggleAttribute("data-stays", stays);
    if (kind) notice.classList.add(kind);
    notice.querySelector("[data-notice-text]").textContent = text;
    const row = notice.querySelector("[data-notice-acts]");
    for (const [label, act] of acts) {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "button small";
      button.textContent = label;
      button.addEventListener("click", () => {
        notice.remove();
        act();
      });
      row.append(button);
    }
    notice.querySelector("[data-notice-close]").addEventListener("click", () => notice.remove());
    this.place.append(notice);
  }

  clear(name) {
    this.place.querySelector(`[data-notice="${name}"]`)?.remove();
  }

  // Another task: what was said about the last one is over.
  clearOfTask() {
    for (const notice of this.place.querySelectorAll("[data-notice]:not([data-stays])")) notice.remove();
  }
}
