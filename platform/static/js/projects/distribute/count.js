import { languageOfPage } from "../../ui/strings.js";

// Says how many people are chosen.
export function announceCount(form, boxes) {
  const chosen = boxes.filter((box) => box.checked).length;
  const number = new Intl.NumberFormat(languageOfPage()).format;
  form.querySelector("[data-chosen-count]").textContent = `${number(chosen)} / ${number(boxes.length)}`;
}
