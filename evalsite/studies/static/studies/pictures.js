// Fetches and decodes the three pictures of a trial before it is shown, and tries again when the network fails.
const WAIT_MS = [500, 1000, 2000, 5000];

async function loadPicture(url, onTrouble) {
  for (let attempt = 0; ; attempt += 1) {
    try {
      const response = await fetch(url);
      if (!response.ok) throw new Error(String(response.status));
      return await createImageBitmap(await response.blob(), { colorSpaceConversion: "default" });
    } catch {
      onTrouble?.();
      await new Promise((resolve) => setTimeout(resolve, WAIT_MS[Math.min(attempt, WAIT_MS.length - 1)]));
    }
  }
}

export async function loadPictures(trial, onTrouble) {
  const [original, a, b] = await Promise.all(
    [trial.original, trial.a, trial.b].map((url) => loadPicture(url, onTrouble)),
  );
  return { original, a, b };
}
