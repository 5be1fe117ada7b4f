// Translated texts come with the page, in <template data-strings>.
let texts = null;

export function string(key, values = {}) {
  if (texts === null) {
    texts = {};
    for (const template of document.querySelectorAll("template[data-strings]")) {
      Object.assign(texts, JSON.parse(template.content.textContent));
    }
  }
  return (texts[key] ?? key).replace(/%\((\w+)\)s/g, (whole, name) => (name in values ? String(values[name]) : whole));
}

export function languageOfPage() {
  return document.documentElement.lang || "en";
}
