"""What the log says of refusals."""

from __future__ import annotations

import logging

from django.core.exceptions import PermissionDenied


def shorten_refusals(record: logging.LogRecord) -> bool:
    """Log a page that is somebody else's in one line: a trace is for what went wrong here."""
    if record.exc_info and isinstance(record.exc_info[1], PermissionDenied):
        record.exc_info = None
    return True
