"""What holds the tests' work to its limits: no slow moment fails it, slow work always does."""

from __future__ import annotations

import time

import pytest


def work_for(seconds: float) -> None:
    until_s = time.process_time() + seconds
    while time.process_time() < until_s:
        pass


def test_one_try_of_several_is_enough(expect_quick, monkeypatch) -> None:
    tries = iter([0.2, 0.2, 0.0])
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    assert expect_quick(lambda: work_for(next(tries)), limit_s=0.005) < 0.005
    assert list(tries) == []


def test_what_is_slow_at_every_try_fails(expect_quick, monkeypatch) -> None:
    monkeypatch.setattr(time, "sleep", lambda seconds: None)
    with pytest.raises(AssertionError, match="of a processor"):
        expect_quick(lambda: work_for(0.2), limit_s=0.002)


def test_waiting_for_others_costs_nothing(expect_quick) -> None:
    assert expect_quick(lambda: time.sleep(0.1), limit_s=0.05) < 0.05
