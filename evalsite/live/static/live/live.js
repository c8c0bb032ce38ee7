// The page of a running study: asks every few seconds what has changed, and changes that alone.
import { LoggedOut, Poll, ask } from "./polling.js";
import { Panel, setText } from "./panel.js";

const page = document.querySelector("#live");
const form = document.querySelector("#width-form");
const panels = {};
for (const section of page.querySelectorAll("[data-panel]")) {
  panels[section.dataset.panel] = new Panel(section);
}

const asked = new URLSearchParams(new FormData(form));
const problem = form.querySelector("#width-problem");
// What was wrong with it stands beside the field; it is not asked again.
if (!problem.hidden) asked.delete("width");
asked.set("known", page.dataset.known);

function address(query) {
  return `${page.dataset.nowUrl}?${query}`;
}

function show(now) {
  for (const [name, [value, note]] of Object.entries(now.facts)) {
    const fact = page.querySelector(`[data-fact="${name}"]`);
    setText(fact.querySelector(".value"), value);
    setText(fact.querySelector(".quiet"), note);
  }
  for (const [kind, words] of Object.entries(now.who)) {
    const link = page.querySelector(`[data-kind="${kind}"]`);
    setText(link, words);
    link.hidden = !words;
  }
  for (const [name, panel] of Object.entries(now.panels)) panels[name].update(panel);
  const behind = page.querySelector("#behind");
  setText(behind, now.behind);
  behind.hidden = !now.behind;
  setText(page.querySelector("#at"), now.at);
  page.querySelector("#stale").hidden = true;
  asked.set("known", now.known);
}

async function turn() {
  const query = asked.toString();
  const now = await ask(address(query));
  if (now.problem) throw new Error(now.problem);
  // Somebody asked for another width meanwhile: this answer is to an old question.
  if (query === asked.toString()) show(now);
  return now.next_ms;
}

function fail(error) {
  const stale = page.querySelector("#stale");
  const since = `${page.dataset.stale} ${page.querySelector("#at").textContent} UTC.`;
  setText(stale, error instanceof LoggedOut ? `${since} ${page.dataset.login}` : since);
  stale.hidden = false;
}

function refuse(words) {
  setText(problem, words);
  problem.hidden = !words;
  form.elements.width.toggleAttribute("aria-invalid", Boolean(words));
  if (words) form.elements.width.setAttribute("aria-invalid", "true");
}

// The question of a width is answered in place; without scripts the form loads the page anew.
form.addEventListener("submit", async (event) => {
  event.preventDefault();
  const query = new URLSearchParams(new FormData(form));
  try {
    const now = await ask(address(query));
    refuse(now.problem ?? "");
    if (now.problem) return;
    for (const [name, value] of query) asked.set(name, value);
    history.replaceState(null, "", `?${query}`);
    show(now);
  } catch (error) {
    fail(error);
  }
});

new Poll({ turn, fail, first_ms: Number(page.dataset.nextMs) });
