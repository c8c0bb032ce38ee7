"""A learned codec of the published design of PICO (arXiv:2605.05148): "PICO-style (ours)"."""
