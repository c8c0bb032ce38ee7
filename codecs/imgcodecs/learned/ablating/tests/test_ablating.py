from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from imgcodecs.learned.ablating.measuring import (
    TILE,
    Point,
    average_at,
    code_tiles,
    cut_to_tiles,
    measure_picture,
)
from imgcodecs.learned.ablating.running import Ablation, ablate
from imgcodecs.learned.ablating.table import average_bd_rate, format_table
from imgcodecs.learned.ablating.variants import SHORT, VARIANTS, find_variants
from imgcodecs.learned.cli.main import run
from imgcodecs.learned.config import CONFIGS
from imgcodecs.learned.model import PicoStyleModel
from imgcodecs.learned.training.configuration import Budget
from imgcodecs.learned.training.tests.runs import SMALL_MODEL, make_picture


def make_points(*, factor: float = 1.0, error: float = 0.01, picture: str = "a") -> list[Point]:
    rates = [0.1, 0.3, 0.9]
    return [
        Point(picture, level, factor * bpp, 28 + 3 * step, 10 + 2 * step, error, error / 2)
        for step, (level, bpp) in enumerate(zip((0.1, 0.5, 0.9), rates, strict=True))
    ]


def test_each_variant_changes_one_thing() -> None:
    whole = CONFIGS["tiny"], SHORT
    for name, variant in VARIANTS.items():
        changed = variant.change_model(whole[0]), variant.change_training(whole[1])
        assert (changed == whole) == (name == "whole")
        assert (changed[0] == whole[0]) != (changed[1] == whole[1]) or name == "whole"
    assert VARIANTS["no-text-loss"].change_training(SHORT).second.text == 0


def test_the_help_names_the_variants(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        run(["ablate", "--help"])
    said = capsys.readouterr().out
    assert all(name in said for name in VARIANTS if name != "whole")


def test_it_refuses_unknown_variants() -> None:
    assert [variant.name for variant in find_variants(["no-context"])] == ["whole", "no-context"]
    assert len(find_variants(None)) == 7
    with pytest.raises(ValueError, match="unknown variant 'no-z', expected one of"):
        find_variants(["no-z"])
    losses = [variant.name for variant in find_variants(None, trained=True)]
    assert losses == ["whole", "no-text-loss", "no-tiling-loss"]
    with pytest.raises(ValueError, match="no-context has another network"):
        find_variants(["no-context"], trained=True)


def test_the_table_has_bd_rates_and_errors() -> None:
    measured = {
        "whole": make_points(),
        "no-context": make_points(factor=1.1),
        "no-text-loss": make_points(error=0.02),
    }
    table = format_table(measured)
    assert "| the whole design | anchor | anchor | 0.01000 | 0.00500 |" in table
    assert "| no one-shot context | +10.0 % | +10.0 % | 0.01000 | 0.00500 |" in table
    assert "| no TextFidelityLoss | +0.0 % | +0.0 % | 0.02000 | 0.01000 |" in table


def test_errors_are_compared_at_one_rate_and_only_where_there_is_text() -> None:
    points = [replace(p, text_error=p.bpp) for p in make_points()]
    points += [replace(p, text_error=float("nan")) for p in make_points(picture="plain")]
    assert average_at(points, "text_error", 0.3) == pytest.approx(0.3)
    assert np.isnan(average_at(points[3:], "text_error", 0.3))
    assert average_bd_rate(points[:3], points[3:], "psnr_db") is None


def test_tiles_are_coded_apart_and_put_together_again() -> None:
    model = PicoStyleModel(SMALL_MODEL).eval()
    pixels = cut_to_tiles(make_picture(side=2 * TILE + 40).pixels)
    assert pixels.shape == (2 * TILE, 2 * TILE, 3)
    decoded, bpp = code_tiles(model, pixels, 0.5)
    other = pixels.copy()
    other[-60:, -60:] = 0  # seen by the last tile alone
    changed, _ = code_tiles(model, other, 0.5)
    assert bpp > 0 and (changed[:TILE, :TILE] == decoded[:TILE, :TILE]).all()
    assert (changed[TILE:, TILE:] != decoded[TILE:, TILE:]).any()


def test_it_refuses_pictures_that_are_too_small_or_not_marked() -> None:
    model = PicoStyleModel(SMALL_MODEL)
    with pytest.raises(ValueError, match="240 pixels each way"):
        cut_to_tiles(make_picture(side=96).pixels)
    with pytest.raises(ValueError, match="without a mask of its text"):
        measure_picture(model, make_picture(side=256), 0.5)


def test_what_is_measured_is_not_trained_again(tmp_path: Path) -> None:
    ablation = Ablation(
        model=SMALL_MODEL,
        variants=find_variants(["no-learned-q"]),
        budget=Budget(steps=1),
        pictures=[make_picture(side=144)],
        held_out=[make_picture("held.png", side=256, seed=3)],
        folder=tmp_path / "ablations",
        threads=1,
        training=replace(SHORT, batch=2, text_pictures=0),
    )
    lines: list[str] = []
    first = ablate(ablation, say=lines.append)
    assert list(first) == ["whole", "no-learned-q"]
    lines.clear()
    second = ablate(ablation, say=lines.append)
    assert lines == ["the whole design: measured already", "no learned q: measured already"]
    assert [p.bpp for p in second["whole"]] == [p.bpp for p in first["whole"]]
    assert format_table(second).count("\n") == 4


def test_it_refuses_to_measure_on_nothing(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="measures on held-out pictures: none is here of"):
        ablate(
            Ablation(SMALL_MODEL, find_variants(None), Budget(steps=1), [], [], tmp_path, 1),
            say=lambda line: None,
        )
