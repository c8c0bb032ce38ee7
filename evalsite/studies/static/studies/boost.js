// The amplified difference of AIC-3 (docs/comparison.md), in whole numbers: what a copy differs from its original by, a factor larger.
// Computed here, while pictures are loaded ahead: no request tells that, or of what, a picture is made.

// Bytes of RGBA in and out; the array they go into clips to 0..255.
export function amplify(original, copy, factor) {
  const boosted = new Uint8ClampedArray(copy.length);
  for (let i = 0; i < copy.length; i += 1) boosted[i] = original[i] + factor * (copy[i] - original[i]);
  return boosted;
}

function canvasOf(width, height) {
  const canvas = document.createElement("canvas");
  [canvas.width, canvas.height] = [width, height];
  return canvas.getContext("2d", { alpha: false, willReadFrequently: true });
}

function readPixels(picture) {
  const context = canvasOf(picture.width, picture.height);
  context.drawImage(picture, 0, 0);
  return context.getImageData(0, 0, picture.width, picture.height).data;
}

// The pictures of a trial with both copies amplified.
export async function boostPictures({ original, a, b }, factor) {
  const from = readPixels(original);
  const boost = (copy) =>
    createImageBitmap(new ImageData(amplify(from, readPixels(copy), factor), copy.width, copy.height));
  const boosted = await Promise.all([boost(a), boost(b)]);
  for (const copy of [a, b]) copy.close();
  return { original, a: boosted[0], b: boosted[1] };
}

// Some browsers add noise to what a page reads of its canvases, against tracking: such pictures are none of ours.
export function readsTrue() {
  const side = 64;
  const context = canvasOf(side, side);
  const drawn = context.createImageData(side, side);
  for (let i = 0; i < drawn.data.length; i += 1) drawn.data[i] = i % 4 === 3 ? 255 : (i * 7) % 256;
  context.putImageData(drawn, 0, 0);
  const read = context.getImageData(0, 0, side, side).data;
  return read.every((byte, index) => byte === drawn.data[index]);
}
