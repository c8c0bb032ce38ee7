from __future__ import annotations

from raters.checks.artefact_rules import POLICY
from raters.checks.items import name_lacks
from raters.checks.tests.bank import make_entries, make_entry


def test_an_even_bank_is_enough() -> None:
    assert name_lacks(make_entries(), POLICY) == []
    assert name_lacks(make_entries(60), POLICY) == []


def test_it_names_what_is_too_few() -> None:
    assert name_lacks([], POLICY)[:2] == [
        "has 0 easy items for practice and needs 2",
        "has 0 items that count and needs 58",
    ]
    assert name_lacks(make_entries(59), POLICY) == ["has 57 items that count and needs 58"]
    assert name_lacks(make_entries(sources=2), POLICY) == ["has 2 photographs and needs 3"]
    dull = [entry for entry in make_entries(90) if entry.strength < 0.85 or entry.practice]
    assert name_lacks(dull, POLICY) == ["has 0 obvious items of strength 0.85 or more and needs 5"]


def test_it_names_a_hole_in_the_ladder() -> None:
    holed = [entry for entry in make_entries(90) if not 0.31 < entry.strength < 0.52]
    lacks = name_lacks(holed, POLICY)
    assert len(lacks) == 1 and lacks[0].startswith("has no item of a strength between 0.3")
    coarse = [entry for entry in make_entries(90) if entry.strength > 0.2]
    assert "has no item of a strength between 0.00 and 0.15" in name_lacks(coarse, POLICY)


def test_a_study_that_shows_more_needs_more() -> None:
    assert name_lacks(make_entries(70), POLICY | {"items_most": 50})
    assert name_lacks([make_entry(1, 0.5)], POLICY)
