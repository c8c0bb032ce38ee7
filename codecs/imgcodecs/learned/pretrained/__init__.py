"""Networks whose trained weights come inside an installable package; nothing is downloaded."""
