"""Open photographs to train on, out of Debian's wallpaper packages."""
