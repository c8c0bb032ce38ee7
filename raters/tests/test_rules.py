from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError

from raters.policies import CHECKS, check_screening, freeze_policy
from raters.rules import ORDERED, RULES, Rule, check_order, rule_of, say_number


@pytest.mark.parametrize("check", CHECKS)
def test_the_checks_own_rules_make_sense_and_have_a_name(check) -> None:
    assert freeze_policy(check, CHECKS[check].policy) == CHECKS[check].policy
    check_order(check, CHECKS[check].policy)


@pytest.mark.parametrize("check", CHECKS)
def test_every_rule_of_a_check_has_a_label_and_bounds_of_its_own(check) -> None:
    """A new rule without an entry would take any number up to 10,000."""
    usual = Rule("")
    for name in CHECKS[check].policy:
        assert name in RULES[check], f"raters.rules has no bounds for {check} {name}"
        rule = rule_of(check, name)
        assert str(rule.label) and (rule.low, rule.high) != (usual.low, usual.high)


@pytest.mark.parametrize("order", ORDERED)
def test_rules_that_stand_in_an_order_are_rules_of_the_check(order) -> None:
    assert {order.lower, order.upper} <= CHECKS[order.check].policy.keys()


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
        ("colour", {"plates": 0}, "colour plates: expected a whole number from 1"),
        ("colour", {"second_form_at": 8}, r"expected less than pass_at \(8\), got 8"),
        ("artefact", {"early_probability": 95}, "expected a number from 0.5 to 0.999, got 95"),
        ("artefact", {"early_probability": 0.6}, "pass_probability: expected at most early_prob"),
        ("artefact", {"items_least": 30}, r"expected at most items_most \(28\), got 30"),
        ("artefact", {"items_most": "many"}, "got 'many'"),
        ("artefact", {"catch_every": True}, "got True"),
        ("artefact", {"look_every": 0}, "expected a whole number from 1 to 60, got 0"),
        ("artefact", {"practice": 1.5}, "whole number from 0 to 2, got 1.5"),
        (
            "artefact",
            {"fail_probability": 0.5, "pass_probability": 0.5},
            r"fail_probability: expected less than pass_probability \(0.5\)",
        ),
        (
            "device",
            {"distance_min_mm": 600, "distance_max_mm": 500},
            r"expected at most distance_max_mm \(500\), got 600",
        ),
        ("colour", {"taste": 1}, "has no rule 'taste'"),
        ("taste", {}, "unknown check 'taste'"),
    ],
)
def test_nonsense_is_refused_by_name(check, rules, said) -> None:
    with pytest.raises(ValidationError, match=said):
        check_screening({check: rules})


def test_a_distance_that_is_unbounded_above_may_be_bounded_below() -> None:
    check_screening({"device": {"distance_min_mm": 600}})
    check_screening({"device": {"distance_max_mm": 600}})


def test_rules_frozen_before_there_was_an_order_among_them_still_hold() -> None:
    assert freeze_policy("colour", {"second_form_at": 8})["second_form_at"] == 8


@pytest.mark.parametrize("asked", [[], "colour", None, {"colour": 3}, {"colour": [1]}])
def test_what_is_no_table_is_refused(asked) -> None:
    with pytest.raises(ValidationError):
        check_screening(asked)


def test_a_rule_without_an_entry_has_a_plain_name() -> None:
    assert rule_of("device", "least_refresh_px").label == "Least refresh"


def test_a_number_is_said_with_its_unit() -> None:
    assert say_number(Rule("x", unit="bits"), 24) == "24 bits"
    assert say_number(Rule("x", switch=True), 1) == "yes"
