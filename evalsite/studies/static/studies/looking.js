// Measures one trial: how long each side was on screen, how often it flipped, whether the rater went away.
// Times are in ms of the page's own clock; those of the sides stand still while the page is hidden or stopped
// because its window does not fit. Several sides may be on screen at a time.
// {leastMs} is how long each must have been there to count as seen; 0 counts whatever was there at all.
export function createLooking({ leastMs = 0 } = {}) {
  const begun = performance.now();
  const time = { a: 0, b: 0, original: 0 };
  let sides = [];
  let since = begun;
  let flips = -1; // showing the first one is no flip
  let lostFocus = 0;
  let stopped = false;

  const settle = () => {
    const now = performance.now();
    if (!document.hidden && !stopped) spend(now - since);
    since = now;
  };
  const spend = (ms) => { for (const side of sides) time[side] += ms; };
  const stop = (event) => {
    settle();
    stopped = event.type === "screen-lost";
  };
  const hide = () => {
    if (document.hidden) {
      if (!stopped) spend(performance.now() - since);
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
      if (next.join() === sides.join()) return;
      settle();
      sides = next;
      flips += 1;
    },
    sawBoth() {
      settle();
      const isSeen = (side) => (leastMs ? time[side] >= leastMs : sides.includes(side) || time[side] > 0);
      return isSeen("a") && isSeen("b");
    },
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
