// The minutes told to raters follow the number of comparisons, until somebody writes his own.
const minutes = document.querySelector("#id_minutes");
const trials = document.querySelector("#id_trials_per_session");
const usual = () => Number(minutes.dataset.checksMinutes) + Math.ceil((Number(trials.value) * Number(minutes.dataset.comparisonS)) / 60);
let follows = minutes.value === "" || Number(minutes.value) === usual();

trials.addEventListener("input", () => {
  if (follows && Number(trials.value) > 0) minutes.value = usual();
});
minutes.addEventListener("input", () => (follows = minutes.value === ""));
