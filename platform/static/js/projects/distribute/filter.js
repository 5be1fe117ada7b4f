// Shows the people whose name holds what is searched for; who is chosen stays chosen.
export function filterPeople(form, words) {
  const wanted = words.trim().toLowerCase();
  let shown = 0;
  for (const row of form.querySelectorAll("[data-words]")) {
    row.hidden = wanted !== "" && !row.dataset.words.includes(wanted);
    if (!row.hidden) shown += 1;
  }
  form.querySelector("[data-nobody]").hidden = shown > 0;
}
