// Answers on their way: kept until the site has acknowledged each, sent again after a network failure, a reload or
// a restart of the server. Sending one twice is harmless.
import { rest, waitMs } from "./backoff.js";
import { openBox } from "./box.js";
import { isSettled, postVote } from "./posting.js";

const ENDED = new Set(["withdrawn", "closed", "no_visit"]);
const TOKEN = /name="csrfmiddlewaretoken" value="(\w+)"/;

// onState(state, trial) is told: sent (after trouble), offline, unkept (offline, and only this page holds it),
// refused (signed out), unreadable (this trial is to be asked again), over (the visit has ended).
export function createOutbox({ url, name, token, onState }) {
  const box = openBox(name);
  const waiting = new Map(); // trial code -> resolve of the reply
  let running = null;
  let onItsWay = ""; // code of the trial whose answer is being sent

  // One sender at a time over all tabs, for one attempt: a tab that rests keeps no other from sending.
  const alone = (deed) => (navigator.locks ? navigator.locks.request(name, deed) : deed());

  async function attempt() {
    const vote = box.votes()[0];
    if (!vote) return { settled: true };
    onItsWay = vote.trial;
    const told = await postVote(url, vote, token);
    onItsWay = "";
    if (!isSettled(told)) return { settled: false, ...told };
    box.remove(vote.trial);
    if (ENDED.has(told.reply.problem)) onState("over", vote.trial);
    else if (!told.reply.taken && told.status !== 409) onState("unreadable", vote.trial);
    answer(vote.trial, told.reply);
    return { settled: true };
  }

  function answer(trial, reply) {
    waiting.get(trial)?.(reply);
    waiting.delete(trial);
  }

  // Another tab may have sent what this one waits for.
  function answerSent() {
    for (const trial of [...waiting.keys()]) if (!box.holds(trial)) answer(trial, {});
  }

  async function sendAll() {
    for (let failures = 0; box.votes().length; ) {
      const told = await alone(attempt);
      answerSent();
      if (told.settled) {
        if (failures) onState("sent");
        failures = 0;
        continue;
      }
      onState(told.status === 403 ? "refused" : box.isFragile() ? "unkept" : "offline");
      if (told.reply?.problem === "token") await renewToken();
      await rest(waitMs(++failures, told.waitMs));
    }
    answerSent();
  }

  // A log-in in another tab renews the site's token: this page, asked for again, brings the new one.
  async function renewToken() {
    const page = await fetch(location.href, { redirect: "error" }).then((response) => response.text()).catch(() => "");
    token = page.match(TOKEN)?.[1] ?? token;
  }

  function run() {
    running ??= sendAll().finally(() => { running = null; });
    return running;
  }

  async function flushed() {
    while (box.votes().length) await run();
  }

  // The page goes: a last attempt for what rests. What it tells is not heard; the next page sends once more.
  addEventListener("pagehide", () => {
    for (const vote of box.votes()) if (vote.trial !== onItsWay) postVote(url, vote, token);
  });
  addEventListener("beforeunload", (event) => {
    if (box.isFragile()) event.preventDefault();
  });

  flushed();
  return {
    flushed,
    holds: box.holds,
    send(vote) {
      box.put(vote);
      return new Promise((resolve) => {
        waiting.set(vote.trial, resolve);
        flushed();
      });
    },
  };
}
