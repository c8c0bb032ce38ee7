// The trial page: shows pairs, waits until both have been seen, sends answers, goes on.
// Everything it needs arrives in data- attributes; it never learns what a picture is.
import { isStopped, watchScreen } from "../raters/guard.js";
import { rest, waitMs } from "./backoff.js";
import { sendLeftovers } from "./leftovers.js";
import { createOutbox } from "./outbox.js";
import { readsTrue } from "./boost.js";
import { createLooking } from "./looking.js";
import { loadPictures } from "./pictures.js";
import { holdTab } from "./tab.js";
import { createViewer } from "./viewer.js";

const AHEAD = 3; // trials whose pictures are decoded before they are needed
const page = document.querySelector("#compare");
const words = page.dataset;
const SOON_MS = 100; // between looks at whether both pictures have been seen for long enough
// On screen so long, a picture counts as looked at: nobody takes one in faster, and the site takes no such vote.
const LEAST_MS = words.turns ? 100 : 500;
const hint = document.querySelector("#hint");
const amplify = Number(words.boostAmplify);
const buttons = [...document.querySelectorAll("[data-choice]")];
const guard = watchScreen({ windowWidthPx: Number(words.windowWidth), windowHeightPx: Number(words.windowHeight) });
const viewer = createViewer(page);
const sending = { url: words.voteUrl, session: words.session, token: document.querySelector("[name=csrfmiddlewaretoken]").value };
const TROUBLE = { offline: words.textWaiting, unkept: words.textUnkept, refused: words.textSignedOut, unreadable: words.textAgain };
const outbox = createOutbox({
  ...sending,
  name: `outbox:${words.session}`,
  onState(state, trial) {
    if (state === "over") location.assign(words.visitUrl);
    if (state === "unreadable") known.delete(trial); // it is asked again
    say(TROUBLE[state] ?? "", state in TROUBLE ? "bad" : "");
  },
});

const queue = []; // trials to come, each with a promise of its pictures
const known = new Set(); // codes of every trial this page was ever given
let total = 1;
let leaveTo = null; // where to go when the queue is empty
let looking = null; // what is being measured of the trial on screen; null between trials
let current = null;
let answered = 0;

function say(text, mood = "") {
  hint.textContent = text;
  hint.className = `hint ${mood}`;
}

async function fetchBlock() {
  const response = await fetch(words.blockUrl, { headers: { Accept: "application/json" } });
  if (response.redirected || !response.ok) throw new Error(`block: ${response.status}`);
  const block = await response.json();
  total = block.total ?? total;
  for (const trial of block.trials) {
    if (known.has(trial.code) || outbox.holds(trial.code)) continue;
    known.add(trial.code);
    queue.push({ ...trial, pictures: null });
  }
  leaveTo = block.trials.length ? null : block.next;
  preload();
}

function preload() {
  for (const trial of queue.slice(0, AHEAD)) trial.pictures ??= loadPictures(trial, { amplify });
}

async function refill() {
  if (queue.length > AHEAD) return;
  // What is still in the outbox would be planned as unanswered: it goes first.
  for (let failures = 0; queue.length === 0 && !leaveTo; ) {
    await outbox.flushed();
    try {
      await fetchBlock();
    } catch {
      say(words.textWaiting, "bad");
    }
    if (queue.length === 0 && !leaveTo) await rest(waitMs(++failures));
  }
  if (queue.length && !leaveTo) outbox.flushed().then(fetchBlock).catch(() => {});
}

async function showNext() {
  await refill();
  if (!queue.length) return leave();
  await guard.fits();
  current = queue.shift();
  preload();
  const pictures = await (current.pictures ??= loadPictures(current, { amplify, onTrouble: tellBroken }));
  await announce(current);
  const text = current.practice ? words.textPractice : words.textCount;
  document.querySelector("#count").textContent = text
    .replace("NUMBER", current.practice ? current.number + 3 : current.number).replace("TOTAL", total);
  document.querySelector("#progress").value = current.practice ? 0 : (current.number - 1) / total;
  looking = createLooking({ leastMs: LEAST_MS });
  say(words.textLook);
  viewer.show(current, pictures);
  page.dataset.trial = current.code;
}

const tellBroken = () => say(words.textBroken, "bad");

// Said once, before the first pair of practice and before the first one that counts; and what flickers does not
// begin by itself where a visit goes on.
async function announce({ practice, number }) {
  if (practice && number === -2) await pause(words.textBegin);
  else if (!practice && number === 1) await pause(words.textCounts);
  else if (words.textBack && !words.trial) await pause(words.textBack);
}

async function leave() {
  await outbox.flushed();
  location.assign(leaveTo ?? words.visitUrl);
}

viewer.onSight((sides) => {
  looking?.see(sides);
  offerAnswers();
});

// Answers rest until both have been seen.
function offerAnswers() {
  const ready = looking?.sawBoth() ?? false;
  for (const button of buttons) button.disabled = !ready;
  if (ready && hint.textContent === words.textLook) say("");
}
setInterval(() => looking && buttons[0].disabled && offerAnswers(), SOON_MS);

async function answer(choice) {
  if (!looking?.sawBoth()) return looking && say(words.textLook);
  const seen = { ...looking.finish(), ...viewer.measure() };
  looking = null;
  for (const button of buttons) button.disabled = true;
  const reply = outbox.send({ trial: current.code, choice, ...seen });
  if (current.practice) await explain(await reply);
  else if (++answered % Number(words.breakEvery) === 0 && current.number < total) {
    await pause(words.textBreak.replace("NUMBER", current.number).replace("TOTAL", total));
  }
  await showNext();
}

// Practice is explained below the pictures, which stay: one can flip once more and look.
async function explain(reply) {
  if (!reply?.words) return;
  say(reply.words, reply.right ? "good" : "bad");
  viewer.bringUp(reply.told);
  const next = document.querySelector("#next");
  next.hidden = false;
  next.focus();
  await new Promise((resolve) => next.addEventListener("click", resolve, { once: true }));
  next.hidden = true;
}

function pause(text) {
  const dialog = document.querySelector("#pause");
  document.querySelector("#pause-words").textContent = text;
  if (!dialog.open) dialog.showModal();
  document.querySelector("#go-on").focus();
  return new Promise((resolve) => dialog.addEventListener("close", resolve, { once: true }));
}

document.querySelector("#go-on").addEventListener("click", () => document.querySelector("#pause").close());
for (const button of buttons) button.addEventListener("click", () => answer(button.dataset.choice));
document.addEventListener("keydown", (event) => {
  if (event.repeat || event.ctrlKey || event.metaKey || event.altKey || isStopped()) return;
  if (event.shiftKey && event.key.startsWith("Arrow")) return; // pans, in viewer.js
  const button = buttons.find((each) => each.dataset.keys.split(" ").includes(event.key));
  if (!button) return;
  event.preventDefault();
  answer(button.dataset.choice);
});

// A second tab goes on where this one stands; this one then waits to be asked back.
async function yieldTab() {
  looking = null;
  await pause(words.textTab);
  location.reload();
}

async function begin() {
  if (amplify > 1 && !readsTrue()) return say(words.textAltered, "bad");
  await holdTab(`compare:${words.session}`, yieldTab);
  sendLeftovers(sending);
  await showNext();
}
begin();
