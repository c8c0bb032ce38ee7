// flip_with_reference: the original on the left, on the right one place in which A and B alternate.
import { isStopped } from "../raters/guard.js";
import { fitToPixels, onNewPixels } from "../raters/pixels.js";

export function createViewer(page) {
  const stage = page.querySelector("#stage");
  const canvases = { original: page.querySelector("#original"), candidate: page.querySelector("#candidate") };
  const label = page.querySelector("#side");
  const zoomButton = page.querySelector("#zoom");
  let pictures = null;
  let side = "a";
  let zoom = 1;
  let zoomed = false;
  let centre = { x: 0.5, y: 0.5 }; // of the zoomed window, as a share of the picture
  let tell = () => {};

  const fit = () => fitToPixels(...Object.values(canvases));

  function draw() {
    if (!pictures) return;
    paint(canvases.original, pictures.original);
    paint(canvases.candidate, pictures[side]);
  }

  function paint(canvas, picture) {
    const { width, height } = canvas;
    const context = canvas.getContext("2d", { alpha: false });
    context.imageSmoothingEnabled = false;
    const [w, h] = [width / zoom, height / zoom];
    const x = Math.round(Math.min(Math.max(centre.x * width - w / 2, 0), width - w));
    const y = Math.round(Math.min(Math.max(centre.y * height - h / 2, 0), height - h));
    context.drawImage(picture, x, y, w, h, 0, 0, width, height);
  }

  function turn(next) {
    side = next;
    const name = side === "original" ? page.dataset.textOriginal : side.toUpperCase();
    label.textContent = name;
    canvases.candidate.setAttribute("aria-label", name);
    paint(canvases.candidate, pictures[side]);
    tell(side);
  }

  const flip = () => pictures && turn(side === "a" ? "b" : "a");

  function setZoom(next, at = centre) {
    zoom = next;
    centre = at;
    zoomed ||= zoom > 1;
    zoomButton.setAttribute("aria-pressed", String(zoom > 1));
    stage.classList.toggle("zoomed", zoom > 1);
    draw();
  }
  const toggleZoom = (at) => setZoom(zoom > 1 ? 1 : 2, at);

  function pan(event) {
    if (zoom === 1 || event.buttons !== 1) return;
    const { width, height } = event.currentTarget.getBoundingClientRect();
    const clamp = (share) => Math.min(Math.max(share, 0), 1);
    centre = { x: clamp(centre.x - event.movementX / width / zoom), y: clamp(centre.y - event.movementY / height / zoom) };
    draw();
  }

  page.querySelector("#flip").addEventListener("click", flip);
  zoomButton.addEventListener("click", () => toggleZoom());
  for (const canvas of Object.values(canvases)) {
    canvas.addEventListener("pointermove", pan);
    canvas.addEventListener("dblclick", (event) => {
      const box = canvas.getBoundingClientRect();
      toggleZoom({ x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height });
    });
  }
  onNewPixels(fit);
  addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || isStopped()) return;
    if (event.key === " ") {
      // The space bar flips wherever the focus is, and must not press the focused button as well.
      event.preventDefault();
      if (!event.repeat) flip();
    }
    if (event.key === "z" && !event.repeat) toggleZoom();
    if (event.key === "r" && !event.repeat && pictures) turn("original");
  });
  addEventListener("keyup", (event) => {
    if (event.key === " ") event.preventDefault();
    if (event.key === "r" && pictures && side === "original") turn("a");
  });

  return {
    onSide(callback) { tell = callback; },
    wasZoomed: () => zoomed,
    show(trial, next) {
      pictures = next;
      zoom = 1;
      zoomed = false;
      centre = { x: 0.5, y: 0.5 };
      for (const canvas of Object.values(canvases)) [canvas.width, canvas.height] = [trial.width, trial.height];
      setZoom(1);
      turn("a");
      draw();
      fit();
    },
  };
}
