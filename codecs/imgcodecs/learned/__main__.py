"""``python -m imgcodecs.learned``."""

from __future__ import annotations

import sys

from imgcodecs.learned.cli.main import run

if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
