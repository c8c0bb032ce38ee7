"""Codecs are told apart without colour: by mark and by name; what shares a mark, by any eye."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from daltonlens import simulate
from skimage.color import rgb2lab

from elo.charts.comparing import FITS
from elo.charts.quality import draw_quality
from elo.core.fit import fit
from elo.core.simulate import simulate_votes
from elo.core.types import Conditions
from elo.report.context import ReportContext
from elo.report.findings import gather_findings
from elo.tests.samples import make_context
from figures.data import find_tables
from figures.look import COLOURS, MARKS, Palette

CODECS = 15  # of the largest study planned for
LEAST_DISTANCE = 10.0  # in CIELAB; 2.3 is just noticeable
EYES = (None, *simulate.Deficiency)


def see(colours: list[str], eye: object) -> np.ndarray:
    """CIELAB values of colours as an eye sees them, shape (n, 3)."""
    rgb = np.array([[int(each[at : at + 2], 16) for at in (1, 3, 5)] for each in colours])
    pixels = rgb[None].astype(np.uint8)
    if eye is not None:
        pixels = simulate.Simulator_Brettel1997().simulate_cvd(pixels, eye, severity=1.0)
    return rgb2lab(pixels)[0]


def make_many_codecs() -> ReportContext:
    names = [(f"c{codec:02d}", rate) for codec in range(CODECS) for rate in (0.2, 0.4)]
    elo = {f"{codec}-{rate}": 40.0 * at for at, (codec, rate) in enumerate(names)}
    votes = simulate_votes(elo=elo, n_votes=4000, seed=1)
    conditions = Conditions(
        (*elo, "trap-clean", "trap-ruined"),
        (*(codec for codec, _ in names), "trap-clean", "trap-ruined"),
        np.array([*(rate for _, rate in names), np.nan, np.nan]),
        (*elo, "trap-clean", "trap-ruined"),
    )
    made = fit(votes, model="mle", seed=1)
    return make_context(votes=votes, conditions=conditions, fit=made)


@pytest.mark.parametrize("eye", EYES)
def test_codecs_with_the_same_mark_have_colours_that_every_eye_tells_apart(eye: object) -> None:
    names = tuple(f"c{at}" for at in range(CODECS))
    marks = Palette(names, names).mark().to_dict()["range"]
    colours = Palette(names, names).colour().to_dict()["range"]
    seen = see(colours, eye)
    shared = [
        (one, two)
        for one, two in itertools.combinations(range(CODECS), 2)
        if marks[one] == marks[two]
    ]
    assert len(shared) == 9
    for one, two in shared:
        assert np.linalg.norm(seen[one] - seen[two]) > LEAST_DISTANCE, (colours[one], colours[two])


def test_up_to_seven_codecs_have_a_mark_each() -> None:
    assert len(set(MARKS)) == len(MARKS) == 7 and len(set(COLOURS)) == 8


def test_every_codec_is_named_beside_its_curve_with_its_mark() -> None:
    context = make_many_codecs()
    palette = gather_findings(context).palette
    spec = draw_quality(fit=context.fit, conditions=context.conditions, palette=palette)
    named = [rows for rows in find_tables(spec) if rows and "at" in rows[0]]
    assert {row["codec"] for rows in named for row in rows} == set(palette.labels)
    texts = [layer for layer in spec["layer"] if layer["mark"]["type"] == "text"]
    assert texts and all(layer["encoding"]["text"]["field"] == "codec" for layer in texts)
    points = [layer for layer in spec["layer"] if layer["mark"]["type"] == "point"]
    assert len(points) == 2 and all("shape" in layer["encoding"] for layer in points)


@pytest.mark.parametrize("eye", EYES)
def test_two_fits_are_told_apart_by_mark_and_by_every_eye(eye: object) -> None:
    colours, marks = zip(*FITS.values(), strict=True)
    assert len(set(marks)) == 2
    first, second = see(list(colours), eye)
    assert np.linalg.norm(first - second) > 40
