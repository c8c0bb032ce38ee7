// Measures the screen and says what is wrong with it. Pure: it changes nothing on the page.
// All sizes are in device pixels, so that ctrl-plus and a screen's own scaling change none of them.
// The words come from the list that raters/_device_words.html puts there; the server keeps to the same rules.
const FRAMES = 20;
const ZOOMS = [1 / 4, 1 / 3, 1 / 2, 2 / 3, 3 / 4, 0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2, 2.5, 3, 4, 5]; // Chromium's
const isSafari = "GestureEvent" in window; // its devicePixelRatio does not change with the page's zoom
const isFirefox = CSS.supports("-moz-appearance", "none"); // its screen.width does, and says nothing of the zoom
const matches = (query) => matchMedia(query).matches;
const firstMatch = (name, values) => values.find((value) => matches(`(${name}: ${value})`)) ?? "";

// {quick: true} leaves out the refresh rate, which takes a third of a second.
export async function measureDevice({ quick = false } = {}) {
  const ratio = devicePixelRatio;
  const zoom = estimateZoom();
  // In Chromium the ratio has the page's zoom in it, and screen.width has not.
  const screenRatio = isSafari || isFirefox ? ratio : ratio / (zoom ?? 1);
  return {
    viewport_width_px: Math.round(innerWidth * ratio),
    viewport_height_px: Math.round(innerHeight * ratio),
    screen_width_px: Math.round(screen.width * screenRatio),
    screen_height_px: Math.round(screen.height * screenRatio),
    device_pixel_ratio: ratio,
    ratio_has_zoom: !isSafari,
    page_zoom: zoom,
    pinch_zoom: visualViewport?.scale ?? 1,
    colour_depth_bits: screen.colorDepth,
    colour_gamut: firstMatch("color-gamut", ["rec2020", "p3", "srgb"]),
    dynamic_range: firstMatch("dynamic-range", ["high", "standard"]),
    forced_colours: matches("(forced-colors: active)"),
    inverted_colours: matches("(inverted-colors: inverted)"), // only Safari tells
    coarse_pointer: matches("(pointer: coarse)"),
    fine_pointer: matches("(any-pointer: fine)"),
    refresh_hz: quick ? null : await measureRefresh(),
    missing: missingFeatures().join(" "),
  };
}

// From the width of the window with its borders. A side bar spoils it: then no usual zoom fits, and it is unknown.
function estimateZoom() {
  if (isFirefox) return null;
  const guess = outerWidth / innerWidth;
  if (isSafari) return guess > 0.2 && guess < 6 ? Math.round(guess * 100) / 100 : null;
  const zoom = ZOOMS.find((each) => Math.abs(guess / each - 1) < 0.04 && isUsualRatio(devicePixelRatio / each));
  return zoom ? Math.round(zoom * 100) / 100 : null;
}

// Systems enlarge everything by quarters.
function isUsualRatio(ratio) {
  const quarter = Math.round(ratio * 4) / 4;
  return quarter >= 1 && Math.abs(ratio / quarter - 1) < 0.02;
}

function missingFeatures() {
  const has = {
    createImageBitmap: "createImageBitmap" in window,
    dialog: "HTMLDialogElement" in window,
    fetch: "fetch" in window,
    localStorage: hasStorage(),
    requestSubmit: "requestSubmit" in HTMLFormElement.prototype,
  };
  return Object.keys(has).filter((name) => !has[name]);
}

function hasStorage() {
  try {
    return Boolean(localStorage);
  } catch {
    return false; // blocked by the browser's settings
  }
}

// Median time between frames. A hidden page gets no frames, hence the time limit.
async function measureRefresh() {
  const times = await Promise.race([collectFrames(), new Promise((resolve) => setTimeout(resolve, 1500, []))]);
  const gaps = times.slice(1).map((time, index) => time - times[index]).sort((a, b) => a - b);
  const median = gaps[Math.floor(gaps.length / 2)];
  return median ? Math.round(10000 / median) / 10 : null;
}

function collectFrames() {
  return new Promise((resolve) => {
    const times = [];
    const tick = (time) => {
      times.push(time);
      if (times.length > FRAMES) resolve(times);
      else requestAnimationFrame(tick);
    };
    requestAnimationFrame(tick);
  });
}

// Codes of what falls short, in the order in which to mend it.
export function codesOf(measured, needs) {
  const { screenWidthPx, screenHeightPx } = withDefaults(needs);
  const { widthPx, heightPx } = windowNeeds(measured, needs);
  const small = measured.viewport_width_px < widthPx || measured.viewport_height_px < heightPx;
  const zoom = measured.page_zoom ?? 1;
  const wrong = {
    phone: !measured.fine_pointer,
    screen: measured.screen_width_px < screenWidthPx || measured.screen_height_px < screenHeightPx,
    zoomed: measured.ratio_has_zoom ? small && zoom > 1.06 : Math.abs(zoom - 1) > 0.06,
    window: small,
    pinched: Math.abs(measured.pinch_zoom - 1) > 0.01,
    forced_colours: measured.forced_colours,
    inverted_colours: measured.inverted_colours,
    colour_depth: measured.colour_depth_bits < 24,
    missing: measured.missing !== "",
  };
  return Object.keys(wrong).filter((code) => wrong[code]);
}

function withDefaults(needs) {
  return { windowWidthPx: 880, windowHeightPx: 600, screenWidthPx: 1280, screenHeightPx: 720, ...needs };
}

// What is asked is for a ratio of 1: words and buttons grow with the ratio, the pictures do not.
function windowNeeds(measured, needs) {
  const { windowWidthPx, windowHeightPx } = withDefaults(needs);
  const more = Math.max(0, measured.device_pixel_ratio - 1);
  return { widthPx: Math.ceil(windowWidthPx + 160 * more), heightPx: Math.ceil(windowHeightPx + 300 * more) };
}

// The same in words for the rater, one sentence each. Empty when all is well.
export function problemsOf(measured, needs) {
  const { screenWidthPx, screenHeightPx } = withDefaults(needs);
  const { widthPx, heightPx } = windowNeeds(measured, needs);
  const size = (width, height) => `${width} × ${height}`;
  const figures = {
    screen: [size(measured.screen_width_px, measured.screen_height_px), size(screenWidthPx, screenHeightPx)],
    window: [size(measured.viewport_width_px, measured.viewport_height_px), size(widthPx, heightPx)],
    missing: [measured.missing, ""],
  };
  return codesOf(measured, needs).map((code) => {
    const [have, need] = figures[code] ?? ["", ""];
    const words = document.querySelector(`[data-problem="${code}"]`)?.textContent ?? code;
    return words.replace("HAVE", have).replace("NEED", need);
  });
}
