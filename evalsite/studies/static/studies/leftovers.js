// Answers that earlier visits of this browser left unsent: each is tried once and goes when the site has settled it.
import { boxNames, openBox } from "./box.js";
import { isSettled, postVote } from "./posting.js";

const KEEP_MS = 60 * 24 * 3600 * 1000; // twice as long as the cookie that a visit is known by

// {url} is the address for votes of the visit {session}; those of other visits differ in its code alone.
export async function sendLeftovers({ url, session, token, all = false }) {
  for (const name of boxNames()) {
    const code = name.split(":")[1];
    if (code === session && !all) continue; // the outbox's own
    const box = openBox(name);
    for (const { vote, at } of box.entries()) {
      const told = await postVote(url.replace(session, code), vote, token);
      if (told.status === 0) return; // no network: another time
      const forgotten = told.reply?.problem === "signed_out" && Date.now() - at > KEEP_MS;
      if (isSettled(told) || forgotten) box.remove(vote.trial);
    }
  }
}
