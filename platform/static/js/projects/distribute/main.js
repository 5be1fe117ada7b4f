// Choosing people to give tasks to: search among them, choose all who are shown, and count.
import { announceCount } from "./count.js";
import { filterPeople } from "./filter.js";

const form = document.querySelector("[data-distribute]");

function boxes() {
  return [...form.querySelectorAll('input[name="members"]')];
}

function choose(checked) {
  for (const box of boxes()) {
    if (!box.closest("li").hidden || !checked) box.checked = checked;
  }
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

if (form) {
  const search = form.querySelector("[data-filters]");
  search.addEventListener("input", () => filterPeople(form, search.value));
  // The search is no answer of the form: it neither asks for a new plan nor sends the form.
  search.addEventListener("change", (event) => event.stopPropagation());
  search.addEventListener("keydown", (event) => {
    if (event.key === "Enter") event.preventDefault();
  });
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-choose]");
    if (button) choose(button.dataset.choose === "all");
  });
  form.addEventListener("change", () => announceCount(form, boxes()));
  form.addEventListener("change", () => form.toggleAttribute("data-shared", form.elements.mode.value === "shared"));
  form.toggleAttribute("data-shared", form.elements.mode.value === "shared");
  announceCount(form, boxes());
}
