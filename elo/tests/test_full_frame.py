"""The frame is a change of variables: exact whatever stands in it."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from elo.core.full.compiling import digest_sources, find_folder
from elo.core.full.draws import list_present, name_draws
from elo.core.full.frame.bending import SPREADS, bend, lower_centre, straighten
from elo.core.full.frame.coordinates import count_coordinates, split_point
from elo.core.full.frame.whitening import unfold, whitened_density
from elo.core.full.mode.laplace import find_frame, refine_frame
from elo.core.full.model.density import log_density
from elo.core.full.model.hyper import LAPSE_CENTRE, LOG_LAPSE_SPREAD
from elo.core.full.model.parts import make_along
from elo.tests.test_full_density import STUDIES, arrange, make_zeros


def unfold_point(study, frame, point):  # noqa: ANN001, ANN201
    found = make_zeros(study)
    along = make_along(len(found.curve), len(found.shared), len(found.effect))
    jacobian = unfold(study.rows, frame, split_point(study.rows, frame, point), found, along)
    return found, jacobian


@pytest.mark.parametrize("kind", STUDIES)
def test_the_gradient_is_that_of_finite_differences(kind: str) -> None:
    study = arrange(kind)
    frame = find_frame(study)
    n = count_coordinates(study.rows, frame)
    point, slope, spare = np.random.default_rng(2).normal(size=n), np.empty(n), np.empty(n)
    whitened_density(study.rows, frame, point, slope)
    found = []
    for step in 1e-5 * np.eye(n):
        up = whitened_density(study.rows, frame, point + step, spare)
        found.append((up - whitened_density(study.rows, frame, point - step, spare)) / 2e-5)
    np.testing.assert_allclose(slope, found, atol=2e-5, rtol=1e-5)


@pytest.mark.parametrize("kind", ["codecs", "codecs on curves", "curves, one codec by itself"])
def test_the_jacobian_is_that_of_the_map(kind: str) -> None:
    """By finite differences of the map itself, into free levels of skills, at two points."""
    study = arrange(kind)
    frame = find_frame(study)
    n = count_coordinates(study.rows, frame)
    told, measured, present = [], [], sorted(list_present(study.rows))
    for seed in (1, 2):
        point = np.random.default_rng(seed).normal(size=n)

        def flat(point: np.ndarray) -> np.ndarray:
            (hyper, skill, *others), _ = unfold_point(study, frame, point)
            level = np.bincount(study.rows.level, skill) / study.rows.level_size
            return np.concatenate([hyper[present], level[1:], *others])

        columns = [(flat(point + step) - flat(point - step)) / 2e-5 for step in 1e-5 * np.eye(n)]
        measured.append(np.linalg.slogdet(np.stack(columns))[1])
        told.append(unfold_point(study, frame, point)[1])
    assert np.diff(told)[0] == pytest.approx(np.diff(measured)[0], abs=1e-5)


@pytest.mark.parametrize("kind", ["codecs", "codecs on curves"])
def test_the_density_in_the_frame_is_the_natural_one_and_the_jacobian(kind: str) -> None:
    study = arrange(kind)
    frame = find_frame(study)
    point = np.random.default_rng(3).normal(size=count_coordinates(study.rows, frame))
    found, jacobian = unfold_point(study, frame, point)
    natural = log_density(study.rows, found, make_zeros(study))
    assert whitened_density(study.rows, frame, point, np.empty_like(point)) == natural + jacobian


def test_a_bent_spread_can_be_straightened() -> None:
    logs = np.array([-6.0, -2.0, 0.0, 1.5])
    np.testing.assert_allclose([bend(each) for each in straighten(logs)], logs, atol=1e-12)
    assert LOG_LAPSE_SPREAD in SPREADS and LAPSE_CENTRE not in SPREADS


def test_the_centre_falls_so_that_the_mean_share_stays() -> None:
    """Against a mean over a million raters, while shares are small."""
    z = np.random.default_rng(0).normal(size=1_000_000)
    for spread in (0.1, 0.3):
        centre = -4 - lower_centre(np.log(spread))
        logit = centre + spread * np.expm1(0.5 * z) / 0.5
        # Left where it was, the mean share would rise by 4 and by 16 per cent.
        assert np.mean(1 / (1 + np.exp(-logit))) == pytest.approx(1 / (1 + np.exp(4)), rel=0.03)


def test_another_source_in_a_folder_below_is_other_machine_code(tmp_path: Path) -> None:
    """Numba sees no change in what a function calls: stale code would be run after an upgrade."""
    (tmp_path / "frame").mkdir()
    below = tmp_path / "frame" / "skills.py"
    below.write_text("a = 1")
    before = digest_sources(tmp_path)
    assert digest_sources(tmp_path) == before
    below.write_text("a = 2")
    assert digest_sources(tmp_path) != before


def test_machine_code_goes_where_it_may_be_written(tmp_path: Path) -> None:
    find_folder.cache_clear()
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    found = find_folder((blocked / "cache", tmp_path / "user"))
    assert found is not None and found.parent == tmp_path / "user" and os.access(found, os.W_OK)
    assert find_folder((blocked / "cache",)) is None


@pytest.mark.parametrize("kind", STUDIES)
def test_numbers_that_are_not_in_the_model_have_no_direction(kind: str) -> None:
    """Rounding once made a constant look as if it moved: a flat direction, walked for ever."""
    study = arrange(kind)
    frame = find_frame(study)
    n = count_coordinates(study.rows, frame)
    points = np.random.default_rng(1).normal(size=(2, 20, n))
    refined = refine_frame(study, name_draws(study=study, frame=frame, points=points))
    present = list_present(study.rows)
    assert refined.hyper_map.shape[1] == frame.hyper_map.shape[1] == len(present)
    assert set(np.flatnonzero(np.abs(refined.hyper_map).sum(axis=1))) == present
