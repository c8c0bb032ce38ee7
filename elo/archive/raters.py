"""raters.csv: what each rater whose votes count did, by the code the site gave him."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import numpy as np

from elo.core.formats.values import write_columns
from elo.core.types import TRAP, VOTE, BoolArray, Votes
from evalsite.studies.models import Study
from raters.models import Rater


def write_raters(*, study: Study, votes: Votes, path: Path) -> None:
    """Write one row a rater. What the checks found of his eyes stays in the site."""
    kinds = Rater.objects.filter(sessions__study=study).values_list("code", "channel__kind")
    recruited = {str(code): kind for code, kind in kinds}
    trap = votes.kind == TRAP
    columns: dict[str, Iterable[object]] = {
        "rater": votes.raters,
        "recruited": [recruited[code] for code in votes.raters],
        "simulated": (count(votes, votes.simulated) > 0).astype(int).tolist(),
        "visits": count_visits(votes),
        "answers": count(votes, np.ones(len(votes), dtype=bool)).tolist(),
        "votes": count(votes, votes.kind == VOTE).tolist(),
        "traps": count(votes, trap).tolist(),
        "traps_right": count(votes, trap & (votes.choice == votes.expected)).tolist(),
    }
    write_columns(path=path, columns=columns)


def count(votes: Votes, rows: BoolArray) -> np.ndarray:
    """Count such rows of each rater, shape (n_raters,)."""
    return np.bincount(votes.rater[rows], minlength=len(votes.raters))


def count_visits(votes: Votes) -> list[int]:
    assert votes.session is not None, "the site knows the visit of every vote"
    rater, _ = np.unique(np.stack([votes.rater, votes.session]), axis=1)
    return [int(visits) for visits in np.bincount(rater, minlength=len(votes.raters))]
