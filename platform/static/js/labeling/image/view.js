// How a picture lies in its stage: screen = scale * picture + offset, in CSS pixels from the stage's corner.
const SMALLEST = 0.02;
const LARGEST = 40;
const MARGIN = 24;
const KEPT_IN_SIGHT = 40; // pixels of the picture that panning leaves visible

export class View {
  constructor(stage, changed) {
    this.stage = stage;
    this.changed = changed;
    this.size = null;
    this.scale = 1;
    this.x = 0;
    this.y = 0;
    this.fitting = true;
    new ResizeObserver(() => this.resized()).observe(stage);
  }

  open(size) {
    this.size = size;
    this.fit();
  }

  get room() {
    return { width: this.stage.clientWidth, height: this.stage.clientHeight };
  }

  resized() {
    if (!this.size) return;
    if (this.fitting) this.fit();
    else this.place(this.scale, this.x, this.y);
  }

  fit() {
    if (!this.size) return;
    const { width, height } = this.room;
    const margin = Math.min(MARGIN, width / 20, height / 20);
    const scale = Math.min((width - 2 * margin) / this.size.width, (height - 2 * margin) / this.size.height, 12);
    this.fitting = true;
    this.place(scale, (width - this.size.width * scale) / 2, (height - this.size.height * scale) / 2);
  }

  // Shows one pixel of the picture as one CSS pixel.
  actualSize() {
    this.zoomTo(1);
  }

  zoomTo(scale) {
    this.zoomBy(scale / this.scale);
  }

  // Zooms so that the point (stage pixels; the middle when absent) stays where it is.
  zoomBy(factor, point = { x: this.room.width / 2, y: this.room.height / 2 }) {
    if (!this.size) return;
    const scale = Math.min(LARGEST, Math.max(SMALLEST, this.scale * factor));
    const ratio = scale / this.scale;
    this.fitting = false;
    this.place(scale, point.x - (point.x - this.x) * ratio, point.y - (point.y - this.y) * ratio);
  }

  panBy(dx, dy) {
    if (!this.size) return;
    this.fitting = false;
    this.place(this.scale, this.x + dx, this.y + dy);
  }

  place(scale, x, y) {
    const { width, height } = this.room;
    this.scale = Math.max(scale, SMALLEST / 10);
    this.x = Math.min(width - KEPT_IN_SIGHT, Math.max(KEPT_IN_SIGHT - this.size.width * this.scale, x));
    this.y = Math.min(height - KEPT_IN_SIGHT, Math.max(KEPT_IN_SIGHT - this.size.height * this.scale, y));
    this.changed();
  }

  // Brings a rectangle of the picture into sight, moving as little as possible.
  reveal(bounds) {
    const { width, height } = this.room;
    const { x, y } = this.toStage(bounds);
    const within = (start, length, room) => {
      const end = start + length * this.scale;
      if (start >= 0 && end <= room) return 0;
      return length * this.scale > room || start < 0 ? MARGIN - start : room - MARGIN - end;
    };
    const dx = within(x, bounds.width, width);
    const dy = within(y, bounds.height, height);
    if (dx || dy) this.panBy(dx, dy);
  }

  // A pointer event's place in the stage, in CSS pixels.
  pointIn(event) {
    const box = this.stage.getBoundingClientRect();
    return { x: event.clientX - box.left - this.stage.clientLeft, y: event.clientY - box.top - this.stage.clientTop };
  }

  toPicture(point) {
    return { x: (point.x - this.x) / this.scale, y: (point.y - this.y) / this.scale };
  }

  toStage(point) {
    return { x: point.x * this.scale + this.x, y: point.y * this.scale + this.y };
  }

  onPicture(event) {
    return this.toPicture(this.pointIn(event));
  }

  clipped(point) {
    return {
      x: Math.min(this.size.width, Math.max(0, point.x)),
      y: Math.min(this.size.height, Math.max(0, point.y)),
    };
  }
}
