// The texts of one labeling page, from <template data-texts> inside it: a preview may arrive long after its page.
export function textsOf(root) {
  const texts = JSON.parse(root.querySelector("template[data-texts]").content.textContent);
  // One of something has a text of its own where it differs.
  return (key, values = {}) =>
    ((String(values.count) === "1" && texts[`${key}_one`]) || texts[key] || key).replace(/%\((\w+)\)s/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

export function announce(text) {
  const place = document.getElementById("announcements");
  if (!place) return;
  place.textContent = place.textContent === text ? `${text}\u00a0` : text;
}
