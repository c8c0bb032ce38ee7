// Looks at what the screen really draws: the browser tells how many device pixels each canvas covers.

// Returns a function: true when every canvas has exactly its pixels, null where the browser cannot tell.
export function watchExactness(canvases, refit) {
  const drawn = new Map(); // canvas -> [width, height] in device pixels
  const isExact = () => canvases.every((canvas) => {
    const [width, height] = drawn.get(canvas) ?? [];
    return width === canvas.width && height === canvas.height;
  });
  const observer = new ResizeObserver((entries) => {
    for (const { target, devicePixelContentBoxSize: [box] } of entries) drawn.set(target, [box.inlineSize, box.blockSize]);
    if (!isExact()) refit();
  });
  try {
    for (const canvas of canvases) observer.observe(canvas, { box: "device-pixel-content-box" });
  } catch {
    return () => null; // Safari
  }
  return isExact;
}
