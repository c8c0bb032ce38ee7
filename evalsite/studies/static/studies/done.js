// The visit is over; an answer of it, or of an earlier one, may still wait in this browser.
import { sendLeftovers } from "./leftovers.js";

const { url, session } = document.querySelector("#done").dataset;
sendLeftovers({ url, session, token: document.querySelector("#done [name=csrfmiddlewaretoken]").value, all: true });
