// Stops all flicker at once: by Escape, by its button, or because the system asks for less motion. It starts again
// only when the rater says so, and never where less motion is asked for.
export function createStill(flicker, goOnFlickering) {
  const dialog = document.querySelector("#still");
  if (!dialog) return { isStill: () => false };
  const go = document.querySelector("#still-go");
  const reduced = matchMedia("(prefers-reduced-motion: reduce)");
  let still = false;

  function stop() {
    still = true;
    flicker.stop();
    go.hidden = reduced.matches;
    document.querySelector("#still-reduced").hidden = !reduced.matches;
    if (dialog.open) return;
    dialog.showModal();
    dispatchEvent(new Event("screen-lost")); // what was looked at is not counted meanwhile
  }
  function goOn() {
    still = false;
    dialog.close();
    dispatchEvent(new Event("screen-mended"));
    goOnFlickering();
  }

  document.querySelector("#stop").addEventListener("click", stop);
  go.addEventListener("click", goOn);
  // Escape closes a dialog, the second time against the page's will: it stands there again.
  dialog.addEventListener("cancel", (event) => event.preventDefault());
  dialog.addEventListener("close", () => still && dialog.showModal());
  // Before anything else on the page hears it, whatever has the focus or stands over the page.
  addEventListener("keydown", (event) => event.key === "Escape" && stop(), { capture: true });
  reduced.addEventListener("change", () => reduced.matches && stop());
  if (reduced.matches) stop();
  return { isStill: () => still };
}
