// Shows a plate for four seconds, then a mask over it; takes the answer whenever it comes.
import { watchScreen } from "./guard.js";
import { listenToKeypad } from "./keypad.js";
import { keepToPixels } from "./pixels.js";

const SHOWN_MS = 4000;
const form = document.querySelector("#plate");
const words = form.dataset;
const canvas = document.querySelector("#picture");
const show = document.querySelector("#show");
const hint = document.querySelector("#hint");
const guard = watchScreen();
let shown = false;
const keypad = listenToKeypad(form, () => shown);

async function load(url) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(String(response.status));
  return createImageBitmap(await response.blob());
}

function draw(picture) {
  canvas.getContext("2d", { alpha: false }).drawImage(picture, 0, 0);
}

async function begin() {
  show.disabled = true;
  await guard.fits(); // the plate's four seconds are not for reading what to change
  try {
    // The mask comes first: nothing may delay it when the time is over.
    const mask = await load(words.maskUrl);
    if (words.timeOver) end(mask);
    else await present(await load(words.plateUrl), mask);
  } catch {
    hint.textContent = words.textBroken;
    show.disabled = false;
  }
}

async function present(plate, mask) {
  draw(plate);
  canvas.scrollIntoView({ block: "nearest" }); // four seconds are not for looking where it is
  show.hidden = true;
  hint.textContent = "";
  shown = true;
  keypad.start();
  keypad.allow();
  form.dataset.state = "shown";
  setTimeout(() => {
    draw(mask);
    hint.textContent = words.textCovered;
    form.dataset.state = "masked";
  }, SHOWN_MS);
}

function end(mask) {
  draw(mask);
  show.hidden = true;
  shown = true;
  keypad.start();
  keypad.allow();
  hint.textContent = words.textOver;
  form.dataset.state = "masked";
}

const blank = canvas.getContext("2d", { alpha: false });
blank.fillStyle = "rgb(236 236 236)";
blank.fillRect(0, 0, canvas.width, canvas.height);
keepToPixels(canvas);
show.addEventListener("click", begin);
if (words.timeOver) begin();
