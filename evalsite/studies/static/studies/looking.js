// Measures one trial: how long each side was on screen, how often it flipped, whether the rater went away.
// Times are in ms of the page's own clock; those of the sides stand still while the page is hidden or stopped
// because its window does not fit.
export function createLooking() {
  const begun = performance.now();
  const time = { a: 0, b: 0, original: 0 };
  let side = null;
  let since = begun;
  let flips = -1; // showing A first is no flip
  let lostFocus = 0;
  let stopped = false;

  const settle = () => {
    const now = performance.now();
    if (side && !document.hidden && !stopped) time[side] += now - since;
    since = now;
  };
  const stop = (event) => {
    settle();
    stopped = event.type === "screen-lost";
  };
  const hide = () => {
    if (document.hidden) {
      if (side && !stopped) time[side] += performance.now() - since;
      lostFocus += 1;
    }
    since = performance.now();
  };
  const blur = () => { lostFocus += 1; };
  document.addEventListener("visibilitychange", hide);
  addEventListener("blur", blur);
  addEventListener("screen-lost", stop);
  addEventListener("screen-mended", stop);

  return {
    see(next) {
      if (next === side) return;
      settle();
      side = next;
      flips += 1;
    },
    sawBoth: () => (side === "a" || time.a > 0) && (side === "b" || time.b > 0),
    finish() {
      settle();
      document.removeEventListener("visibilitychange", hide);
      removeEventListener("blur", blur);
      removeEventListener("screen-lost", stop);
      removeEventListener("screen-mended", stop);
      return {
        response_ms: Math.round(performance.now() - begun),
        time_a_ms: Math.max(1, Math.round(time.a)),
        time_b_ms: Math.max(1, Math.round(time.b)),
        flips,
        lost_focus: lostFocus,
        viewport_width_px: Math.round(innerWidth * devicePixelRatio),
        viewport_height_px: Math.round(innerHeight * devicePixelRatio),
        device_pixel_ratio: devicePixelRatio,
      };
    },
  };
}
