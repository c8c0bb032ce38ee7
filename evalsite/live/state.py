"""Everything the live page draws on, each asked for once, however many votes or raters."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from evalsite.live.counting import Counts, count_live
from evalsite.live.fits import Fits, waiting_since
from evalsite.live.forms import Asked
from evalsite.live.sessions import Ends, count_ends, count_running
from evalsite.studies.models import Study


@dataclass
class Live:
    """People, or simulated raters: never both in one figure."""

    study: Study
    asked: Asked

    @property
    def simulated(self) -> bool:
        return self.asked.simulated

    @cached_property
    def counts(self) -> Counts:
        return count_live(self.study, self.simulated)

    @cached_property
    def ends(self) -> Ends:
        return count_ends(self.study, self.simulated)

    @cached_property
    def running(self) -> Counter[tuple[int, bool]]:
        return count_running(self.study, self.simulated)

    @cached_property
    def fits(self) -> Fits:
        return Fits(self.study, self.simulated)

    @cached_property
    def waiting_since(self) -> datetime | None:
        return waiting_since()
