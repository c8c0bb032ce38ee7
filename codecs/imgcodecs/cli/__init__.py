"""The command line, ``python -m imgcodecs``."""
