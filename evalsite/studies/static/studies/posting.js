// Sends one answer, once, and says what became of it. Only the site's own word counts: whatever else answers in
// its place (the log-in page of a hotel's network, a proxy) has taken nothing.
const PATIENCE_MS = 30000;

async function readReply(response) {
  if (!(response.headers.get("Content-Type") ?? "").startsWith("application/json")) return null;
  const reply = await response.json().catch(() => null);
  return typeof reply?.taken === "boolean" ? reply : null;
}

function toBody(vote) {
  const body = new URLSearchParams();
  for (const [key, value] of Object.entries(vote)) {
    if (value !== false && value !== null) body.set(key, value);
  }
  return body;
}

// Resolves to {status, reply, waitMs}. reply is null unless it was the site that answered; status 0 is no answer.
// It outlives the page: who answers and closes the tab has answered.
export async function postVote(url, vote, token) {
  try {
    const response = await fetch(url, {
      method: "POST",
      body: toBody(vote),
      headers: { "X-CSRFToken": token, Accept: "application/json" },
      keepalive: true,
      redirect: "error",
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const waitMs = 1000 * (Number(response.headers.get("Retry-After")) || 0);
    return { status: response.status, reply: await readReply(response), waitMs };
  } catch {
    return { status: 0, reply: null, waitMs: 0 };
  }
}

// Taken, or refused for good. A browser that lost its cookie (403) may get it back; a site in trouble recovers.
export function isSettled({ status, reply }) {
  return reply !== null && (reply.taken ? status === 200 : status >= 400 && status < 500 && status !== 403 && status !== 429);
}
