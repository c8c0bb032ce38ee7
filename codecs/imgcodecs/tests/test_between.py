from __future__ import annotations

import numpy as np
import pytest

from imgcodecs.adapters import heic
from imgcodecs.adapters.between import Between, split_quality
from imgcodecs.harness import code_image
from imgcodecs.metrics import psnr_db
from imgcodecs.tests.pictures import open_photograph
from imgcodecs.tests.quick import load_quick


def test_whole_steps_are_the_encoders_own() -> None:
    assert split_quality(31) == Between(step=31, lagrangian=1.0)
    assert split_quality(0) == Between(step=0, lagrangian=1.0)


def test_a_step_lower_in_quality_is_kept_and_the_multiplier_lowered() -> None:
    between = split_quality(30.25)
    assert between.step == 31
    assert between.lagrangian == pytest.approx(2**-0.5)


@pytest.mark.parametrize(("name", "preset"), [("heic", "slow"), ("vvc", "faster")])
def test_rates_fall_between_those_of_whole_steps(name: str, preset: str) -> None:
    image = open_photograph(height=192, width=256)
    codec = load_quick(name, preset=preset)
    coded = [code_image(codec, image, quality) for quality in (32, 32.25, 32.5, 32.75, 33)]
    log_rates = np.log([each.bpp for each in coded])
    steps = -np.diff(log_rates)
    whole = log_rates[0] - log_rates[-1]
    assert whole > 0.06
    assert steps.min() > 0 and steps.max() < 0.06
    # At equal rate the picture is as good as between whole steps.
    for each, log_rate in zip(coded[1:-1], log_rates[1:-1], strict=True):
        share = (log_rate - log_rates[-1]) / whole
        best, worst = (psnr_db(image, coded[end].decoded) for end in (0, -1))
        assert psnr_db(image, each.decoded) > worst + share * (best - worst) - 0.1


def test_the_tables_of_multipliers_are_libx265s_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """At factor 1 the file changes not one byte: so between steps nothing else changes either."""
    image = open_photograph(height=96, width=128)
    settings: list[dict[str, str]] = []
    encode = heic.FrameCoder.encode

    def spy(coder: object, image: object, given: dict[str, str], files: object = None) -> bytes:
        settings.append(given)
        return encode(coder, image, given, files)

    monkeypatch.setattr(heic.FrameCoder, "encode", spy)
    codec = load_quick("heic")
    by_table = codec.encode(image, 28)
    without = settings[0]["-x265-params"].replace(f":lambda-file={heic.LAMBDA_FILE}", "")
    assert without != settings[0]["-x265-params"]
    assert encode(heic.CODER, image, {**settings[0], "-x265-params": without}) == by_table
