import "../ui/dialogs.js";
import { LabelConfig } from "./config.js";
import { Editor } from "./editor.js";
import { Picture } from "./elements/image.js";
import { Text } from "./elements/text.js";
import { Headings } from "./elements/header.js";
import { bindKeys } from "./page_keys.js";
import { Choices } from "./panels/choices.js";
import { LabelPanel } from "./panels/label_panel.js";
import { RegionList } from "./panels/region_list.js";
import { Sheets } from "./panels/sheets.js";
import { Toolbar } from "./panels/toolbar.js";
import { textsOf } from "./texts.js";
import { Session } from "./work/session.js";

// Starts each [data-labeling] on the page. Modes: "work" asks the server for tasks and saves; "preview" lets one try the
// config on the task given with the page; "view" shows given results, unchangeable.
const SURFACES = { Text, Image: Picture };

function start(root) {
  if (root.dataset.started !== undefined) return;
  root.dataset.started = "";
  const config = new LabelConfig(jsonIn(root, "config"));
  const editor = new Editor(root, config, textsOf(root));
  for (const part of root.querySelectorAll("[data-object]")) {
    const { name, tag } = config.objects.get(part.dataset.object);
    editor.surfaces.set(name, new SURFACES[tag](part, editor));
  }
  new Headings(root, editor);
  const choices = new Choices(root, editor);
  new LabelPanel(root, editor);
  new RegionList(root, editor);
  new Toolbar(root, editor);
  new Sheets(root, editor);
  const session = root.dataset.mode === "work" ? new Session(root, editor, choices) : null;
  bindKeys(root, editor, choices, session);
  if (session) session.start();
  else showGiven(root, editor);
}

function showGiven(root, editor) {
  const task = jsonIn(root, "task");
  const results = task?.annotation?.results ?? [];
  root.dataset.state = task ? "task" : "empty";
  if (task) editor.show(task, results, { readonly: root.dataset.mode === "view" });
}

function jsonIn(root, name) {
  const template = root.querySelector(`template[data-${name}]`);
  return template ? JSON.parse(template.content.textContent) : null;
}

function startIn(part) {
  if (part.matches?.("[data-labeling]")) start(part);
  for (const root of part.querySelectorAll?.("[data-labeling]") ?? []) start(root);
}

startIn(document);
document.addEventListener("htmx:load", (event) => startIn(event.detail.elt));
