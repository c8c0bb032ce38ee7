"""What a source's effects leave for the scores is what dense matrices say."""

from __future__ import annotations

import numpy as np

from elo.core.full.mode.by_source import turn, turn_added

PART = np.eye(3)[[0, 0, 1, 1, 1, 2]]  # of each of three codecs in each of six cells
OWN, SHARED = 0.3**2, 0.5**2  # prior variances
SAME = PART @ PART.T


def make_source() -> tuple[np.ndarray, np.ndarray]:
    """Information and best scores, with some slopes beside these."""
    rng = np.random.default_rng(1)
    root = rng.normal(size=(6, 6))
    return root @ root.T, rng.normal(size=(6, 9))


def test_it_is_the_inverse_of_all_variances_together() -> None:
    information, score = make_source()
    turned = turn(information, information @ score)
    left = turned.leave(1 / OWN)
    expected = np.linalg.inv(np.linalg.inv(information) + OWN * np.eye(6))
    np.testing.assert_allclose(left.information, expected)
    np.testing.assert_allclose(left.pull, expected @ score)
    more = turn_added(left, PART).leave(left, 1 / SHARED)
    expected = np.linalg.inv(np.linalg.inv(information) + OWN * np.eye(6) + SHARED * SAME)
    np.testing.assert_allclose(more.information, expected)
    np.testing.assert_allclose(more.pull, expected @ score)


def test_the_best_effects_are_those_of_the_joint_normal() -> None:
    information, score = make_source()
    turned = turn(information, information @ score)
    shared = turn_added(turned.leave(1 / OWN), PART)
    base = np.linspace(-1, 1, 54).reshape(6, 9)
    common = shared.solve(shared.explain(base), 1 / SHARED)
    own = turned.solve(turned.explain(base + common), 1 / OWN)
    whole = OWN * np.eye(6) + SHARED * SAME
    weighed = np.linalg.solve(whole + np.linalg.inv(information), score - base)
    np.testing.assert_allclose(common, SHARED * SAME @ weighed)
    np.testing.assert_allclose(common + own, whole @ weighed)
