// A dot moves away from a square; the rater says when it vanishes. Sends how far it was, run by run.
import { isStopped, watchScreen } from "./guard.js";

const CARD_MM = 85.6;
const BEGIN_MM = 55; // from the square: the blind spot of somebody 230 mm away
const MM_A_SECOND = 15; // slow, because the dot goes on while the finger moves
const DOT_MM = 8;
const form = document.querySelector("#blind-spot");
const words = form.dataset;
const track = document.querySelector("#track");
const dot = document.querySelector("#dot");
const press = document.querySelector("#press");
const hint = document.querySelector("#hint");
const cssPxAMm = () => Number(words.cardPx) / CARD_MM / devicePixelRatio;
const begun = performance.now();
const spots = []; // device pixels
let since = null; // when the dot began to move; null between runs

watchScreen();

const movedMm = () => BEGIN_MM + (performance.now() - since) / 1000 * MM_A_SECOND;

function move() {
  if (since === null) return;
  const left = track.clientWidth - 32 - movedMm() * cssPxAMm(); // 32: where the square is, from the right
  if (left < 0) return rest(words.textAgain);
  dot.style.left = `${left}px`;
  requestAnimationFrame(move);
}

function start() {
  hint.textContent = "";
  dot.style.width = dot.style.height = `${DOT_MM * cssPxAMm()}px`;
  dot.hidden = false;
  since = performance.now();
  press.querySelector("span").textContent = words.textStop;
  move();
}

function rest(text) {
  since = null;
  dot.hidden = true;
  hint.textContent = text;
  press.querySelector("span").textContent = words.textStart.replace("NUMBER", spots.length + 1);
}

function stop() {
  spots.push(movedMm() * cssPxAMm() * devicePixelRatio);
  rest(words.textDone.replace("NUMBER", spots.length).replace("TOTAL", words.runs));
  if (spots.length === Number(words.runs)) send();
}

function send() {
  press.disabled = true;
  form.elements.spots_px.value = spots.map((each) => each.toFixed(1)).join(" ");
  form.requestSubmit();
}

const toggle = () => spots.length < Number(words.runs) && (since === null ? start() : stop());

form.addEventListener("submit", () => { form.elements.response_ms.value = Math.round(performance.now() - begun); });
press.addEventListener("click", toggle);
addEventListener("screen-lost", () => since !== null && rest(""));
addEventListener("keydown", (event) => {
  if (event.key !== " " || event.ctrlKey || event.metaKey || event.altKey || isStopped()) return;
  if (document.activeElement?.name === "skip") return; // there the space bar presses the button
  event.preventDefault();
  if (!event.repeat) toggle();
});
addEventListener("keyup", (event) => event.key === " " && document.activeElement === press && event.preventDefault());
addEventListener("pageshow", (event) => event.persisted && location.reload());
rest("");
form.dataset.state = "ready";
