"""Whether intervals hold the truth as often as they say: ``python -m bench.calibration --help``."""
