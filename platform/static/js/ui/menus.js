// <details class="menu">: one at a time, closed by Escape, a click elsewhere or leaving it; arrows walk its items.
// With data-menu-from, what it holds stands once in that <template>, for all rows; opening fills it for its own row.
const openMenus = () => document.querySelectorAll("details.menu[open]");

document.addEventListener("toggle", (event) => {
  const menu = event.target;
  if (!menu.matches?.("details.menu")) return;
  if (!menu.open) {
    menu.classList.remove("flips-left", "flips-up");
    return;
  }
  for (const other of openMenus()) if (other !== menu) other.open = false;
  fill(menu);
  keepInSight(menu);
}, true);

function fill(menu) {
  const list = menu.querySelector(".menu-list");
  const { menuFrom, menuAt, menuWhen } = menu.dataset;
  if (!menuFrom || list.childElementCount) return;
  list.append(document.getElementById(menuFrom).content.cloneNode(true));
  for (const form of list.querySelectorAll("form")) {
    if (form.dataset.when && !form.dataset.when.split(" ").includes(menuWhen)) form.remove();
    form.action = `${menuAt}/${form.dataset.act}`;
  }
}

function keepInSight(menu) {
  const box = menu.querySelector(".menu-list").getBoundingClientRect();
  const own = menu.getBoundingClientRect();
  if (box.left < 4) menu.classList.add("flips-left");
  if (box.bottom > innerHeight - 4 && own.top > box.height + 8) menu.classList.add("flips-up");
}

document.addEventListener("click", (event) => {
  for (const menu of openMenus()) {
    if (!menu.contains(event.target) || event.target.closest(".menu-item")) menu.open = false;
  }
});

document.addEventListener("focusout", (event) => {
  const menu = event.target.closest?.("details.menu[open]");
  if (menu && event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
});

document.addEventListener("keydown", (event) => {
  const menu = event.target.closest?.("details.menu");
  if (!menu) return;
  if (event.key === "Escape" && menu.open) {
    menu.open = false;
    menu.querySelector("summary").focus();
    event.stopPropagation();
  } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    menu.open = true;
    fill(menu); // the toggle event comes later
    const items = [...menu.querySelectorAll(".menu-item")];
    const step = event.key === "ArrowDown" ? 1 : -1;
    const place = items.indexOf(document.activeElement);
    items.at(place === -1 ? (step === 1 ? 0 : -1) : (place + step) % items.length)?.focus();
    event.preventDefault();
  }
});
