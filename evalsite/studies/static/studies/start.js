// Copies the address of a study's rater link at a click. Without this script, or where the browser has no clipboard,
// the link itself is there to open or to copy by hand.
for (const button of document.querySelectorAll("[data-copies]")) {
  const name = button.textContent;
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(new URL(button.dataset.copies, location).href);
    button.textContent = button.dataset.done;
    setTimeout(() => { button.textContent = name; }, 2000);
  });
}
