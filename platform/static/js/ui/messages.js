// Messages stay until they are read: nothing goes away by itself.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-dismisses]");
  if (!button) return;
  button.closest(".notice")?.remove();
  document.getElementById("content")?.focus({ preventScroll: true });
});

export function showMessage(text, kind = "") {
  const place = document.getElementById("messages");
  const pattern = document.getElementById("message-pattern");
  if (!place || !pattern) return;
  for (const old of place.querySelectorAll(".notice")) {
    if (old.querySelector(".grow").textContent.trim() === text) old.remove();
  }
  const notice = pattern.content.firstElementChild.cloneNode(true);
  if (kind) notice.classList.add(kind);
  notice.querySelector(".grow").textContent = text;
  // What went wrong in a dialog is said there; what went well is said on the page, for the dialog is about to close.
  const dialog = kind === "bad" ? document.querySelector("dialog[open] .dialog-body") : null;
  (dialog ?? place).prepend(notice);
}

export function announce(text) {
  const place = document.getElementById("announcements");
  if (place) place.textContent = text;
}

// A server's answer may carry HX-Trigger: {"message": {"text": …, "kind": …}}.
document.addEventListener("message", (event) => {
  if (event.detail?.text) showMessage(event.detail.text, event.detail.kind);
});
