from __future__ import annotations

from typing import Any

import pytest


@pytest.fixture(autouse=True)
def encode_in_this_process(settings: Any) -> None:
    """No cluster for four tiny encodes; one test starts the worker's own."""
    settings.ENCODE_WORKERS, settings.DASK_SCHEDULER = 1, ""
