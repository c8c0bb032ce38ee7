// The page of one study. While a fit is under way it asks how far that is, and loads itself anew when it goes on or ends.
import "./start.js";

const EVERY_MS = 2000;
const { url, state } = document.querySelector("#fits").dataset;

async function look() {
  try {
    const reply = await fetch(url, { headers: { Accept: "application/json" } });
    // Logged out meanwhile: the page itself leads to where one logs in.
    if (reply.redirected || !reply.ok || (await reply.json()).state !== state) return location.reload();
  } catch {
    // no connection: asked again
  }
  setTimeout(look, EVERY_MS);
}

if (url) setTimeout(look, EVERY_MS);
