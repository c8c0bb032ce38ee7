// How long to wait before trying again: longer every time, and never everybody at once.
const STEPS_MS = [500, 1000, 2000, 5000, 10000, 20000];
const LONGEST_MS = 60000;

// {failures} is how many there were in a row, {askedMs} what the site asked for.
export function waitMs(failures, askedMs = 0) {
  const step = STEPS_MS[Math.min(Math.max(failures, 1), STEPS_MS.length) - 1];
  return Math.max(Math.min(askedMs, LONGEST_MS), step) * (0.5 + Math.random());
}

// Waits; a network that comes back ends it early, within half a second.
export function rest(ms) {
  return new Promise((resolve) => {
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", soon);
      resolve();
    };
    const soon = () => setTimeout(done, 500 * Math.random());
    const timer = setTimeout(done, ms);
    addEventListener("online", soon);
  });
}
