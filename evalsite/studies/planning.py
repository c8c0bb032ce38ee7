"""Trials are planned in blocks of ten when a session needs them; being planned reserves the pair.

A trial nobody answered counts as asked only while its session runs, so that an abandoned block
returns to the pool by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

import numpy as np
from django.db import IntegrityError
from django.db.models import BooleanField, Count, ExpressionWrapper, Q, QuerySet

from evalsite.studies.models import Condition, Crop, Session, Showing, Trial
from evalsite.studies.sampler import Counts, Pair, draw_balanced, sorted_pair
from evalsite.studies.schedule import REPEAT_GAP, draw_schedule

BLOCK = 10
FEW = 3  # the page decodes this many trials ahead, so the next block must be there by then
TRAINING = (-3, -2, -1)


@dataclass(frozen=True, slots=True)
class Shown:
    """What planning needs of one showing."""

    stimulus: int
    codes: tuple[UUID, UUID]
    practice_code: UUID
    role: str
    bpp: float


@dataclass(slots=True)
class Stock:
    """Everything a study can show: per crop, condition id -> showing."""

    crops: dict[int, dict[int, Shown]] = field(default_factory=dict)
    sources: dict[int, int] = field(default_factory=dict)
    windows: dict[int, Crop] = field(default_factory=dict)

    def rated(self) -> dict[int, list[int]]:
        return {
            crop: [c for c, shown in showings.items() if shown.role == Condition.Role.RATED]
            for crop, showings in self.crops.items()
        }

    def control(self, crop: int, role: str) -> Shown:
        return next(shown for shown in self.crops[crop].values() if shown.role == role)


def unanswered_trials(session: Session) -> list[Trial]:
    """Planned trials without a vote, in order; plans the next block when few are left."""
    had = list(own_trials(session))
    waiting = [trial for trial in had if not trial.answered]  # type: ignore[attr-defined]
    if len(waiting) > FEW:
        return waiting
    try:
        return waiting + plan_block(session, had)
    except IntegrityError:
        # Another tab planned the same block first; its trials are as good.
        return list(own_trials(session).filter(vote=None))


def own_trials(session: Session) -> QuerySet[Trial]:
    answered = ExpressionWrapper(Q(vote__isnull=False), BooleanField())
    return session.trials.annotate(answered=answered).select_related("crop").order_by("position")


def plan_block(session: Session, had: Sequence[Trial]) -> list[Trial]:
    first = had[-1].position + 1 if had else TRAINING[0]
    if first >= session.study.trials_per_session:
        return []
    stock = read_stock(session)
    rng = np.random.default_rng([session.seed, first + len(TRAINING)])
    trials = plan_training(session, stock, rng) if first < 0 else []
    first = max(first, 0)
    schedule = draw_schedule(trials=session.study.trials_per_session, seed=session.seed)
    kinds = schedule[first : first + BLOCK]
    trials += plan_kinds(session, stock, had, first, kinds, rng)
    return Trial.objects.bulk_create(trials)


def read_stock(session: Session) -> Stock:
    stock = Stock()
    showings = Showing.objects.filter(crop__source__study=session.study).select_related(
        "crop", "stimulus__condition"
    )
    for showing in showings.order_by("id"):
        crop, stimulus = showing.crop, showing.stimulus
        stock.sources[crop.pk] = crop.source_id
        stock.windows.setdefault(crop.pk, crop)
        shown = Shown(
            stimulus=stimulus.pk,
            codes=showing.codes,
            practice_code=showing.practice_code,
            role=stimulus.condition.role,
            bpp=stimulus.bpp or 0.0,
        )
        stock.crops.setdefault(crop.pk, {})[stimulus.condition_id] = shown
    return stock


def read_counts(session: Session, stock: Stock) -> Counts:
    counts = Counts()
    running = Session.objects.running().exclude(pk__in=Session.objects.overdue())
    asked = Trial.objects.filter(study=session.study, kind=Trial.Kind.VOTE).filter(
        Q(vote__isnull=False) | Q(session__in=running)
    )
    for crop, a, b, times in asked.values_list(
        "crop", "stimulus_a__condition", "stimulus_b__condition"
    ).annotate(times=Count("id")):
        pair = sorted_pair(a, b)
        counts.add(source=stock.sources[crop], crop=crop, pair=pair, times=times)
    return counts


def plan_kinds(
    session: Session,
    stock: Stock,
    had: Sequence[Trial],
    first: int,
    kinds: Sequence[Trial.Kind],
    rng: np.random.Generator,
) -> list[Trial]:
    condition_of = {
        shown.stimulus: condition
        for showings in stock.crops.values()
        for condition, shown in showings.items()
    }
    asked: list[tuple[int, Pair]] = [
        (t.crop_id, sorted_pair(condition_of[t.stimulus_a_id], condition_of[t.stimulus_b_id]))
        for t in had
        if t.kind == Trial.Kind.VOTE
    ]
    picks = iter(
        draw_balanced(
            conditions_of=stock.rated(),
            source_of=stock.sources,
            counts=read_counts(session, stock),
            asked=asked,
            how_many=kinds.count(Trial.Kind.VOTE),
            rng=rng,
        )
    )
    repeatable = [t for t in had if t.kind == Trial.Kind.VOTE and t.position <= first - REPEAT_GAP]
    trials = []
    for position, kind in enumerate(kinds, start=first):
        if kind == Trial.Kind.VOTE:
            pick = next(picks)
            here = stock.crops[pick.crop]
            trial = make_trial(
                session, position, kind, stock.windows[pick.crop], here[pick.a], here[pick.b], rng
            )
        elif kind == Trial.Kind.REPEAT and repeatable:
            trial = plan_repeat(session, position, stock, repeatable, condition_of, rng)
        elif kind == Trial.Kind.BIAS:
            trial = plan_bias(session, position, stock, rng)
        else:
            trial = plan_trap(session, position, stock, rng)
        trials.append(trial)
    return trials


def make_trial(
    session: Session,
    position: int,
    kind: Trial.Kind,
    crop: Crop,
    a: Shown,
    b: Shown,
    rng: np.random.Generator,
    expected: str = "",
    repeats: Trial | None = None,
) -> Trial:
    code_a, code_b = draw_addresses(kind, a, b, rng)
    return Trial(
        study=session.study,
        session=session,
        position=position,
        kind=kind,
        crop=crop,
        stimulus_a_id=a.stimulus,
        stimulus_b_id=b.stimulus,
        image_a=code_a,
        image_b=code_b,
        expected=expected,
        repeats=repeats,
    )


def draw_addresses(
    kind: Trial.Kind, a: Shown, b: Shown, rng: np.random.Generator
) -> tuple[UUID, UUID]:
    if kind == Trial.Kind.TRAINING:
        return a.practice_code, b.practice_code
    if a.stimulus == b.stimulus:
        return a.codes if rng.random() < 0.5 else a.codes[::-1]
    return a.codes[int(rng.integers(2))], b.codes[int(rng.integers(2))]


def plan_known(
    session: Session,
    position: int,
    kind: Trial.Kind,
    crop: Crop,
    better: Shown,
    worse: Shown,
    rng: np.random.Generator,
) -> Trial:
    """A trial with a known answer, its sides drawn."""
    if rng.random() < 0.5:
        return make_trial(session, position, kind, crop, better, worse, rng, expected="a")
    return make_trial(session, position, kind, crop, worse, better, rng, expected="b")


def plan_trap(session: Session, position: int, stock: Stock, rng: np.random.Generator) -> Trial:
    crop = pick_crop(stock, rng)
    original = stock.control(crop, Condition.Role.ORIGINAL)
    trap = stock.control(crop, Condition.Role.TRAP)
    return plan_known(session, position, Trial.Kind.TRAP, stock.windows[crop], original, trap, rng)


def plan_bias(session: Session, position: int, stock: Stock, rng: np.random.Generator) -> Trial:
    crop = pick_crop(stock, rng)
    rated = stock.rated()[crop]
    shown = stock.crops[crop][rated[int(rng.integers(len(rated)))]]
    return make_trial(session, position, Trial.Kind.BIAS, stock.windows[crop], shown, shown, rng)


def plan_repeat(
    session: Session,
    position: int,
    stock: Stock,
    repeatable: list[Trial],
    condition_of: dict[int, int],
    rng: np.random.Generator,
) -> Trial:
    again = repeatable.pop(int(rng.integers(len(repeatable))))
    here = stock.crops[again.crop_id]
    a, b = (
        here[condition_of[again.stimulus_a_id]],
        here[condition_of[again.stimulus_b_id]],
    )
    # Sides are drawn anew for repeats too, or a left-hand habit would look like agreement.
    if rng.random() < 0.5:
        a, b = b, a
    kind = Trial.Kind.REPEAT
    return make_trial(session, position, kind, again.crop, a, b, rng, repeats=again)


def plan_training(session: Session, stock: Stock, rng: np.random.Generator) -> list[Trial]:
    """Obvious, middling, subtle: the original against the trap, the lowest rate, a middle rate."""
    trials = []
    for position in TRAINING:
        crop = pick_crop(stock, rng)
        rated = [stock.crops[crop][c] for c in stock.rated()[crop]]
        by_rate = sorted(rated, key=lambda shown: shown.bpp)
        worse = (
            stock.control(crop, Condition.Role.TRAP),
            by_rate[0],
            by_rate[len(by_rate) // 2],
        )[TRAINING.index(position)]
        original = stock.control(crop, Condition.Role.ORIGINAL)
        kind = Trial.Kind.TRAINING
        trials.append(
            plan_known(session, position, kind, stock.windows[crop], original, worse, rng)
        )
    return trials


def pick_crop(stock: Stock, rng: np.random.Generator) -> int:
    crops = sorted(stock.crops)
    return crops[int(rng.integers(len(crops)))]
