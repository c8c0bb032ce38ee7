"""Scores of studies that might have been: whole people, or whole sources, drawn anew.

Answers of one person, or on one picture, go together, so they are drawn together: the cluster
bootstrap (A. C. Davison and D. V. Hinkley, Bootstrap Methods and their Application, 1997,
section 3.8). Both at once is the pigeonhole bootstrap (A. B. Owen, Ann. Appl. Stat. 1, 2007): an
answer counts as often as its person times as often as its source. It errs on the safe side:
what is noise of single answers is counted up to three times.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from elo.core.bradley_terry import find_mode
from elo.core.connectivity import check_connected, find_components
from elo.core.counts import lay_out_pairs
from elo.core.seeds import check_seed
from elo.core.types import ELO_PER_LOGIT, MEAN_ELO, FloatArray, IntArray, Votes

REPLICATES = 200

# what is drawn anew -> the columns of `Votes` that say which answers go together
CLUSTERS: dict[str, tuple[str, ...]] = {
    "rater": ("rater",),
    "source": ("source",),
    "both": ("rater", "source"),
}


@dataclass(frozen=True, slots=True)
class Replicates:
    """Scores of every replicate that could be rated.

    Parameters
    ----------
    by : str
        What was drawn anew, a key of `CLUSTERS`.
    conditions : tuple of str
        Rated conditions, sorted by name.
    elo : ndarray of float, shape (n_kept, n_conditions)
        Point estimates of `mle`, each replicate of mean 2000.
    clusters : int
        How many people or sources there were to draw from; of both, the smaller number.
    drawn : int
        Replicates drawn; those that left a condition without votes, or apart from the others,
        are not among the kept.
    """

    by: str
    conditions: tuple[str, ...]
    elo: FloatArray
    clusters: int
    drawn: int

    @property
    def left_out_share(self) -> float:
        """Share of the replicates that could not be rated."""
        return 1 - len(self.elo) / self.drawn


def resample_elo(*, votes: Votes, by: str, seed: int, replicates: int = REPLICATES) -> Replicates:
    """Rate a study again and again, its people or sources drawn anew with replacement.

    Parameters
    ----------
    votes : Votes
        Of connected conditions; only rated answers count.
    by : str
        A key of `CLUSTERS`.
    seed, replicates : int
        Same seed, same replicates.

    Raises
    ------
    ValueError
        For an unknown ``by``, no replicates, or votes that cannot be rated as they are.
    """
    if by not in CLUSTERS:
        raise ValueError(f"cannot draw {by!r} anew, expected one of {sorted(CLUSTERS)}")
    if replicates < 1:
        raise ValueError(f"replicates is {replicates}, expected 1 or more")
    rng = np.random.default_rng(check_seed(seed))
    rows = lay_out_pairs(votes)
    whole = rows.count()
    check_connected(counts=whole)
    start, _ = find_mode(counts=whole, start_logit=np.zeros(len(rows.conditions)))
    axes = list_axes(votes, by)
    skills = [
        find_mode(counts=counts, start_logit=start)[0]
        for weight in draw_weights(rng, axes, replicates)
        if len(find_components(counts=(counts := rows.count(weight)))) == 1
    ]
    logits = np.array(skills).reshape(len(skills), len(start))
    return Replicates(
        by=by,
        conditions=rows.conditions,
        elo=MEAN_ELO + ELO_PER_LOGIT * logits,
        clusters=min(count for _, count in axes),
        drawn=replicates,
    )


def list_axes(votes: Votes, by: str) -> list[tuple[IntArray, int]]:
    """For each thing drawn anew: whose each rated answer is, and how many of them there are."""
    rated = votes.rated()
    names = {"rater": rated.raters, "source": rated.sources}
    return [number_by_name(getattr(rated, each), names[each]) for each in CLUSTERS[by]]


def number_by_name(index: IntArray, names: tuple[str, ...]) -> tuple[IntArray, int]:
    """Number those who occur in the order of their names; that of a table's rows is chance."""
    place = np.empty(len(names), dtype=np.int64)
    place[sorted(range(len(names)), key=names.__getitem__)] = np.arange(len(names))
    found, number = np.unique(place[index], return_inverse=True)
    return number.astype(np.int64), len(found)


def draw_weights(
    rng: np.random.Generator, axes: list[tuple[IntArray, int]], replicates: int
) -> Iterator[FloatArray]:
    """How often each rated answer counts, shape (n_votes,), replicate after replicate."""
    for _ in range(replicates):
        weight = np.ones(len(axes[0][0]))
        for index, count in axes:
            weight *= rng.multinomial(count, np.full(count, 1 / count))[index]
        yield weight
