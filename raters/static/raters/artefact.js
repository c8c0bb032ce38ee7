// The original on the left; on the right A and B alternate in one place. Answers wait until both were seen.
import { isStopped, watchScreen } from "./guard.js";
import { listenToKeypad } from "./keypad.js";
import { keepToPixels } from "./pixels.js";

const WAIT_MS = [500, 1000, 2000, 5000];
const form = document.querySelector("#artefact");
const words = form.dataset;
const original = document.querySelector("#original");
const candidate = document.querySelector("#candidate");
const label = document.querySelector("#side");
const flip = document.querySelector("#flip");
const hint = document.querySelector("#hint");
const guard = watchScreen();
const seen = new Set();
let pictures = null;
let side = "first";
const keypad = listenToKeypad(form, () => seen.size === 2);

async function load(url) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const response = await fetch(url);
      if (!response.ok) throw new Error(String(response.status));
      return await createImageBitmap(await response.blob());
    } catch {
      hint.textContent = words.textBroken;
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS[Math.min(attempt, WAIT_MS.length - 1)]));
    }
  }
}

function paint(canvas, picture) {
  canvas.getContext("2d", { alpha: false }).drawImage(picture, 0, 0);
}

function turn(next) {
  side = next;
  label.textContent = side === "first" ? "A" : "B";
  candidate.setAttribute("aria-label", label.textContent);
  paint(candidate, pictures[side]);
  seen.add(side);
  if (seen.size === 2 && hint.textContent) {
    hint.textContent = "";
    keypad.allow();
  }
}

async function begin() {
  hint.textContent = words.textLoading;
  const [first, second, untouched] = await Promise.all([words.firstUrl, words.secondUrl, words.originalUrl].map(load));
  await guard.fits();
  pictures = { first, second };
  paint(original, untouched);
  hint.textContent = words.textFlip;
  keypad.start();
  turn("first");
  flip.disabled = false;
  form.dataset.state = "ready";
}

const turnOver = () => pictures && turn(side === "first" ? "second" : "first");
flip.addEventListener("click", turnOver);
addEventListener("keydown", (event) => {
  if (event.key !== " " || event.ctrlKey || event.metaKey || event.altKey || isStopped()) return;
  // The space bar flips wherever the focus is, and must not press the focused button as well.
  event.preventDefault();
  if (!event.repeat) turnOver();
});
addEventListener("keyup", (event) => event.key === " " && event.preventDefault());
keepToPixels(original, candidate);
begin();
