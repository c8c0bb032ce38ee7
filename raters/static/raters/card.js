// A box that is made as wide as a bank card; its width in device pixels gives the size of one.
import { watchScreen } from "./guard.js";

const USUAL_PX = 323; // a card on a screen of 96 points an inch, at a ratio of 1
const form = document.querySelector("#card");
const width = document.querySelector("#width");
const box = document.querySelector("#box");
const begun = performance.now();

const draw = () => { box.style.width = `${width.value / devicePixelRatio}px`; };

watchScreen();
width.value = Math.round(USUAL_PX * devicePixelRatio);
width.addEventListener("input", draw);
addEventListener("resize", draw);
form.addEventListener("submit", () => { form.elements.response_ms.value = Math.round(performance.now() - begun); });
addEventListener("pageshow", (event) => event.persisted && location.reload());
draw();
form.dataset.state = "ready";
