// The page's dialogs. Each gives the focus back to the work when it closes.
export class Dialogs {
  constructor(root, editor) {
    this.root = root;
    this.editor = editor;
    for (const dialog of root.querySelectorAll("dialog")) {
      dialog.addEventListener("close", () => editor.tell("focus"));
    }
    for (const button of root.querySelectorAll("[data-shows]")) {
      button.addEventListener("click", () => this.open(button.dataset.shows));
    }
    this.skip = this.part("skip");
    this.skip?.addEventListener("keydown", (event) => this.keyInSkip(event));
  }

  part(name) {
    return this.root.querySelector(`dialog[data-dialog="${name}"]`);
  }

  open(name) {
    const dialog = this.part(name);
    if (!dialog || dialog.open) return;
    dialog.showModal();
    this.editor.tell("dialog", name);
    dialog.querySelector("[data-first]")?.focus();
  }

  close(name) {
    const dialog = this.part(name);
    if (dialog?.open) dialog.close();
  }

  get anyOpen() {
    return Boolean(document.querySelector("dialog[open]"));
  }

  // Asks for the reason of a skip; `then` gets it.
  askForReason(then) {
    const field = this.skip.querySelector("[data-skip-text]");
    field.value = "";
    this.skipped = (reason) => {
      this.close("skip");
      then(reason);
    };
    if (!this.skipListens) {
      this.skipListens = true;
      this.skip.addEventListener("click", (event) => {
        const suggestion = event.target.closest("[data-reason]");
        if (suggestion) this.skipped(suggestion.dataset.reason);
      });
      this.skip.querySelector("form").addEventListener("submit", (event) => {
        event.preventDefault();
        const reason = field.value.trim();
        if (reason) this.skipped(reason);
        else field.focus();
      });
    }
    this.open("skip");
  }

  keyInSkip(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("input, textarea")) return;
    const suggestion = this.skip.querySelectorAll("[data-reason]")[Number(event.key) - 1];
    if (!suggestion) return;
    event.preventDefault();
    suggestion.click();
  }

  // Another tab has saved a newer draft: whose counts?
  askWhose(words, { theirs, mine }) {
    const dialog = this.part("conflict");
    dialog.querySelector("[data-conflict-text]").textContent = words;
    const choose = (selector, act) => {
      dialog.querySelector(selector).onclick = () => {
        dialog.close();
        act();
      };
    };
    choose("[data-theirs]", theirs);
    choose("[data-mine]", mine);
    this.open("conflict");
  }

  signedOut(words, tryAgain) {
    const dialog = this.part("signed-out");
    dialog.querySelector("[data-kept-text]").textContent = words;
    dialog.querySelector("[data-try-again]").onclick = tryAgain;
    this.open("signed-out");
  }

  // The list of earlier answers; `choose` gets the item, `more` reads on.
  showEarlier(items, { hasMore, current, choose, more, text }) {
    const dialog = this.part("earlier");
    const list = dialog.querySelector("[data-earlier]");
    const pattern = dialog.querySelector("template").content.firstElementChild;
    list.replaceChildren(...items.map((item) => {
      const row = pattern.cloneNode(true);
      const button = row.querySelector("button");
      row.querySelector("[data-number]").textContent = `#${item.number}`;
      row.querySelector("[data-summary]").textContent = item.summary || text("empty_answer");
      row.querySelector("[data-state]").textContent = text(`state_${item.state}`);
      row.querySelector("[data-state]").className = `status ${{ accepted: "ok", rejected: "bad", skipped: "warn", unsent: "accent" }[item.state] ?? ""}`;
      const time = row.querySelector("time");
      time.dateTime = item.submitted_at;
      time.textContent = new Date(item.submitted_at).toLocaleString(document.documentElement.lang, { dateStyle: "short", timeStyle: "short" });
      button.toggleAttribute("aria-current", item.task === current);
      button.addEventListener("click", () => {
        dialog.close();
        choose(item);
      });
      return row;
    }));
    dialog.querySelector("[data-no-earlier]").hidden = items.length > 0;
    const moreButton = dialog.querySelector("[data-more]");
    moreButton.hidden = !hasMore;
    moreButton.onclick = more;
    this.open("earlier");
  }
}
