"""How fast a rater answers, whether he speeds up, and how long he presses one button."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from elo.core.quality.order import split_by_rater
from elo.core.quality.sides import chose_left, has_side
from elo.core.types import TIE, UNKNOWN, FloatArray, IntArray, Votes

FLOOR_MS = 500.0  # nobody looks at two pictures and answers faster than this
ENDS = 3  # a session's first third is compared with its last
FEWEST_FOR_DRIFT = 12  # timed answers of a session; fewer say nothing of a drift
NO_BUTTON, TIE_BUTTON = -1, 2


@dataclass(frozen=True, slots=True)
class Times:
    """One rater's rated answers in time.

    Parameters
    ----------
    timed : int
        Answers with a known time.
    fast_share : float
        Share of those faster than `FLOOR_MS`; nan without any.
    drift_ratio : float
        Median time of a session's last third over that of its first, mean over the sessions
        (geometric); under 1 he speeds up. nan where no session has `FEWEST_FOR_DRIFT` answers.
    sessions : int
        Visits known; 0 where none is.
    longest_side_run, longest_button_run : int
        Answers in a row for one side (a tie ends it), and on one button (ties are one too); runs
        do not go on from one session to the next.
    run_chance : float
        At most how likely so long a run of one side is for someone without a habit.
    """

    timed: int
    fast_share: float
    drift_ratio: float
    sessions: int
    longest_side_run: int
    longest_button_run: int
    run_chance: float


def measure_times(rated: Votes) -> tuple[Times, ...]:
    """Times of every rater, in the order of ``rated.raters``.

    Parameters
    ----------
    rated : Votes
        Rated answers alone, sorted as `order_answers` does.
    """
    button = name_buttons(rated)
    left, right = int((button == 0).sum()), int((button == 1).sum())
    favoured = max(left, right, 1) / max(left + right, 1)
    session = np.zeros(len(rated), dtype=np.int64) if rated.session is None else rated.session
    return tuple(
        measure_one(rated.response_ms[rows], button[rows], session[rows], favoured)
        for rows in split_by_rater(rated.rater, len(rated.raters))
    )


def name_buttons(votes: Votes) -> IntArray:
    """0 for left, 1 for right, 2 for a tie, -1 where the side is not known."""
    button = np.where(has_side(votes), np.where(chose_left(votes), 0, 1), NO_BUTTON)
    return np.where((votes.choice == TIE) & (votes.left != UNKNOWN), TIE_BUTTON, button)


def measure_one(
    response_ms: FloatArray, button: IntArray, session: IntArray, favoured: float
) -> Times:
    known = response_ms[~np.isnan(response_ms)]
    side = np.where(button == TIE_BUTTON, NO_BUTTON, button)
    run = longest_run(side, session)
    sided = int((side != NO_BUTTON).sum())
    return Times(
        timed=len(known),
        fast_share=float(np.mean(known < FLOOR_MS)) if len(known) else float("nan"),
        drift_ratio=measure_drift(response_ms, session),
        sessions=len(set(session[session != UNKNOWN].tolist())),
        longest_side_run=run,
        longest_button_run=longest_run(button, session),
        run_chance=bound_run_chance(run, sided, favoured),
    )


def measure_drift(response_ms: FloatArray, session: IntArray) -> float:
    ratios = []
    for each in np.unique(session).tolist():
        mine = response_ms[session == each]
        mine = mine[mine > 0]  # neither unknown nor zero
        if len(mine) >= FEWEST_FOR_DRIFT:
            third = len(mine) // ENDS
            ratios.append(np.log(np.median(mine[-third:]) / np.median(mine[:third])))
    return float(np.exp(np.mean(ratios))) if ratios else float("nan")


def longest_run(button: IntArray, session: IntArray) -> int:
    """Length of the longest run of one known button within one session."""
    if not len(button):
        return 0
    new = np.ones(len(button), dtype=bool)
    new[1:] = (button[1:] != button[:-1]) | (session[1:] != session[:-1])
    lengths = np.diff(np.append(np.flatnonzero(new), len(button)))
    return int(np.max(lengths * (button[new] != NO_BUTTON)))


def bound_run_chance(run: int, answers: int, favoured: float) -> float:
    """Bound the chance of a run this long among independent answers.

    A run starts with the first answer, or with any later one that differs from the one before it;
    the chances are added up (Boole's inequality), each side taken to be the favoured one.
    """
    if run < 1:
        return 1.0
    starts = 1 + max(answers - run, 0) * 0.5
    return float(min(1.0, 2 * favoured**run * starts))
