// Looks at the screen, says what to change, looks again by itself, and sends what it measured.
import { codesOf, measureDevice, problemsOf } from "./device.js";

const form = document.querySelector("#screen");
const words = form.dataset;
const go = document.querySelector("#go");
const needs = {
  windowWidthPx: Number(words.windowWidth),
  windowHeightPx: Number(words.windowHeight),
  screenWidthPx: Number(words.screenWidth),
  screenHeightPx: Number(words.screenHeight),
};
const begun = performance.now();
let sent = false;

function tell(measured) {
  const good = codesOf(measured, needs).length === 0;
  const verdict = document.querySelector("#verdict");
  verdict.textContent = good ? words.textGood : words.textBad;
  verdict.className = `verdict ${good ? "good" : "bad"}`;
  const list = document.querySelector("#problems");
  list.replaceChildren(...problemsOf(measured, needs).map((text) => {
    const item = document.createElement("li");
    item.textContent = text;
    return item;
  }));
  document.querySelector("#not-yet")?.toggleAttribute("hidden", good);
  go.querySelector("span").textContent = good ? words.textGo : words.textAgain;
  const facts = {
    window: `${measured.viewport_width_px} × ${measured.viewport_height_px}`,
    screen: `${measured.screen_width_px} × ${measured.screen_height_px}`,
    colours: `${measured.colour_depth_bits} ${words.textBits}`,
  };
  for (const [name, text] of Object.entries(facts)) document.querySelector(`[data-fact="${name}"]`).textContent = text;
  form.dataset.state = good ? "good" : "bad";
}

async function look() {
  tell(await measureDevice({ quick: true }));
  go.disabled = false;
}

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  if (sent) return;
  sent = true;
  go.disabled = true;
  form.elements.measured.value = JSON.stringify(await measureDevice());
  form.elements.response_ms.value = Math.round(performance.now() - begun);
  form.submit();
});
addEventListener("resize", look);
// Back from the next page: the browser may show this one again as it was.
addEventListener("pageshow", (event) => event.persisted && location.reload());
// A window dragged to another monitor may keep its size: look now and then as well.
setInterval(() => !sent && look(), 2000);
look().then(() => go.focus());
