// Draws each figure from the specification beside it. Under the site's policy Vega runs without
// `eval` and without style sheets of its own; where anything fails, the table below stays.
const OPTIONS = {
  mode: "vega-lite", renderer: "svg", actions: false, ast: true, defaultStyle: false,
  tooltip: { disableDefaultStyle: true },
};

async function draw(figure) {
  const spec = JSON.parse(figure.querySelector("script[type='application/json']").textContent);
  await vegaEmbed(figure.querySelector(".drawn"), spec, OPTIONS);
  figure.dataset.state = "drawn";
}

for (const figure of document.querySelectorAll("figure.chart")) {
  draw(figure).catch((problem) => console.error(problem));
}
