// Answers that wait to be acknowledged, one entry of local storage each: two tabs that write at once cannot undo
// each other's. Where the browser keeps nothing (blocked, or full) they are held as long as the page is open.
function findStore() {
  try {
    return localStorage;
  } catch {
    return null; // the browser forbids it
  }
}

function entriesOf(store, prefix) {
  const found = [];
  for (const key of Object.keys(store ?? {})) {
    if (!key.startsWith(prefix)) continue;
    try {
      const { at, vote } = JSON.parse(store.getItem(key));
      if (vote?.trial) found.push({ at, vote });
    } catch {
      // somebody else's bytes: nothing of ours is in them
    }
  }
  return found;
}

export function openBox(name) {
  const store = findStore();
  const prefix = `${name}:`;
  const held = new Map(); // trial code -> what the store would not take

  // The oldest first, each with the time it was put.
  const entries = () => [...entriesOf(store, prefix), ...held.values()].sort((one, other) => one.at - other.at);
  const holds = (trial) => entries().some(({ vote }) => vote.trial === trial);

  return {
    entries,
    holds,
    votes: () => entries().map(({ vote }) => vote),
    isFragile: () => held.size > 0,
    put(vote) {
      if (holds(vote.trial)) return; // the first answer stands, as on the server
      const entry = { at: Date.now(), vote };
      try {
        store.setItem(prefix + vote.trial, JSON.stringify(entry));
      } catch {
        held.set(vote.trial, entry);
      }
    },
    remove(trial) {
      held.delete(trial);
      store?.removeItem(prefix + trial);
    },
  };
}

// Names of the boxes that this browser has something in.
export function boxNames() {
  const names = Object.keys(findStore() ?? {}).filter((key) => /^outbox:[^:]+:/.test(key));
  return [...new Set(names.map((key) => key.slice(0, key.lastIndexOf(":"))))];
}
