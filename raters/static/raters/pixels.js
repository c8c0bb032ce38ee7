// One image pixel on one device pixel: a canvas or img holds the picture's pixels, its CSS size is that divided by
// devicePixelRatio, and its corner is moved onto a whole device pixel.
export function fitToPixels(picture) {
  const onGrid = (at) => Math.round(at * devicePixelRatio) / devicePixelRatio - at;
  picture.style.width = `${(picture.naturalWidth ?? picture.width) / devicePixelRatio}px`;
  picture.style.height = `${(picture.naturalHeight ?? picture.height) / devicePixelRatio}px`;
  picture.style.transform = "none";
  const { left, top } = picture.getBoundingClientRect();
  picture.style.transform = `translate(${onGrid(left + scrollX)}px, ${onGrid(top + scrollY)}px)`;
}

// Does so now and after every change of the window, zoom and monitor included.
export function keepToPixels(...pictures) {
  const fit = () => pictures.forEach(fitToPixels);
  addEventListener("resize", fit);
  fit();
}
