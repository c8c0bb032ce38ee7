"""Shares read alike wherever they are told."""

from __future__ import annotations

import re

import pytest

from elo.core.intervals import Interval
from elo.core.numbers import chance, percent_interval, percents
from elo.tests.samples import PROJECT

TEXTS = sorted(
    path.relative_to(PROJECT).as_posix()
    for path in (PROJECT / "elo").rglob("*.py")
    if "tests" not in path.parts
)
# A share that a sentence writes by itself: "{share:.0%}", "{100 * share:.1f} %", "{low} %".
OWN_WAY = re.compile(r"\{(?!THIN)[^{}]*\} ?%|\{[^{}]*:[^{}]*%\}")


def test_numbers_read_well() -> None:
    assert percents(0.414) == "41\u00a0%" and percents(-0.004) == "0\u00a0%"
    assert percents(-0.214) == "\u221221\u00a0%"
    assert chance(1.0) == "over 99.9\u00a0%" and chance(0.0) == "under 0.1\u00a0%"
    assert chance(0.5) == "50\u00a0%" and chance(0.996) == "99.6\u00a0%"
    assert percent_interval(Interval(0.4, -0.1, 0.85)) == "\u221210 to 85\u00a0%"


@pytest.mark.parametrize("path", TEXTS)
def test_no_sentence_writes_per_cent_in_its_own_way(path: str) -> None:
    lines = (PROJECT / path).read_text().splitlines()
    told = [line for line in lines if OWN_WAY.search(line) and 'f"' in line]
    assert not told, "elo.core.numbers.percents writes shares"
