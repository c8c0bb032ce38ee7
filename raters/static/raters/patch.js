import { listenToKeypad } from "./keypad.js";

listenToKeypad(document.querySelector("#patch"));
