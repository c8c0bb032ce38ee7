// Votes on their way: kept in local storage until the server has acknowledged each, sent again after a
// network failure, a reload or a restart of the server. Sending one twice is harmless.
const RETRY_MS = [500, 1000, 2000, 5000, 10000];
// 409: another answer stands; 410: withdrawn; 404 and 400: the server will never take it.
const SETTLED = new Set([200, 400, 404, 409, 410]);

export function createOutbox({ url, name, token, onState }) {
  function read() {
    try {
      return JSON.parse(localStorage.getItem(name) ?? "[]");
    } catch {
      return []; // somebody else's bytes: nothing of ours is in them
    }
  }
  const write = (votes) => localStorage.setItem(name, JSON.stringify(votes));
  const waiting = new Map(); // trial code -> resolve of the reply
  let running = null;

  async function post(vote) {
    const body = new FormData();
    for (const [key, value] of Object.entries(vote)) {
      if (value !== false) body.set(key, value);
    }
    const headers = { "X-CSRFToken": token, Accept: "application/json" };
    return fetch(url, { method: "POST", body, headers });
  }

  async function sendAll() {
    for (let failures = 0; read().length; ) {
      const vote = read()[0];
      const response = await post(vote).catch(() => null);
      if (response && SETTLED.has(response.status)) {
        write(read().filter((each) => each.trial !== vote.trial));
        if (failures) onState("sent");
        failures = 0;
        const reply = response.ok ? await response.json().catch(() => ({})) : {};
        if (response.status === 400) onState("unreadable", vote.trial);
        waiting.get(vote.trial)?.(reply);
        waiting.delete(vote.trial);
        continue;
      }
      onState(response?.status === 403 ? "refused" : "offline");
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS[Math.min(failures++, RETRY_MS.length - 1)]));
    }
  }

  // One sender at a time, also over two tabs where the browser can lock.
  const locked = () => (navigator.locks ? navigator.locks.request(name, sendAll) : sendAll());
  function run() {
    running ??= locked().finally(() => { running = null; });
    return running;
  }

  async function flushed() {
    while (read().length) await run();
  }

  run();
  return {
    flushed,
    holds: (trial) => read().some((vote) => vote.trial === trial),
    send(vote) {
      write([...read().filter((each) => each.trial !== vote.trial), vote]);
      return new Promise((resolve) => {
        waiting.set(vote.trial, resolve);
        flushed();
      });
    },
  };
}
