// Fetches and decodes the pictures of a trial before it is shown, and tries again when the network fails.
import { rest, waitMs } from "./backoff.js";
import { boostPictures } from "./boost.js";

const NAMES = ["original", "a", "b"];

async function loadPicture(url, onTrouble) {
  for (let failures = 1; ; failures += 1) {
    try {
      const response = await fetch(url);
      if (!response.ok) throw new Error(String(response.status));
      return await createImageBitmap(await response.blob(), { colorSpaceConversion: "default" });
    } catch {
      onTrouble?.();
      await rest(waitMs(failures));
    }
  }
}

// Those the trial has; of a boosted study with the copies' differences as many times as large.
export async function loadPictures(trial, { amplify = 1, onTrouble } = {}) {
  const names = NAMES.filter((name) => trial[name]);
  const loaded = await Promise.all(names.map((name) => loadPicture(trial[name], onTrouble)));
  const pictures = Object.fromEntries(names.map((name, index) => [name, loaded[index]]));
  return amplify > 1 ? boostPictures(pictures, amplify) : pictures;
}
