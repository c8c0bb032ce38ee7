// The page of a run: asks how far it is, once a second, and loads itself anew when it has ended;
// then the still picture becomes one that answers to the pointer.
const run = document.querySelector("#run");
const reached = document.querySelector("#reached");
const EVERY_MS = 1000;

function show(now) {
  const bar = document.querySelector("#bar");
  bar.max = now.total;
  // Without a value the bar only says that there is work: no stimulus is finished yet.
  if (now.moved) bar.value = now.done;
  else bar.removeAttribute("value");
  document.querySelector("#said").textContent = now.said;
  document.querySelector("#newest").textContent = now.newest;
  document.querySelector("#failed").hidden = !now.failures.length;
  document.querySelector("#failures").replaceChildren(...now.failures.map(item));
}

function item(text) {
  const line = document.createElement("li");
  line.textContent = text;
  return line;
}

async function ask() {
  const reply = await fetch(run.dataset.progressUrl, { headers: { Accept: "application/json" } });
  if (reply.redirected || !reply.ok) return location.reload();
  const now = await reply.json();
  if (now.state !== run.dataset.state) return location.reload();
  show(now);
}

async function watch() {
  try {
    await ask();
  } catch {
    document.querySelector("#said").textContent = run.dataset.textLost;
  }
  setTimeout(watch, EVERY_MS);
}

// Under the site's policy Vega runs without `eval` and without style sheets of its own. Where
// anything fails, the still picture stays: it shows the same.
async function enliven(figure) {
  const spec = await (await fetch(figure.dataset.specUrl)).json();
  const live = document.createElement("div");
  figure.prepend(live);
  const options = {
    mode: "vega-lite", renderer: "svg", actions: false, ast: true, defaultStyle: false,
    tooltip: { disableDefaultStyle: true },
  };
  await vegaEmbed(live, spec, options);
  figure.querySelector("img").hidden = true;
}

if (reached) enliven(reached).catch((problem) => console.error(problem));
if (["queued", "running"].includes(run.dataset.state)) setTimeout(watch, EVERY_MS);
