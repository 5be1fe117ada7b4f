import { Keys } from "./keys.js";

// Which key does what on the page. Labels and choices come first: a key that a config gives to a label is the label's.
export function bindKeys(root, editor, choices, session) {
  const keys = new Keys(session ? document : root);
  bindLabels(root, keys, editor, choices);
  bindEditing(keys, editor);
  if (session) bindWork(root, keys, editor, session);
  editor.on("focus", () => focusWork(root, editor));
}

function bindLabels(root, keys, editor, choices) {
  for (const part of root.querySelectorAll("[data-key]")) {
    const control = editor.config.controls.get(part.dataset.control);
    const label = control.byKey.get(part.dataset.label ?? part.dataset.choice);
    keys.bind(part.dataset.key, (event) => {
      if (event.repeat) return;
      if (control.draws) editor.press(control, label);
      else choices.press(control, label);
    });
  }
}

function bindEditing(keys, editor) {
  keys.bind("ctrl+z", () => editor.undo(), { whileTyping: false });
  keys.bind("ctrl+shift+z", () => editor.redo());
  keys.bind("ctrl+y", () => editor.redo());
  keys.bind("escape", () => editor.escape());
  keys.bind("v", () => editor.takeTool("select"));
  keys.bind("b", () => editor.takeTool("draw"));
  for (const key of ["delete", "backspace"]) keys.bind(key, () => removeChosen(editor));
  keys.bind("alt+h", () => editor.selected && editor.hide(editor.selected));
  keys.bind("alt+l", () => editor.selected && editor.lock(editor.selected));
  const picture = [...editor.surfaces.values()].find((surface) => surface.view);
  keys.bind("f", () => picture?.view.fit());
  keys.bind("shift+f", () => picture?.view.actualSize());
}

// Backspace takes back the last point of what is being drawn; else the chosen point or region goes.
function removeChosen(editor) {
  if (editor.gesture) {
    editor.gesture.undo?.();
    return;
  }
  const { result } = editor;
  if (!result || editor.readonly) return;
  if (!editor.surfaces.get(result.to_name)?.deleteChosen()) editor.remove(result.id);
}

function bindWork(root, keys, editor, session) {
  const submit = () => session.submit();
  keys.bind("ctrl+enter", (event) => event.repeat || submit(), { whileTyping: true });
  keys.bind("enter", (event) => enter(event, root, editor, submit));
  keys.bind("s", () => session.skip());
  keys.bind("i", () => session.dialogs.open("instructions"));
  keys.bind("?", () => session.dialogs.open("keys"));
  keys.bind("alt+arrowleft", () => session.corrections.step(1));
  keys.bind("alt+arrowright", () => session.corrections.step(-1));
  for (const button of root.querySelectorAll("[data-submit]")) {
    // The second click of a double click belongs to the task that was there before.
    button.addEventListener("click", (event) => event.detail > 1 || submit());
  }
  for (const button of root.querySelectorAll("[data-skip]")) button.addEventListener("click", () => session.skip());
  for (const button of root.querySelectorAll("[data-earlier-open]")) button.addEventListener("click", () => session.corrections.showList());
  for (const button of root.querySelectorAll("[data-ask-again]")) button.addEventListener("click", () => session.next());
  submitOnChoose(root, editor, session);
}

// Enter submits where the whole answer is one choice; elsewhere it ends what is being drawn.
function enter(event, root, editor, submit) {
  if (event.target.closest("button, a, summary, dialog, select")) return false;
  if (editor.gesture?.finish) editor.gesture.finish();
  else if (isOneChoice(editor) && !event.repeat) submit();
  else return false;
  return true;
}

function isOneChoice(editor) {
  const controls = [...editor.config.controls.values()];
  return controls.length === 1 && controls[0].type === "choices" && !controls[0].multiple;
}

// A box people can tick: the answer goes as soon as it is chosen. A moment later, so that one sees what was chosen.
function submitOnChoose(root, editor, session) {
  const box = root.querySelector("[data-submit-on-choose]");
  if (!box) return;
  box.checked = session.journal.recall("submit-on-choose") === true;
  box.addEventListener("change", () => session.journal.remember("submit-on-choose", box.checked));
  editor.on("chose", () => {
    const { task } = session;
    if (box.checked && isOneChoice(editor) && !root.hasAttribute("data-correcting")) {
      setTimeout(() => session.task === task && session.submit(), 120);
    }
  });
}

function focusWork(root, editor) {
  if (document.querySelector("dialog[open]")) return;
  const surface = [...editor.surfaces.values()].find((one) => one.part.isConnected && editor.config.drawingOn(one.object.name).length);
  if (surface) surface.focus();
  else root.querySelector("[data-work]")?.focus({ preventScroll: true });
}
