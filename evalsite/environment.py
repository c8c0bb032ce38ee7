"""Readers of environment variables that refuse nonsense; the secret key of an embedded install."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

TRUTHS = {"1": True, "true": True, "yes": True, "0": False, "false": False, "no": False}


def env_bool(name: str, default: bool) -> bool:
    raw = os.environ.get(name, str(default)).strip().lower()
    if raw not in TRUTHS:
        raise ImproperlyConfigured(f"{name} must be one of {sorted(TRUTHS)}, got {raw!r}")
    return TRUTHS[raw]


def env_int(name: str, default: int) -> int:
    raw = os.environ.get(name, str(default))
    if not raw.isdecimal():
        raise ImproperlyConfigured(f"{name} must be a whole number, got {raw!r}")
    return int(raw)


def env_list(name: str, default: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, default).split(",") if part.strip()]


def env_folder(name: str) -> Path | None:
    """An existing folder, or None where the variable is not set."""
    raw = os.environ.get(name, "")
    if raw and not Path(raw).is_dir():
        raise ImproperlyConfigured(f"{name} must be a folder that exists, got {raw!r}")
    return Path(raw).resolve() if raw else None


def read_secret_key(var_dir: Path) -> str:
    """SECRET_KEY from the environment, or one made once and kept beside the install's data."""
    if key := os.environ.get("SECRET_KEY"):
        return key
    path = var_dir / "secret_key"
    if not path.exists():
        var_dir.mkdir(parents=True, exist_ok=True)
        write_once(path, secrets.token_urlsafe(50))
    return path.read_text().strip()


def write_once(path: Path, text: str) -> None:
    # A web process and a worker may start together: each writes a file of its own and the first
    # link to the name wins, so that nobody ever reads an empty key.
    own = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    own.touch(mode=0o600)
    own.write_text(text)
    try:
        os.link(own, path)
    except FileExistsError:
        pass
    finally:
        own.unlink()
