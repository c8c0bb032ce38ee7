from __future__ import annotations

from pathlib import Path

import pytest

from elo.tests.samples import sketch_figures
from elo.tests.studies import make_answered
from evalsite.studies.models import Study


@pytest.fixture
def sketch(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sketch every figure from now on; what looks at none of them need not wait for them."""
    monkeypatch.setattr("elo.report.figures.write_figures", sketch_figures)


@pytest.fixture
def study(tmp_path: Path) -> Study:
    return make_answered(tmp_path)
