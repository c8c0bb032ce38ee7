"""What a report is made from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from elo.core.connectivity import check_conditions
from elo.core.elo_fit import EloFit
from elo.core.metrics.speeds import CodecSpeed
from elo.core.metrics.table import Metrics
from elo.core.names import check_printable
from elo.core.types import Conditions, Votes


@dataclass(frozen=True, slots=True)
class ReportContext:
    """Everything a report says, from a study's database or from files alone.

    Parameters
    ----------
    title : str
        Of the study.
    votes : Votes
        The votes that were fitted; if one of them is simulated, every page and figure says so.
    conditions : Conditions
        Rates and codecs; ``Conditions.without_rates`` where nothing is known.
    fit : EloFit
        Of these votes.
    generated_at : datetime
        With its time zone.
    test_codec : str, optional
        The codec the report is about. If not given: the one that most probably saves bits
        against the others.
    codec_labels : mapping of str to str
        What a reader sees instead of a codec's name; names stand for themselves.
    funnel : tuple of (str, int), optional
        Steps of recruiting and screening, and how many people reached each.
    settings : mapping of str to str, optional
        The study's policy in words, a line each.
    checklist : mapping of str to str, optional
        Answers to points of the reporting checklist that votes alone do not tell, by the
        point's name in `elo.report.checklist.POINTS`.
    categories : mapping of str to str
        What kind of picture each source is (photograph, text, ...), by the source's name.
    left_out : tuple of str, optional
        Conditions of the study that are in no table here, because nobody was asked about them.
    without : tuple of str
        Raters whose votes were left out of the fit, and are not among ``votes``.
    without_reason : str
        Why, in the words of whoever left them out.
    metrics : Metrics, optional
        What programs say of the pictures that people compared.
    speeds : tuple of CodecSpeed
        How long codecs take, where it is known.
    warnings : tuple of str, optional
        What was unusual about the tables the votes came from, a sentence each.
    """

    title: str
    votes: Votes
    conditions: Conditions
    fit: EloFit
    generated_at: datetime
    test_codec: str | None = None
    codec_labels: Mapping[str, str] = field(default_factory=dict)
    funnel: tuple[tuple[str, int], ...] | None = None
    settings: Mapping[str, str] | None = None
    checklist: Mapping[str, str] | None = None
    categories: Mapping[str, str] = field(default_factory=dict)
    left_out: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    without_reason: str = ""
    metrics: Metrics | None = None
    speeds: tuple[CodecSpeed, ...] = ()
    warnings: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_conditions(votes=self.votes, conditions=self.conditions)
        if self.fit.digest != self.votes.digest():
            raise ValueError("the fit was made from other votes than these")
        check_printable(what="title", names=(self.title,))
        check_printable(what="codec labels", names=self.codec_labels.values())
        check_printable(what="steps of the funnel", names=(step for step, _ in self.funnel or ()))
        check_printable(what="categories", names=self.categories.values())
        check_printable(what="conditions left out", names=self.left_out)
        check_printable(what="raters left out", names=self.without)
        check_printable(what="warnings", names=self.warnings)

    @property
    def simulated(self) -> bool:
        """Whether any vote came from a program."""
        return self.votes.any_simulated
