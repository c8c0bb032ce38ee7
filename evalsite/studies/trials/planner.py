"""Draws the trials of one block: which picture, which pair, which side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from evalsite.studies.models import Condition, PooledPair, Session, Trial
from evalsite.studies.trials.sampler import Past, draw_crops, draw_pair, make_cell
from evalsite.studies.trials.stock import Shelf, Shown, read_shelf

Kind = Trial.Kind
ORIGINAL, TRAP = Condition.Role.ORIGINAL, Condition.Role.TRAP
OBVIOUS = -3  # position of the first pair of practice: the original against the trap


@dataclass(slots=True)
class Planner:
    """One session's way to its next trials; nothing is written here."""

    session: Session
    past: Past
    repeatable: Sequence[Trial]
    rng: np.random.Generator

    def plan(self, kinds: Mapping[int, Kind], taken: Sequence[PooledPair]) -> list[Trial]:
        """A trial for each position; votes get the pairs taken, and spare ones after them."""
        again = self.draw_repeats(kinds)
        crops = {
            position: self.pick_crop()
            for position, kind in kinds.items()
            if kind != Kind.VOTE and position not in again
        }
        votes = [position for position, kind in kinds.items() if kind == Kind.VOTE]
        spare_crops = draw_crops(self.past, len(votes) - len(taken), self.rng)
        shelf = self.read_shelf(kinds, crops, spare_crops)
        pairs = [*taken, *(self.draw_spare(shelf, crop) for crop in spare_crops)]
        trials = [self.plan_vote(*each) for each in zip(votes, pairs, strict=True)]
        trials += [self.plan_repeat(position, trial) for position, trial in again.items()]
        trials += [self.plan_control(kinds[at], at, crop, shelf) for at, crop in crops.items()]
        return sorted(trials, key=lambda trial: trial.position)

    def read_shelf(
        self, kinds: Mapping[int, Kind], crops: Mapping[int, int], spare_crops: Sequence[int]
    ) -> Shelf:
        """Whole crops only where any picture may be needed: a few a block."""
        needs_controls = {Kind.TRAP, Kind.TRAINING}
        controls = {crop for at, crop in crops.items() if kinds[at] in needs_controls}
        whole = {crop for at, crop in crops.items() if kinds[at] != Kind.TRAP and at != OBVIOUS}
        return read_shelf(whole={*whole, *spare_crops}, controls=controls)

    def draw_repeats(self, kinds: Mapping[int, Kind]) -> dict[int, Trial]:
        """Earlier trials for the places of repeats, each once; too few leave places to bias."""
        places = [position for position, kind in kinds.items() if kind == Kind.REPEAT]
        order = self.rng.permutation(len(self.repeatable)).tolist()
        return {position: self.repeatable[i] for position, i in zip(places, order, strict=False)}

    def draw_spare(self, shelf: Shelf, crop: int) -> PooledPair:
        a, b = draw_pair(self.past, crop, shelf.rated(crop), self.rng)
        self.past.add(make_cell(crop, a.stimulus, b.stimulus))
        return PooledPair(
            crop_id=crop,
            stimulus_a_id=a.stimulus,
            stimulus_b_id=b.stimulus,
            file_a=a.file_code,
            file_b=b.file_code,
            chosen=Trial.Chosen.SPARE,
        )

    def plan_vote(self, position: int, pair: PooledPair) -> Trial:
        a = Shown(pair.stimulus_a_id, pair.file_a, Condition.Role.RATED)
        b = Shown(pair.stimulus_b_id, pair.file_b, Condition.Role.RATED)
        trial = self.make(position, Kind.VOTE, pair.crop_id, a, b)
        trial.chosen = pair.chosen
        return trial

    def plan_repeat(self, position: int, again: Trial) -> Trial:
        a = Shown(again.stimulus_a_id, again.file_a, Condition.Role.RATED)
        b = Shown(again.stimulus_b_id, again.file_b, Condition.Role.RATED)
        # Sides are drawn anew for repeats too, or a left-hand habit would look like agreement.
        sides = (a, b) if self.rng.random() < 0.5 else (b, a)
        trial = self.make(position, Kind.REPEAT, again.crop_id, *sides)
        trial.repeats = again
        return trial

    def plan_control(self, kind: Kind, position: int, crop: int, shelf: Shelf) -> Trial:
        if kind == Kind.TRAP:
            return self.plan_known(position, kind, crop, shelf, shelf.control(crop, TRAP))
        if kind == Kind.TRAINING:
            worse = self.pick_worse(position, crop, shelf)
            return self.plan_known(position, kind, crop, shelf, worse)
        rated = shelf.rated(crop)
        shown = rated[int(self.rng.integers(len(rated)))]
        return self.make(position, Kind.BIAS, crop, shown, shown)

    def pick_worse(self, position: int, crop: int, shelf: Shelf) -> Shown:
        """Practice from obvious to subtle: the trap, the lowest rate, a middle rate."""
        if position == OBVIOUS:
            return shelf.control(crop, TRAP)
        rated = shelf.rated(crop)
        return rated[0 if position == OBVIOUS + 1 else len(rated) // 2]

    def plan_known(self, position: int, kind: Kind, crop: int, shelf: Shelf, worse: Shown) -> Trial:
        """The original against something worse, on a side that is drawn."""
        original = shelf.control(crop, ORIGINAL)
        is_a = self.rng.random() < 0.5
        sides = (original, worse) if is_a else (worse, original)
        trial = self.make(position, kind, crop, *sides)
        trial.expected = "a" if is_a else "b"
        return trial

    def pick_crop(self) -> int:
        crops = list(self.past.windows)
        return crops[int(self.rng.integers(len(crops)))]

    def make(self, position: int, kind: Kind, crop: int, a: Shown, b: Shown) -> Trial:
        return Trial(
            study=self.session.study,
            session=self.session,
            position=position,
            kind=kind,
            crop=self.past.windows[crop].crop,
            stimulus_a_id=a.stimulus,
            stimulus_b_id=b.stimulus,
            file_a=a.file_code,
            file_b=b.file_code,
        )
