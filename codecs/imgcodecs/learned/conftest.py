from __future__ import annotations

from collections.abc import Iterator

import pytest

from imgcodecs.learned.threads import use_one_thread


@pytest.fixture(autouse=True, scope="session")
def one_thread() -> Iterator[None]:
    """Tests run beside others: threads that wait for one another on few cores take ages."""
    with use_one_thread():
        yield
