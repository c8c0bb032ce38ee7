"""Training of PICO-style (ours): pictures, crops, objective, loop, checkpoints."""
