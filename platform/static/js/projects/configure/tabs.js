// The parts of the form as tabs; without script they stand one below the other. The one chosen is in the address.
const list = document.querySelector("[data-tabs]");
const tabs = [...list.querySelectorAll("[role=tab]")];

export function showTab(name) {
  const chosen = tabs.find((tab) => tab.id === `tab-${name}`) ?? tabs[0];
  for (const tab of tabs) {
    const here = tab === chosen;
    tab.setAttribute("aria-selected", String(here));
    tab.tabIndex = here ? 0 : -1;
    document.getElementById(tab.getAttribute("aria-controls")).hidden = !here;
  }
  document.getElementById("configure").dataset.tab = chosen.id.slice("tab-".length);
  document.dispatchEvent(new CustomEvent("tab-shown", { detail: chosen.id.slice("tab-".length) }));
}

list.addEventListener("click", (event) => {
  const tab = event.target.closest("[role=tab]");
  if (!tab) return;
  showTab(tab.id.slice("tab-".length));
  history.replaceState(history.state, "", `#show-${tab.id.slice("tab-".length)}`);
});

list.addEventListener("keydown", (event) => {
  const at = tabs.indexOf(event.target);
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  if (at < 0 || !step) return;
  event.preventDefault();
  const next = tabs[(at + step + tabs.length) % tabs.length];
  next.focus();
  next.click();
});

list.hidden = false;
showTab(location.hash.replace("#show-", ""));
