// Shows the pictures of a trial: whose turn it is, zoom and pan, flicker. Keys work wherever the focus is.
import { isStopped } from "../raters/guard.js";
import { createFlicker } from "./flicker.js";
import { createStage } from "./stage.js";
import { createStill } from "./still.js";
import { createView } from "./view.js";

const PAN = 1 / 8; // of the part shown, by a key
const NOTCH = 50; // of the wheel, for one step of the zoom
const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function createViewer(page) {
  const turns = page.dataset.turns.split(" ").filter(Boolean);
  const boostZoom = Number(page.dataset.boostZoom);
  const stage = createStage(page);
  const view = createView(zoomChanged);
  const flicker = createFlicker(Number(page.dataset.flicker), draw);
  const still = createStill(flicker, move);
  const reference = page.querySelector("#reference");
  const zoomButton = page.querySelector("#zoom");
  const level = page.querySelector("#level");
  let pictures = null;
  let size = [0, 0]; // of a picture, in its pixels
  let side = null; // whose turn it is
  let held = false; // the key that shows the original everywhere
  let tell = () => {};

  const nameOf = (which) => (which === "original" ? page.dataset.textOriginal : which.toUpperCase());

  function lookUp(place) {
    const which = held ? "original" : place === "turn" ? side : place;
    const flickers = which !== "original" && flicker.showsOriginal();
    return { picture: pictures[flickers ? "original" : which], name: nameOf(which) };
  }

  function draw() {
    if (pictures) stage.draw(lookUp, view.part(...size));
  }

  // The pictures that compete, of those in sight.
  const inSight = () => (held ? ["original"] : turns.length ? [side] : ["a", "b"]);

  function look() {
    draw();
    reference?.setAttribute("aria-pressed", String(held || side === "original"));
    tell(inSight());
  }

  function turn(next) {
    side = next;
    look();
  }

  const flip = () => pictures && turns.length && turn(side === "a" ? "b" : "a");

  function hold(now) {
    if (!pictures?.original || held === now) return;
    held = now;
    look();
  }

  function zoomChanged() {
    zoomButton.setAttribute("aria-pressed", String(view.zoom() > 1));
    level.textContent = `${boostZoom * view.zoom()}×`;
    page.querySelector("#stage").classList.toggle("zoomed", view.zoom() > 1);
    draw();
  }

  // Flicker runs while a trial is looked at, and never behind a dialog.
  function move() {
    if (pictures && !still.isStill() && !isStopped() && !document.hidden) flicker.start();
    else flicker.stop();
  }

  function listenToPointer({ canvas }) {
    let turned = 0;
    const share = (event) => {
      const box = canvas.getBoundingClientRect();
      return { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height };
    };
    canvas.addEventListener("pointerdown", (event) => canvas.setPointerCapture(event.pointerId));
    canvas.addEventListener("pointermove", (event) => {
      if (event.buttons !== 1) return;
      const { width, height } = canvas.getBoundingClientRect();
      view.pan(-event.movementX / width, -event.movementY / height);
    });
    canvas.addEventListener("dblclick", (event) => view.cycle(share(event)));
    // Two fingers apart on a touch pad come as a wheel with ctrl: they zoom the pictures and not the page.
    canvas.addEventListener("wheel", (event) => {
      event.preventDefault();
      turned += event.deltaY * (event.ctrlKey ? 10 : 1);
      if (Math.abs(turned) < NOTCH) return;
      view.step(turned < 0 ? 1 : -1, share(event));
      turned = 0;
    }, { passive: false });
  }

  function press(event) {
    // The space bar flips wherever the focus is, and must not press the focused button as well.
    if (event.key === " ") event.preventDefault();
    if (event.shiftKey && event.key in ARROWS) {
      event.preventDefault();
      view.pan(...ARROWS[event.key].map((direction) => direction * PAN));
    }
    if (event.repeat) return;
    if (event.key === " ") flip();
    if (event.key.toLowerCase() === "z") view.cycle();
    if (event.key === "+") view.step(1);
    if (event.key === "-") view.step(-1);
    if (event.key.toLowerCase() === "r") hold(true);
  }

  page.querySelector("#flip")?.addEventListener("click", flip);
  reference?.addEventListener("click", () => pictures && turn("original"));
  zoomButton.addEventListener("click", () => view.cycle());
  for (const place of stage.places) listenToPointer(place);
  addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey && !event.altKey && !isStopped()) press(event);
  });
  addEventListener("keyup", (event) => {
    if (event.key === " ") event.preventDefault();
    if (event.key.toLowerCase() === "r") hold(false);
  });
  addEventListener("blur", () => hold(false));
  if (Number(page.dataset.flicker)) {
    document.addEventListener("visibilitychange", move);
    for (const dialog of document.querySelectorAll("dialog")) new MutationObserver(move).observe(dialog, { attributeFilter: ["open"] });
  }

  return {
    onSight(callback) { tell = callback; },
    // What is being said of one picture is said with that one in sight.
    bringUp(which) { if (pictures && turns.includes(which)) turn(which); },
    measure: () => ({
      zoomed: view.wasZoomed(),
      ...(stage.isExact() === null ? {} : { pixel_exact: String(stage.isExact()) }),
      ...(flicker.achievedHz() === null ? {} : { flicker_hz: flicker.achievedHz() }),
    }),
    show(trial, next) {
      const before = Object.values(pictures ?? {});
      flicker.stop();
      flicker.reset();
      [pictures, size, held, side] = [next, [trial.width, trial.height], false, turns[0] ?? null];
      stage.resize(boostZoom * trial.width, boostZoom * trial.height);
      view.reset(); // draws
      look();
      move();
      for (const picture of before) picture.close();
    },
  };
}
