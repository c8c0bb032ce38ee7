const LOOK_MS = 500;

// One image pixel on one device pixel: a canvas or img holds the picture's pixels, its CSS size is that divided by
// devicePixelRatio, and its corner is moved onto a whole device pixel. By its place and not by a transform: browsers
// draw places on whole pixels, and blur what a transform moves by a part of one.
export function fitToPixels(...pictures) {
  for (const picture of pictures) {
    const { style, naturalWidth, naturalHeight, width, height } = picture;
    style.position = "relative";
    style.left = style.top = "0";
    style.width = `${(naturalWidth ?? width) / devicePixelRatio}px`;
    style.height = `${(naturalHeight ?? height) / devicePixelRatio}px`;
  }
  const onGrid = (at) => Math.round(at * devicePixelRatio) / devicePixelRatio - at;
  for (const picture of pictures) {
    const { left, top } = picture.getBoundingClientRect();
    picture.style.left = `${onGrid(left + scrollX)}px`;
    picture.style.top = `${onGrid(top + scrollY)}px`;
  }
}

// Does so now, after every change of the window, and when the page around them grows.
export function keepToPixels(...pictures) {
  const fit = () => fitToPixels(...pictures);
  onNewPixels(fit);
  new ResizeObserver(fit).observe(document.body);
  fit();
}

// A window dragged to a monitor with another ratio may keep its size in CSS pixels. Then nothing says "resize", and
// browsers do not all say that the resolution changed: looked at now and then.
export function onNewPixels(fit) {
  let last = devicePixelRatio;
  addEventListener("resize", fit);
  setInterval(() => {
    if (devicePixelRatio === last) return;
    last = devicePixelRatio;
    fit();
  }, LOOK_MS);
}
