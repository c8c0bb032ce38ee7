from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from raters.policies import CHECKS, check_screening, freeze_policy
from raters.rules import RULES, Rule, rule_of, say_number


@pytest.mark.parametrize("check", CHECKS)
def test_the_checks_own_rules_make_sense_and_have_a_name(check) -> None:
    assert freeze_policy(check, CHECKS[check].policy) == CHECKS[check].policy
    assert CHECKS[check].policy.keys() <= RULES[check].keys()


@pytest.mark.parametrize(
    ("check", "rules", "said"),
    [
        ("colour", {"pass_at": "8"}, "colour pass_at: expected a whole number from 1 to 40"),
        ("colour", {"pass_at": 4.5}, "whole number"),
        ("colour", {"pass_at": True}, "got True"),
        ("colour", {"pass_at": None}, "got None"),
        ("artefact", {"limit": float("nan")}, "artefact limit: expected a number from 0.05 to 1"),
        ("artefact", {"limit": 7}, "got 7"),
        ("colour", {"pass_at": 40}, "colour pass_at: expected at most plates"),
        ("colour", {"taste": 1}, "has no rule 'taste'"),
        ("taste", {}, "unknown check 'taste'"),
    ],
)
def test_nonsense_is_refused_by_name(check, rules, said) -> None:
    with pytest.raises(ValidationError, match=said):
        check_screening({check: rules})


@pytest.mark.parametrize("asked", [[], "colour", None, {"colour": 3}, {"colour": [1]}])
def test_what_is_no_table_is_refused(asked) -> None:
    with pytest.raises(ValidationError):
        check_screening(asked)


def test_a_rule_without_an_entry_has_a_plain_name() -> None:
    assert rule_of("device", "least_refresh_px").label == "Least refresh"


def test_a_number_is_said_with_its_unit() -> None:
    assert say_number(Rule("x", unit="bits"), 24) == "24 bits"
    assert say_number(Rule("x", switch=True), 1) == "yes"
