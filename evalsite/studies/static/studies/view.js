// Which part of the pictures is shown: one zoom and one place for all of them, in whole pixels.
const ZOOMS = [1, 2, 4];
const clamp = (value, least, most) => Math.min(Math.max(value, least), most);

export function createView(onChange) {
  let zoom = 1;
  let zoomed = false;
  let centre = { x: 0.5, y: 0.5 }; // of the part shown, as a share of the picture

  function set(next, { x, y }) {
    zoom = next;
    zoomed ||= zoom > 1;
    const half = 0.5 / zoom;
    centre = { x: clamp(x, half, 1 - half), y: clamp(y, half, 1 - half) };
    onChange();
  }

  // What is at this share of the shown part stays where it is.
  function zoomTo(next, at = { x: 0.5, y: 0.5 }) {
    const move = (axis) => centre[axis] + (at[axis] - 0.5) * (1 / zoom - 1 / next);
    set(next, { x: move("x"), y: move("y") });
  }

  return {
    zoom: () => zoom,
    wasZoomed: () => zoomed,
    cycle: (at) => zoomTo(ZOOMS[(ZOOMS.indexOf(zoom) + 1) % ZOOMS.length], at),
    step(by, at) {
      const next = ZOOMS[ZOOMS.indexOf(zoom) + by];
      if (next) zoomTo(next, at);
    },
    // By shares of the part shown.
    pan: (x, y) => zoom > 1 && set(zoom, { x: centre.x + x / zoom, y: centre.y + y / zoom }),
    reset() {
      zoomed = false;
      set(1, { x: 0.5, y: 0.5 });
    },
    // The part of a picture of this size, in its pixels.
    part(width, height) {
      const [w, h] = [width / zoom, height / zoom];
      const [x, y] = [Math.round(centre.x * width - w / 2), Math.round(centre.y * height - h / 2)];
      return [clamp(x, 0, Math.floor(width - w)), clamp(y, 0, Math.floor(height - h)), w, h];
    },
  };
}
