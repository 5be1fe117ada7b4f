// Keys of the whole page: labels and choices as the config names them, and the page's own acts.
const NAMES = { esc: "escape", del: "delete", up: "arrowup", down: "arrowdown", left: "arrowleft", right: "arrowright", space: " ", plus: "+", minus: "-", cmd: "meta", command: "meta", option: "alt" };

export class Keys {
  constructor(scope) {
    this.acts = new Map();
    this.typingActs = new Set();
    scope.addEventListener("keydown", (event) => this.press(event));
  }

  // `act` returns false to leave the key to the browser. The first act bound to a key keeps it.
  bind(combination, act, { whileTyping = false } = {}) {
    const name = normal(combination);
    if (this.acts.has(name)) return;
    this.acts.set(name, act);
    if (whileTyping) this.typingActs.add(name);
  }

  press(event) {
    if (event.defaultPrevented || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    const name = nameOf(event);
    const act = this.acts.get(name) ?? (event.shiftKey && event.key.length === 1 ? this.acts.get(name.replace("shift+", "")) : undefined);
    if (!act || (isTyping(event.target) && !this.typingActs.has(name))) return;
    if (act(event) !== false) event.preventDefault();
  }
}

// Where letters are text. Radio buttons and check boxes are none, but Space and arrows are theirs.
function isTyping(target) {
  return target.isContentEditable || target.matches?.("textarea, select, input:not([type=checkbox], [type=radio], [type=range])");
}

function normal(combination) {
  const parts = combination.toLowerCase().split("+").map((part) => NAMES[part] ?? part);
  const key = combination.endsWith("++") || combination === "+" ? "+" : parts.at(-1);
  const held = new Set(parts.slice(0, -1));
  return [held.has("ctrl") || held.has("meta") ? "ctrl+" : "", held.has("alt") ? "alt+" : "", held.has("shift") ? "shift+" : "", key].join("");
}

// Ctrl on a PC is Cmd on a Mac. Letters are taken from the key's place when the layout, Alt or an input method makes another
// sign of it.
function nameOf(event) {
  let key = event.key.toLowerCase();
  const byPlace = event.altKey || key === "process" || (key.length === 1 && !/^[\x20-\x7e]$/.test(key));
  if (/^Key[A-Z]$/.test(event.code) && byPlace) key = event.code.slice(3).toLowerCase();
  if (/^(Digit|Numpad)\d$/.test(event.code) && (byPlace || event.shiftKey === false)) key = event.code.at(-1);
  return [event.ctrlKey || event.metaKey ? "ctrl+" : "", event.altKey ? "alt+" : "", event.shiftKey ? "shift+" : "", key].join("");
}
