// One image pixel on one device pixel: a canvas holds the picture's pixels, its CSS size is that divided by
// devicePixelRatio, and its corner is moved onto a whole device pixel.
export function fitToPixels(canvas) {
  const onGrid = (at) => Math.round(at * devicePixelRatio) / devicePixelRatio - at;
  canvas.style.width = `${canvas.width / devicePixelRatio}px`;
  canvas.style.height = `${canvas.height / devicePixelRatio}px`;
  canvas.style.transform = "none";
  const { left, top } = canvas.getBoundingClientRect();
  canvas.style.transform = `translate(${onGrid(left + scrollX)}px, ${onGrid(top + scrollY)}px)`;
}
