from __future__ import annotations

import subprocess
import sys

from django.conf import settings


def test_the_proof_needs_no_django_and_loads_its_libraries_late() -> None:
    code = (
        "import raters.proving.colour, raters.proving.sheet, sys;"
        "assert not {'django', 'daltonlens', 'colour'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=settings.BASE_DIR)
