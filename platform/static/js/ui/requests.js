import { showMessage } from "./messages.js";
import { string } from "./strings.js";

// htmx swaps only good answers by itself. An invalid form (422) is swapped like a good one; any other refusal says
// what happened in the messages and leaves what is on the page alone.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr } = event.detail;
  if (xhr.status === 422) {
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  } else if (xhr.status >= 400) {
    event.detail.shouldSwap = false;
  }
});

document.addEventListener("htmx:responseError", (event) => {
  const { xhr } = event.detail;
  const text = xhr.getResponseHeader("X-Message");
  showMessage(text ? decodeURIComponent(text) : string("server_refused", { status: xhr.status }), "bad");
});

for (const name of ["htmx:sendError", "htmx:timeout"]) {
  document.addEventListener(name, (event) => {
    if (!event.detail.elt?.hasAttribute("data-poll")) showMessage(string("no_connection"), "bad");
  });
}

// The line at the top shows only when an answer takes longer than a blink.
let waiting = 0;
let timer = 0;

document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.hasAttribute("data-poll")) return;
  waiting += 1;
  clearTimeout(timer);
  timer = setTimeout(() => document.body.classList.toggle("is-waiting", waiting > 0), 200);
});

document.addEventListener("htmx:afterRequest", (event) => {
  if (event.detail.elt.hasAttribute("data-poll")) return;
  waiting = Math.max(0, waiting - 1);
  if (waiting === 0) {
    clearTimeout(timer);
    document.body.classList.remove("is-waiting");
  }
});
