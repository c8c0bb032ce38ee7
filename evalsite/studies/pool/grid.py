"""What a study's pairs are made of, as arrays in a fixed order. Read in the worker only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import numpy as np
from django.db.models import F

from elo.core.types import BoolArray, FloatArray, IntArray
from evalsite.studies.models import Condition, Showing, Study
from evalsite.studies.stimuli.rates import condition_rates

File = tuple[int, UUID]  # stimulus id, and the code that names its file


@dataclass(frozen=True, slots=True)
class Grid:
    """Rated conditions (codecs in their order, rates rising) and the crops that show them."""

    conditions: tuple[int, ...]  # ids
    names: tuple[str, ...]
    codecs: tuple[int, ...]  # ids
    codec: IntArray  # (n_conditions,), index into `codecs`
    bpp: FloatArray  # (n_conditions,), nan where unknown
    crops: tuple[int, ...]  # ids
    source: IntArray  # (n_crops,), from 0 up
    files: dict[tuple[int, int], File]  # by index of crop and of condition
    test: int | None = None  # index into `codecs`: whose savings the study is about

    @property
    def shows(self) -> BoolArray:
        """Which crop shows which condition, shape (n_crops, n_conditions)."""
        shows = np.zeros((len(self.crops), len(self.conditions)), dtype=bool)
        for crop, condition in self.files:
            shows[crop, condition] = True
        return shows

    @property
    def allowed(self) -> BoolArray:
        """Pairs that some crop shows, shape (n_conditions, n_conditions); never one with itself."""
        shows = self.shows.astype(np.float32)
        together = shows.T @ shows > 0
        np.fill_diagonal(together, False)
        return together

    @property
    def curve_bpp(self) -> FloatArray:
        """Rates that make curves: nan for codecs with two conditions of one rate, too."""
        bpp = self.bpp.copy()
        for codec in range(len(self.codecs)):
            mine = bpp[(self.codec == codec) & ~np.isnan(bpp)]
            if len(np.unique(mine)) < len(mine):
                bpp[self.codec == codec] = np.nan
        return bpp


def read_grid(study: Study) -> Grid:
    conditions = list_rated(study)
    rates = condition_rates(study)
    place = {condition.pk: index for index, condition in enumerate(conditions)}
    codecs = tuple(dict.fromkeys(each.codec_id for each in conditions if each.codec_id))
    rows = read_showings(study)
    crops = dict(sorted({crop: source for crop, source, *_ in rows}.items()))
    crop_place = {crop: index for index, crop in enumerate(crops)}
    return Grid(
        conditions=tuple(place),
        names=tuple(condition.name for condition in conditions),
        codecs=codecs,
        codec=np.array([codecs.index(each.codec_id or 0) for each in conditions], dtype=np.int64),
        bpp=np.array([rates.get(each.pk, np.nan) for each in conditions]),
        crops=tuple(crops),
        source=np.unique(list(crops.values()), return_inverse=True)[1].astype(np.int64),
        files={
            (crop_place[crop], place[condition]): (stimulus, file_code)
            for crop, _, condition, stimulus, file_code in rows
        },
        test=codecs.index(study.test_codec_id) if study.test_codec_id in codecs else None,
    )


def list_rated(study: Study) -> list[Condition]:
    rated = study.conditions.filter(role=Condition.Role.RATED)
    return list(rated.order_by("codec__position", F("target_bpp").asc(nulls_last=True), "pk"))


def read_showings(study: Study) -> Sequence[tuple[int, int, int, int, UUID]]:
    """Crop, source, condition, stimulus and file of every coded picture."""
    rated = Showing.objects.filter(
        crop__source__study=study, stimulus__condition__role=Condition.Role.RATED
    )
    return list(
        rated.values_list(
            "crop", "crop__source", "stimulus__condition", "stimulus", "file_code"
        ).order_by("pk")
    )
