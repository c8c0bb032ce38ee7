// Lets the copies' places alternate between copy and original at a stated rate, by the clock of the screen's frames.
// Says nothing on its own about when: the page starts and stops it.
const EARLY_MS = 4; // a frame that comes a little before its time is the nearest one all the same

export function createFlicker(changesHz, repaint) {
  let handle = null; // of the next frame; null while nothing flickers
  let begun = null; // time of the first frame
  let last = 0;
  let steps = 0; // changes due since then
  let changes = 0; // changes drawn, over all stretches of this trial
  let lasted = 0; // ms of stretches that have ended

  function frame(time) {
    begun ??= time;
    last = time;
    const due = Math.floor(((time - begun + EARLY_MS) * changesHz) / 1000);
    if (due !== steps) {
      // After a long frame several are due: one change is what the screen shows of an odd number, none of an even.
      if ((due - steps) % 2) changes += 1;
      steps = due;
      repaint();
    }
    handle = requestAnimationFrame(frame);
  }

  return {
    start() {
      if (changesHz > 0 && handle === null) handle = requestAnimationFrame(frame);
    },
    // At once, and on the copy.
    stop() {
      if (handle === null) return;
      cancelAnimationFrame(handle);
      lasted += begun === null ? 0 : last - begun;
      [handle, begun, steps] = [null, null, 0];
      repaint();
    },
    reset() { [changes, lasted] = [0, 0]; },
    showsOriginal: () => steps % 2 === 1,
    isOn: () => handle !== null,
    // Changes a second that were drawn; null where it is too short to say.
    achievedHz() {
      const ms = lasted + (begun === null ? 0 : last - begun);
      return ms * changesHz < 2000 ? null : Math.round((100000 * changes) / ms) / 100;
    },
  };
}
