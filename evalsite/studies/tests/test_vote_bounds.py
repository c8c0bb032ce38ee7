"""Whatever our page can measure is taken, however odd the clock, the screen or the rater."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils.timezone import now
from hypothesis import given
from hypothesis import strategies as st

from evalsite.studies.forms import LEAST_SEEN_MS, VoteForm
from evalsite.studies.models import Study, Trial
from evalsite.studies.trials.refusals import VoteRefused
from evalsite.studies.trials.voting import check_since_planned

WEEK_MS = 7 * 24 * 3_600_000
TICKS_MS = st.sampled_from([0.005, 0.1, 1.0, 16.67, 100.0])  # what browsers round their clock to
STRETCHES = st.lists(st.tuples(st.sampled_from("abo-"), st.floats(0, WEEK_MS / 20)), max_size=20)
RATIOS = st.sampled_from([0.25, 0.3, 0.5, 0.9, 1, 1.1, 1.25, 1.3333333730697632, 2, 2.625, 3, 25])
WINDOWS = st.tuples(st.integers(320, 3840), st.integers(240, 2160))


def written(number: float) -> str:
    """As JavaScript writes it."""
    return str(int(number)) if number == int(number) else repr(number)


def half_up(number: float) -> int:
    """As Math.round does."""
    return int(number + 0.5)


@st.composite
def measured(draw: st.DrawFn, *, at_once: bool) -> dict[str, str]:
    """What looking.js sends for stretches of A, B, the original, and of none (hidden, stopped)."""
    tick_ms = draw(TICKS_MS)
    stretches = draw(STRETCHES) + [(side, LEAST_SEEN_MS + tick_ms) for side in "ab"]
    clock_ms, spent = 0.0, {"a": 0.0, "b": 0.0, "o": 0.0, "-": 0.0}
    for side, ms in draw(st.permutations(stretches)):
        before, clock_ms = clock_ms // tick_ms * tick_ms, clock_ms + ms
        for each in "ab" if at_once and side in "ab" else side:
            spent[each] += clock_ms // tick_ms * tick_ms - before
    ratio, (width, height) = draw(RATIOS), draw(WINDOWS)
    clock_ms += draw(st.floats(0, 50))
    return {
        "response_ms": str(half_up(clock_ms // tick_ms * tick_ms)),
        "time_a_ms": str(max(1, half_up(spent["a"]))),
        "time_b_ms": str(max(1, half_up(spent["b"]))),
        "flips": str(draw(st.integers(0 if at_once else 1, 10**7))),
        "lost_focus": str(draw(st.integers(0, 10**7))),
        "viewport_width_px": str(half_up(width * ratio)),
        "viewport_height_px": str(half_up(height * ratio)),
        "device_pixel_ratio": written(ratio),
    }


def fill(study: Study, sent: dict[str, str]) -> VoteForm:
    fields = QueryDict(mutable=True)
    fields.update({"trial": str(uuid.uuid4()), "choice": "a", **sent})
    return VoteForm(fields, study=study)


def expect_taken(study: Study, sent: dict[str, str]) -> None:
    form = fill(study, sent)
    assert form.is_valid(), form.errors
    form.check_looking()
    seen = form.seen()
    assert max(seen.response_ms, seen.time_a_ms, seen.time_b_ms) <= 24 * 3_600_000
    assert max(seen.flips, seen.lost_focus) <= 100_000


@given(measured(at_once=False))
def test_it_takes_whatever_a_page_measures_whose_pictures_take_turns(sent) -> None:
    for way in ("flip_with_reference", "flip", "no_reference"):
        expect_taken(Study(presentation=way), sent)


@given(measured(at_once=True))
def test_it_takes_whatever_a_page_measures_that_shows_both_at_once(sent) -> None:
    expect_taken(Study(presentation="side_by_side"), sent)


@given(st.floats(0, 2), st.floats(0, WEEK_MS))
def test_no_time_is_too_long_that_the_trial_has_existed_for(delay_ms, response_ms) -> None:
    since = timedelta(milliseconds=delay_ms + response_ms)
    check_since_planned(Trial(planned_at=now() - since), half_up(response_ms))


def test_a_time_longer_than_that_by_more_than_clocks_are_set_is_refused() -> None:
    trial = Trial(planned_at=now())
    check_since_planned(trial, 9 * 60_000)
    with pytest.raises(VoteRefused, match="since the trial was planned"):
        check_since_planned(trial, 11 * 60_000)


@given(st.dictionaries(st.sampled_from(list(VoteForm.base_fields)), st.text(max_size=30)))
def test_whatever_else_is_sent_is_refused_in_words_and_never_fails(sent: dict[str, Any]) -> None:
    form = fill(Study(), sent)
    if not form.is_valid():
        refusal = form.refusal()
        assert refusal.status == 400 and "\n" not in refusal.reason
