// The places on the trial page: canvases, left to right, each for one picture or for those that take turns. What the
// study's presentation puts where is told by the page, in data-place; this script knows no presentation by name.
import { watchExactness } from "./exact.js";
import { fitToPixels, onNewPixels } from "../raters/pixels.js";

export function createStage(page) {
  const places = [...page.querySelectorAll("canvas[data-place]")].map((canvas) => ({
    canvas,
    caption: canvas.closest("figure").querySelector("figcaption"),
    name: canvas.dataset.place,
    context: canvas.getContext("2d", { alpha: false }),
  }));
  const canvases = places.map(({ canvas }) => canvas);
  const { style } = page.querySelector("#stage");
  // Every trial has the room of the study's highest picture: nothing below moves when the next one is lower.
  const fit = () => {
    style.setProperty("--room", `${Number(page.dataset.roomHeight) / devicePixelRatio}px`);
    fitToPixels(...canvases);
  };
  onNewPixels(fit);
  fit();

  function label(place, name) {
    if (place.caption.textContent === name) return;
    place.caption.textContent = name;
    place.canvas.setAttribute("aria-label", name);
  }

  function paint({ canvas, context }, picture, part) {
    context.imageSmoothingEnabled = false;
    context.drawImage(picture, ...part, 0, 0, canvas.width, canvas.height);
  }

  return {
    places,
    isExact: watchExactness(canvases, fit),
    // Canvases are emptied only where their size really changes.
    resize(width, height) {
      for (const canvas of canvases) {
        if (canvas.width === width && canvas.height === height) continue;
        [canvas.width, canvas.height] = [width, height];
      }
      fit();
    },
    // `lookUp` says for each place which picture and which name it has now.
    draw(lookUp, part) {
      for (const place of places) {
        const { picture, name } = lookUp(place.name);
        paint(place, picture, part);
        label(place, name);
      }
    },
  };
}
