"""Makes a manifest of images that were decoded elsewhere."""
