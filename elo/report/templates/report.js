// Turns each still picture into one that answers to the pointer. Where anything fails, the still
// picture stays: it shows the same.
for (const figure of document.querySelectorAll("figure[data-chart]")) {
  const spec = JSON.parse(figure.querySelector("script").textContent);
  const live = figure.querySelector(".live");
  const options = {
    mode: "vega-lite", renderer: "svg", actions: false, ast: true, defaultStyle: false,
    tooltip: { disableDefaultStyle: true, theme: "report" },
  };
  vegaEmbed(live, spec, options).then(() => {
    figure.classList.add("is-live");
  }).catch((problem) => console.error(figure.dataset.chart, problem));
}
