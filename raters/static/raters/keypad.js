// Answers a form of buttons named `given` once, by mouse or by the keys in their data-key or data-keys.
import { isStopped } from "./guard.js";

export function listenToKeypad(form, isReady = () => true) {
  const buttons = [...form.querySelectorAll("[name=given]")];
  let since = performance.now(); // ms of the page's own clock
  let sent = false;

  form.addEventListener("submit", (event) => {
    if (sent || !isReady()) return event.preventDefault();
    sent = true;
    form.elements.response_ms.value = Math.round(performance.now() - since);
  });
  addEventListener("keydown", (event) => {
    if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || isStopped()) return;
    const button = buttons.find((each) => (each.dataset.keys ?? each.dataset.key).split(" ").includes(event.key));
    if (!button || button.disabled) return;
    event.preventDefault();
    form.requestSubmit(button);
  });
  // Back from the next page: the browser may show this one again as it was.
  addEventListener("pageshow", (event) => event.persisted && location.reload());

  return {
    start() { since = performance.now(); },
    allow() {
      for (const button of buttons) button.disabled = false;
    },
  };
}
