// The choice lives in a cookie, so that the server can print it and no page flashes in the wrong colours.
const YEAR = 365 * 24 * 3600;

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-theme-choice]");
  if (!button) return;
  const choice = button.dataset.themeChoice;
  document.cookie = `theme=${choice}; path=/; max-age=${YEAR}; samesite=lax${location.protocol === "https:" ? "; secure" : ""}`;
  document.documentElement.dataset.theme = choice;
  for (const other of document.querySelectorAll("[data-theme-choice]")) {
    other.setAttribute("aria-pressed", String(other.dataset.themeChoice === choice));
  }
});
