// The page "Add stimuli": sends photographs one by one, so that each is answered for as it comes,
// and says what the plan amounts to while it is being made. Without it, plain forms do the same.
const bringing = document.querySelector("#bringing");
const said = document.querySelector("#bringing-said");
const bar = bringing.querySelector("progress");
const plan = document.querySelector("#plan");
const estimate = document.querySelector("#estimate");
const PATIENCE_MS = 250;

// Each photograph of a form: what to send in the field, and what it is called.
function photographsOf(form, field) {
  const input = form.elements[field];
  if (input.type === "file") return [...input.files].map((file) => [file, file.name]);
  const marked = form.querySelectorAll(`input[name="${field}"]:checked`);
  return [...marked].map(({ value }) => [value, value]);
}

async function send(form, field, value, name) {
  const body = new FormData(form);
  body.delete(field);
  body.append(field, value);
  const reply = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
  if (reply.redirected) location.assign(reply.url);
  return reply.status === 204 ? "" : bringing.dataset.textFailed.replace("NAME", name).replace("STATUS", reply.status);
}

async function bring(form, field) {
  const photographs = photographsOf(form, field);
  const problems = [];
  bringing.hidden = false;
  bar.max = photographs.length;
  for (const [at, [value, name]] of photographs.entries()) {
    bar.value = at;
    said.textContent = bringing.dataset.textAt
      .replace("NUMBER", at + 1).replace("TOTAL", photographs.length).replace("NAME", name);
    const problem = await send(form, field, value, name);
    if (problem) problems.push(problem);
  }
  said.textContent = problems.join(" ");
  // The server keeps its refusals for the next page; what never reached it is said on this one.
  if (!problems.length) location.assign(location.pathname);
}

for (const form of document.querySelectorAll("form[data-one-by-one]")) {
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      await bring(form, form.dataset.oneByOne);
    } catch {
      said.textContent = bringing.dataset.textOffline;
    }
    button.disabled = false;
  });
}

let asking = 0;

async function askEstimate() {
  const asked = ++asking;
  const fields = new URLSearchParams(new FormData(plan));
  fields.delete("csrfmiddlewaretoken");
  const reply = await fetch(`${plan.dataset.estimateUrl}?${fields}`, { headers: { Accept: "application/json" } });
  if (reply.redirected || !reply.ok) return;
  const { said } = await reply.json();
  if (asked === asking) estimate.textContent = said;
}

let waiting = 0;
plan.addEventListener("input", () => {
  clearTimeout(waiting);
  waiting = setTimeout(() => askEstimate().catch(() => {}), PATIENCE_MS);
});
// A plan may be there from the start: what the study has so far.
if (plan.querySelector("[name=codec]:checked")) askEstimate().catch(() => {});
