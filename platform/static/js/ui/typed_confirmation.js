// <input data-must-equal="name"> keeps its form's submit button off until exactly that is typed.
function check(field) {
  const right = field.value.trim().normalize("NFC") === field.dataset.mustEqual.trim().normalize("NFC");
  for (const button of field.form?.querySelectorAll("[type=submit]") ?? []) button.disabled = !right;
}

document.addEventListener("input", (event) => {
  if (event.target.matches("[data-must-equal]")) check(event.target);
});

function checkAll(part) {
  for (const field of part.querySelectorAll?.("[data-must-equal]") ?? []) check(field);
}

document.addEventListener("htmx:load", (event) => checkAll(event.detail.elt));
checkAll(document);
