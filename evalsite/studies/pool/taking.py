"""A request takes planned pairs; two that take at once get different ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db.models import QuerySet

from evalsite.studies.models import PooledPair, Study
from evalsite.studies.trials.sampler import Past, cell_of

READ_AHEAD = 2  # pairs looked at, and held, for each that is needed: some the rater may have had
FAR_AHEAD = 60


def take_pairs(*, study: Study, how_many: int, past: Past) -> list[PooledPair]:
    """Take up to so many pairs out of the pool, none that the rater has had; notes them in `past`.

    Inside the transaction that plans the trials: if that fails, the pairs are back in the pool.
    Fewer than asked for, or none, where the pool has no more: nobody waits for the worker.
    """
    near = list(look_at(study)[: READ_AHEAD * how_many])
    taken = pick(near, how_many, past)
    if lacking := how_many - len(taken):
        # The rater has had most of them. Or a refresh replaced, while the look lasted, all that
        # was there at its beginning: by the second look the new pairs are to be seen.
        taken += pick(look_at(study, after=near)[:FAR_AHEAD], lacking, past)
    PooledPair.objects.filter(pk__in=[pair.pk for pair in taken]).delete()
    return taken


def look_at(study: Study, *, after: Sequence[PooledPair] = ()) -> QuerySet[PooledPair]:
    """The pairs planned first, held for us: PostgreSQL passes over what another request holds.

    SQLite has one writer at a time.
    """
    waiting = PooledPair.objects.filter(study=study).select_for_update(skip_locked=True)
    if after:
        waiting = waiting.filter(pk__gt=after[-1].pk)
    return waiting.order_by("pk")


def pick(waiting: Iterable[PooledPair], how_many: int, past: Past) -> list[PooledPair]:
    """The pairs of the sources that the rater saw least; the longest planned first among equals."""
    left, taken = list(waiting), list[PooledPair]()
    while len(taken) < how_many:
        left = [pair for pair in left if cell_of(pair) not in past.cells]
        if not left:
            break
        pair = min(left, key=lambda each: past.of_source[past.source_of(each.crop_id)])
        past.add(cell_of(pair))
        taken.append(pair)
    return taken
