from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(autouse=True)
def keep_to_temporary_folders(settings: Any, tmp_path: Path) -> None:
    """No test reads or writes an installation's own files, hashed names or queue."""
    for name in ("SHOWN_ROOT", "BANK_ROOT", "FITS_ROOT"):
        setattr(settings, name, tmp_path / name.lower())
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    }
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
