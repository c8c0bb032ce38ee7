// Asks again and again: often while somebody looks, seldom in a hidden tab, ever more slowly while
// the server does not answer.
const HIDDEN_MS = 60_000, MOST_MS = 60_000, PATIENCE_MS = 20_000;

export class LoggedOut extends Error {}

// The answer as read, or what was wrong with the question (a status of 400).
export async function ask(address) {
  const response = await fetch(address, {
    headers: { Accept: "application/json" }, signal: AbortSignal.timeout(PATIENCE_MS),
  });
  if (response.redirected) throw new LoggedOut();
  if (!response.ok && response.status !== 400) throw new Error(`status ${response.status}`);
  return response.json();
}

export class Poll {
  // `turn` asks once, and says after how many ms to ask again; `fail` is told of each failure.
  constructor({ turn, fail, first_ms: firstMs }) {
    Object.assign(this, { turn, fail, failures: 0, busy: false });
    this.wait(firstMs);
    document.addEventListener("visibilitychange", () => { if (!document.hidden) this.go(); });
    window.addEventListener("online", () => this.go());
  }

  wait(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.go(), document.hidden ? Math.max(ms, HIDDEN_MS) : ms);
  }

  async go() {
    if (this.busy) return;
    this.busy = true;
    clearTimeout(this.timer);
    let next = MOST_MS;
    try {
      next = await this.turn();
      this.failures = 0;
    } catch (problem) {
      this.failures += 1;
      next = Math.min(MOST_MS, 2500 * 2 ** this.failures);
      this.fail(problem);
    }
    this.busy = false;
    this.wait(next);
  }
}
