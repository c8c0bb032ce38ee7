// Stops the page while the screen does not fit: people drag windows to other monitors and press ctrl-plus.
// Says in words what to change, and goes on by itself once it is mended. Needs raters/_mend.html on the page.
import { measureDevice, problemsOf } from "./device.js";

const LOOK_MS = 1000;
const dialog = document.querySelector("#mend");
const list = document.querySelector("#mend-problems");

export function watchScreen(needs = {}) {
  const waiting = []; // those who asked while it did not fit

  async function look() {
    const problems = problemsOf(await measureDevice({ quick: true }), needs);
    if (problems.length) stop(problems);
    else goOn();
    return problems.length === 0;
  }

  function goOn() {
    if (dialog.open) {
      dialog.close();
      dispatchEvent(new Event("screen-mended"));
    }
    for (const resolve of waiting.splice(0)) resolve();
  }

  addEventListener("resize", look);
  // A window dragged to another monitor may keep its size: look now and then as well.
  setInterval(look, LOOK_MS);
  dialog.addEventListener("cancel", (event) => event.preventDefault()); // the escape key
  look();

  return {
    async fits() {
      if (!(await look())) await new Promise((resolve) => waiting.push(resolve));
    },
  };
}

function stop(problems) {
  const told = [...list.children].map((item) => item.textContent);
  // Written anew only when it changes, or a screen reader would say it every second.
  if (problems.join() !== told.join()) list.replaceChildren(...problems.map(toItem));
  if (dialog.open) return;
  dialog.showModal();
  dispatchEvent(new Event("screen-lost"));
}

function toItem(text) {
  const item = document.createElement("li");
  item.textContent = text;
  return item;
}

// Keys are not for the page while a dialog stands over it.
export const isStopped = () => document.querySelector("dialog[open]") !== null;
