// The bar below a picture: smaller, percent, larger, fit, brightness and contrast, cross-hair.
const STEP = 1.25;

export class ZoomBar {
  constructor(picture) {
    this.picture = picture;
    this.bar = picture.part.querySelector("[data-zoom-bar]");
    this.percent = this.bar.querySelector("[data-zoom=actual]");
    this.crosshair = remembered("crosshair") === "on";
    this.bar.addEventListener("click", (event) => {
      const button = event.target.closest("[data-zoom]");
      if (button) this.press(button.dataset.zoom);
    });
    this.bar.addEventListener("input", () => this.light());
    this.bar.querySelector("[data-light-reset]").addEventListener("click", () => {
      for (const slider of this.bar.querySelectorAll("[data-light]")) slider.value = 100;
      this.light();
    });
    this.showCrosshair();
  }

  press(what) {
    const { view } = this.picture;
    if (what === "in") view.zoomBy(STEP);
    if (what === "out") view.zoomBy(1 / STEP);
    if (what === "fit") view.fit();
    if (what === "actual") view.actualSize();
    if (what === "crosshair") {
      this.crosshair = !this.crosshair;
      remember("crosshair", this.crosshair ? "on" : "off");
      this.showCrosshair();
    }
  }

  show(scale) {
    this.percent.textContent = `${scale < 0.1 ? (scale * 100).toFixed(1) : Math.round(scale * 100)}%`;
  }

  showCrosshair() {
    this.bar.querySelector("[data-zoom=crosshair]")?.setAttribute("aria-pressed", String(this.crosshair));
  }

  light() {
    const [brightness, contrast] = ["brightness", "contrast"].map((name) => this.bar.querySelector(`[data-light=${name}]`).value);
    const changed = brightness !== "100" || contrast !== "100";
    this.picture.image.style.filter = changed ? `brightness(${brightness}%) contrast(${contrast}%)` : "";
    this.bar.querySelector("[data-light-menu]").classList.toggle("changed", changed);
  }
}

function remembered(name) {
  try {
    return localStorage.getItem(`labelroom:${name}`);
  } catch {
    return null; // storage is closed to this page
  }
}

function remember(name, value) {
  try {
    localStorage.setItem(`labelroom:${name}`, value);
  } catch {
    // It holds until the page is left.
  }
}
