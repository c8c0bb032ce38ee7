"""Uploads stream to the disk, and no further than a photograph may be large."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler


class BoundedUploadHandler(TemporaryFileUploadHandler):
    """Writes a file's first bytes and drops what is beyond the limit; its size tells the truth."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> Any:
        if start + len(raw_data) <= settings.PHOTOGRAPH_MAX_BYTES:
            return super().receive_data_chunk(raw_data, start)
        return None
