"""Draws the trials of one block: which kind, which pair, which side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evalsite.studies.models import Condition, Session, Trial
from evalsite.studies.trials.sampler import Pair, Pick, draw_balanced, sorted_pair
from evalsite.studies.trials.schedule import REPEAT_GAP
from evalsite.studies.trials.stock import Shown, Stock, read_counts

ORIGINAL, TRAP = Condition.Role.ORIGINAL, Condition.Role.TRAP


@dataclass(slots=True)
class Planner:
    """One session's way to its next trials; nothing is written here."""

    session: Session
    stock: Stock
    had: Sequence[Trial]
    rng: np.random.Generator

    def plan_training(self, positions: Sequence[int]) -> list[Trial]:
        """Obvious, middling, subtle: the original against the trap, a low rate, a middle rate."""
        trials = []
        for step, position in enumerate(positions):
            crop = self.pick_crop()
            rated = self.stock.rated(crop)
            worse = (self.stock.control(crop, TRAP), rated[0], rated[len(rated) // 2])[step]
            trials.append(self.plan_known(position, Trial.Kind.TRAINING, crop, worse))
        return trials

    def plan_kinds(self, first: int, kinds: Sequence[Trial.Kind]) -> list[Trial]:
        picks = iter(self.draw_pairs(kinds.count(Trial.Kind.VOTE)))
        repeatable = self.find_repeatable(first)
        trials = []
        for position, kind in enumerate(kinds, start=first):
            if kind == Trial.Kind.VOTE:
                trial = self.plan_vote(position, next(picks))
            elif kind == Trial.Kind.REPEAT and repeatable:
                again = repeatable.pop(int(self.rng.integers(len(repeatable))))
                trial = self.plan_repeat(position, again)
            elif kind == Trial.Kind.TRAP:
                crop = self.pick_crop()
                trial = self.plan_known(position, kind, crop, self.stock.control(crop, TRAP))
            else:
                trial = self.plan_bias(position)
            trials.append(trial)
        return trials

    def draw_pairs(self, how_many: int) -> list[Pick]:
        return draw_balanced(
            conditions_of=self.stock.rated_conditions(),
            source_of=self.stock.sources(),
            counts=read_counts(self.session.study, self.stock),
            asked=[self.pair_of(t) for t in self.had if t.kind == Trial.Kind.VOTE],
            how_many=how_many,
            rng=self.rng,
        )

    def pair_of(self, trial: Trial) -> tuple[int, Pair]:
        condition_of = self.stock.condition_of
        a, b = condition_of[trial.stimulus_a_id], condition_of[trial.stimulus_b_id]
        return trial.crop_id, sorted_pair(a, b)

    def find_repeatable(self, first: int) -> list[Trial]:
        """Pairs asked long enough ago, and not a second time yet."""
        repeated = {trial.repeats_id for trial in self.had}
        return [
            trial
            for trial in self.had
            if trial.kind == Trial.Kind.VOTE
            and trial.pk not in repeated
            and trial.position <= first - REPEAT_GAP
        ]

    def plan_vote(self, position: int, pick: Pick) -> Trial:
        here = self.stock.showings[pick.crop]
        return self.make(position, Trial.Kind.VOTE, pick.crop, here[pick.a], here[pick.b])

    def plan_known(self, position: int, kind: Trial.Kind, crop: int, worse: Shown) -> Trial:
        """The original against something worse, on a side that is drawn."""
        original = self.stock.control(crop, ORIGINAL)
        if self.rng.random() < 0.5:
            return self.make(position, kind, crop, original, worse, expected="a")
        return self.make(position, kind, crop, worse, original, expected="b")

    def plan_bias(self, position: int) -> Trial:
        crop = self.pick_crop()
        rated = self.stock.rated(crop)
        shown = rated[int(self.rng.integers(len(rated)))]
        return self.make(position, Trial.Kind.BIAS, crop, shown, shown)

    def plan_repeat(self, position: int, again: Trial) -> Trial:
        here, (_, pair) = self.stock.showings[again.crop_id], self.pair_of(again)
        # Sides are drawn anew for repeats too, or a left-hand habit would look like agreement.
        a, b = pair if self.rng.random() < 0.5 else pair[::-1]
        return self.make(
            position, Trial.Kind.REPEAT, again.crop_id, here[a], here[b], repeats=again
        )

    def pick_crop(self) -> int:
        crops = sorted(self.stock.crops)
        return crops[int(self.rng.integers(len(crops)))]

    def make(
        self,
        position: int,
        kind: Trial.Kind,
        crop: int,
        a: Shown,
        b: Shown,
        expected: str = "",
        repeats: Trial | None = None,
    ) -> Trial:
        return Trial(
            study=self.session.study,
            session=self.session,
            position=position,
            kind=kind,
            crop=self.stock.crops[crop],
            stimulus_a_id=a.stimulus,
            stimulus_b_id=b.stimulus,
            file_a=a.file_code,
            file_b=b.file_code,
            expected=expected,
            repeats=repeats,
        )
