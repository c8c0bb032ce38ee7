import { watchScreen } from "./guard.js";
import { listenToKeypad } from "./keypad.js";
import { keepToPixels } from "./pixels.js";

const picture = document.querySelector("#picture");

watchScreen();
listenToKeypad(document.querySelector("#patch"));
picture.decode().then(() => keepToPixels(picture));
