"""Home and away wins, American League East, 1987: table 10.10 of Agresti (2002)."""

from __future__ import annotations

import numpy as np

from elo.core.order_effect import OrderedCounts
from elo.core.types import Votes
from elo.tests.samples import make_votes

TEAMS = ("Milwaukee", "Detroit", "Toronto", "New York", "Boston", "Cleveland", "Baltimore")
# Row: the team at home; column: the visitor; won and lost by the team at home.
GAMES = (
    (None, (4, 3), (4, 2), (4, 3), (6, 1), (4, 2), (6, 0)),
    ((3, 3), None, (4, 2), (4, 3), (6, 0), (6, 1), (4, 3)),
    ((2, 5), (4, 3), None, (2, 4), (4, 3), (4, 2), (6, 0)),
    ((3, 3), (5, 1), (2, 5), None, (4, 3), (4, 2), (6, 1)),
    ((5, 1), (2, 5), (3, 3), (4, 2), None, (5, 2), (6, 0)),
    ((2, 5), (3, 3), (3, 4), (4, 3), (4, 2), None, (2, 4)),
    ((2, 5), (1, 5), (1, 6), (2, 4), (1, 6), (3, 4), None),
)
CELLS = [
    (home, away, cell)
    for home, row in enumerate(GAMES)
    for away, cell in enumerate(row)
    if cell is not None
]


def baseball_counts() -> OrderedCounts:
    won, lost = np.array([cell for _, _, cell in CELLS], dtype=np.float64).T
    home, away = np.array([(home, away) for home, away, _ in CELLS]).T
    return OrderedCounts(TEAMS, home, away, won, won + lost)


def baseball_votes() -> Votes:
    """Every game a vote: the team at home is A and stands left."""
    rows = [
        (TEAMS[home], TEAMS[away], choice)
        for home, away, cell in CELLS
        for choice, times in zip("ab", cell, strict=True)
        for _ in range(times)
    ]
    return make_votes(rows, left=np.zeros(len(rows), dtype=np.int8))
