from __future__ import annotations

import csv
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from evalsite.studies.forecast.assuming import Sizes, size_by_study
from evalsite.studies.models import Trial
from evalsite.studies.trials.schedule import draw_schedule, votes_of_session
from evalsite.testing import make_open_study, make_study

SMALL_CODEC, SMALL_BPP = np.array([0, 1]), np.array([0.1, 0.2])
SMALL = {"codecs": 3, "rates": 3, "half_width": 0.3, "seed": 1}


def plan(out: Path, **options) -> tuple[str, str]:
    said, told = StringIO(), StringIO()
    call_command("plan_study", out=out, stdout=said, stderr=told, **{**SMALL, **options})
    return said.getvalue(), told.getvalue()


def read(path: Path) -> list[dict[str, str]]:
    with path.open(newline="") as opened:
        return list(csv.DictReader(opened))


def test_it_prints_and_draws_what_each_sampler_needs(tmp_path) -> None:
    said, told = plan(tmp_path / "out", pay=4.0, trials_per_session=70, minutes=30.0)
    assert said.startswith("SIMULATED: nobody has voted.")
    assert "3 codecs, 9 conditions, 30 sources; 54 votes a session" in said
    assert "active: 45 simulated votes" in told
    rows = read(tmp_path / "out" / "plan.csv")
    assert [row["sampler"] for row in rows] == ["random", "balanced", "active"]
    for row in rows:
        sessions = -(-int(row["votes"]) // votes_of_session(70))
        assert row["simulated"] == "True"
        assert int(row["sessions"]) == sessions
        assert float(row["rater_hours"]) == sessions / 2 and float(row["money"]) == 4 * sessions
    growth = read(tmp_path / "out" / "growth.csv")
    assert {row["sampler"] for row in growth} == {"random", "balanced", "active"}
    assert "SIMULATED VOTES" in (tmp_path / "out" / "figure-plan.svg").read_text()
    assert (tmp_path / "out" / "figure-plan.png").read_bytes().startswith(b"\x89PNG")


def test_the_same_seed_gives_the_same_plan(tmp_path) -> None:
    for name in ("first", "second"):
        plan(tmp_path / name, most_votes=60)
    first, second = ((tmp_path / name / "growth.csv").read_text() for name in ("first", "second"))
    assert first == second


def test_it_says_when_the_width_is_not_reached(tmp_path) -> None:
    said, _ = plan(tmp_path, half_width=0.005, most_votes=200)
    assert "active    not reached within 200 votes: the half-width is still" in said
    assert read(tmp_path / "plan.csv")[0]["votes"] == ""


def test_a_session_is_counted_without_traps_repeats_and_bias_pairs() -> None:
    for seed in range(5):
        kinds = draw_schedule(trials=70, seed=seed)
        assert kinds.count(Trial.Kind.VOTE) == votes_of_session(70) == 54


@pytest.mark.django_db
def test_a_study_brings_its_codecs_rates_sources_and_session(tmp_path) -> None:
    study = make_open_study(tmp_path)
    sizes = size_by_study(study)
    codecs = list(study.codecs.order_by("-position").values_list("name", flat=True))
    assert [name for name in codecs if name in sizes.codecs] == list(sizes.codecs)
    assert sizes.sources == study.sources.count() and (sizes.bpp > 0).all()
    out = {"study": study.slug, "codecs": None, "rates": None, "half_width": 0.4}
    said, _ = plan(tmp_path / "out", **out, test=sizes.codecs[0])
    votes = votes_of_session(study.trials_per_session)
    assert f"{votes} votes a session; savings of {sizes.codecs[0]} against each other" in said


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("trials", "minutes", "each_hours"), [(None, None, 13 / 60), (70, None, 1 / 3), (70, 30.0, 0.5)]
)
def test_a_session_takes_what_raters_are_told_or_what_its_trials_take(
    tmp_path, trials, minutes, each_hours
) -> None:
    study = make_open_study(tmp_path, minutes=13)
    out = {"study": study.slug, "codecs": None, "rates": None, "half_width": 0.4}
    plan(tmp_path / "out", **out, trials_per_session=trials, minutes=minutes)
    row = read(tmp_path / "out" / "plan.csv")[0]
    assert float(row["rater_hours"]) == pytest.approx(int(row["sessions"]) * each_hours, abs=0.01)


@pytest.mark.django_db
def test_a_study_contradicted_or_empty_is_refused(tmp_path) -> None:
    study = make_study(allow_ties=False)
    refusals = {
        "has no stimuli with rates yet": {},
        "--study brings its own codecs: leave --codecs out": {"codecs": 3},
        "no study 'nowhere'; studies here:": {"study": "nowhere"},
    }
    for words, changes in refusals.items():
        options = {"study": study.slug, "codecs": None, "rates": None, **changes}
        with pytest.raises(CommandError, match=words):
            plan(tmp_path, **options)
    stocked = make_open_study(tmp_path, allow_ties=False)
    with pytest.raises(CommandError, match="does not allow “can't tell”: leave --ties out"):
        plan(tmp_path, study=stocked.slug, codecs=None, rates=None, ties=0.2)


@pytest.mark.parametrize(
    ("words", "changes"),
    [
        ("--codecs and --rates, or --study", {"rates": None}),
        ("a saving needs two codecs, got 1", {"codecs": 1}),
        ("every codec has a single rate", {"rates": 1}),
        ("more than the 400 that can be planned", {"codecs": 50, "rates": 9}),
        ("ties are a share from 0 to under 1, got 1.5", {"ties": 1.5}),
        ("lapses are a share from 0 to 1, got -1", {"lapses": -1.0}),
        ("half-width must lie between 0 and 1, got 5", {"half_width": 5.0}),
        ("20 to 200 trials, got 7", {"trials_per_session": 7}),
        ("0 or more, got 20 minutes and -1", {"pay": -1.0}),
        ("unknown codec 'vvc', expected one of codec-1, codec-2, codec-3", {"test": "vvc"}),
        ("at most 9 votes are fewer than the 45", {"most_votes": 9}),
        ("Elo per doubling must lie between 0 and 2000", {"elo_per_doubling": 0.0}),
    ],
)
def test_nonsense_is_refused_in_one_sentence(tmp_path, words: str, changes: dict) -> None:
    with pytest.raises(CommandError, match=words) as refused:
        plan(tmp_path, **changes)
    assert "\n" not in str(refused.value)
    assert not (tmp_path / "plan.csv").exists()


def test_sizes_need_a_source() -> None:
    with pytest.raises(ValueError, match="at least one source"):
        Sizes(("a", "b"), SMALL_CODEC, SMALL_BPP, 0)
