"""Two reports' folders side by side, without a database."""

from __future__ import annotations

import csv
import json
import shutil
from dataclasses import replace
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from elo.core.fit import fit
from elo.report.comparing.contrasts import compare_fits, split_settings, subtract
from elo.report.comparing.showing import write_caution
from elo.report.comparing.stored import read_fit
from elo.report.writing import write_report
from elo.tests.samples import make_context, sketch_figures


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """One study by two seeds, and with a codec whose scores are moved by 200 Elo."""
    out = tmp_path_factory.mktemp("fits")
    context = make_context()
    moved = np.array([name.startswith("new") for name in context.fit.conditions]) * 200.0
    changed = replace(context.fit, draws_elo=context.fit.draws_elo + moved - moved.mean())
    again = fit(context.votes, model="mle", seed=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("elo.report.figures.write_figures", sketch_figures)
        for name, made in {"one": context.fit, "again": again, "moved": changed}.items():
            write_report(replace(context, fit=made), out / name)
    return {path.name: path for path in out.iterdir()}


def run(*arguments: object, **options: object) -> str:
    out = StringIO()
    call_command("compare_fits", *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def test_a_fit_reads_back_from_its_folder(folders: dict[str, Path]) -> None:
    context = make_context()
    stored = read_fit(folders["one"])
    order = [context.fit.conditions.index(name) for name in stored.conditions]
    np.testing.assert_allclose(stored.draws_elo, context.fit.draws_elo[:, order], atol=0.001)
    assert stored.codecs == ("old", "new", "next", "original") and stored.label("new") == "new"


def test_another_seed_moves_nothing(folders: dict[str, Path], tmp_path: Path) -> None:
    said = run(folders["one"], folders["again"], out=tmp_path / "out")
    assert said.startswith("SIMULATED VOTES\nNone of 13 scores and none of 2 savings differ")
    page = (tmp_path / "out" / "comparison.html").read_text()
    assert "Both fits saw the same votes" in page and '<th scope="row">Seed</th>' in page
    listed = json.loads((tmp_path / "out" / "comparison.json").read_text())["files"]
    assert set(listed) == {path.name for path in (tmp_path / "out").iterdir()}


def test_what_moved_is_found(folders: dict[str, Path], tmp_path: Path) -> None:
    run(folders["one"], folders["moved"], out=tmp_path / "out")
    with (tmp_path / "out" / "compare_elo.csv").open() as file:
        rows = list(csv.DictReader(file))
    moved = {row["condition"]: row["beyond"] == "1" for row in rows}
    assert all(moved[name] for name in moved if name.startswith("new"))
    found = [float(r["difference_elo_median"]) for r in rows if r["codec"] == "new"]
    assert found == pytest.approx([200 - 800 / 13] * 4, abs=12)
    with (tmp_path / "out" / "compare_savings.csv").open() as file:
        savings = {(r["test"], r["anchor"]): r for r in csv.DictReader(file)}
    assert savings["next", "new"]["beyond"] == "1" and savings["next", "old"]["beyond"] == "0"
    assert float(savings["next", "new"]["difference_median"]) < -0.2


def test_a_later_comparison_takes_the_earlier_ones_place(
    folders: dict[str, Path], tmp_path: Path
) -> None:
    for other in ("again", "moved"):
        run(folders["one"], folders[other], out=tmp_path / "out")
    (tmp_path / "out" / "thesis.tex").write_text("years of work")
    with pytest.raises(CommandError, match="thesis.tex"):
        run(folders["one"], folders["again"], out=tmp_path / "out")


def test_refusals_name_what_is_wrong(folders: dict[str, Path], tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(CommandError, match="are the same folder: name two"):
        run(folders["one"], folders["one"], out=out)
    with pytest.raises(CommandError, match="is not a report's folder: it has no fit.json, elo.csv"):
        run(folders["one"], tmp_path, out=out)
    (tmp_path / "half").mkdir()
    for name in ("fit.json", "elo.csv", "posterior.nc"):
        (tmp_path / "half" / name).write_text("{}")
    with pytest.raises(CommandError, match="is not the fit.json of a report"):
        run(folders["one"], tmp_path / "half", out=out)
    (tmp_path / "half" / "fit.json").write_bytes((folders["one"] / "fit.json").read_bytes())
    (tmp_path / "half" / "elo.csv").write_bytes((folders["one"] / "elo.csv").read_bytes())
    with pytest.raises(CommandError, match="does not hold the draws of a fit"):
        run(folders["one"], tmp_path / "half", out=out)
    assert not out.exists()


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"codecs": ["new"]}, "fit.json: codecs is not a table"),
        ({"settings": ["side"]}, "fit.json: settings is not a table"),
        ({"test_codec": ["new"]}, "fit.json: test_codec is not a name"),
    ],
)
def test_edited_facts_are_refused_by_file(
    folders: dict[str, Path], tmp_path: Path, facts: dict[str, object], message: str
) -> None:
    edited = shutil.copytree(folders["one"], tmp_path / "edited")
    known = json.loads((edited / "fit.json").read_text())
    (edited / "fit.json").write_text(json.dumps(known | facts))
    with pytest.raises(ValueError, match=message):
        read_fit(edited)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("condition,codec,bpp\nJosé,new,1\n".encode("latin-1"), "elo.csv is not UTF-8"),
        (b"condition,codec,bpp\nx,new,much\n", "elo.csv is not the elo.csv of a report"),
        (b"condition,codec,bpp\nx\n", "elo.csv is not the elo.csv of a report"),
        (b"name\nx\n", "elo.csv is not the elo.csv of a report"),
    ],
)
def test_edited_scores_are_refused_by_file(
    folders: dict[str, Path], tmp_path: Path, content: bytes, message: str
) -> None:
    edited = shutil.copytree(folders["one"], tmp_path / "edited")
    (edited / "elo.csv").write_bytes(content)
    with pytest.raises(ValueError, match=message):
        read_fit(edited)


def test_fits_that_share_too_little_are_refused(folders: dict[str, Path]) -> None:
    one = read_fit(folders["one"])
    other = replace(one, conditions=tuple(f"other-{name}" for name in one.conditions))
    with pytest.raises(ValueError, match="share 0 rated conditions, a comparison needs two"):
        compare_fits(one, other)


def test_scores_are_compared_on_the_scale_of_what_both_rate(folders: dict[str, Path]) -> None:
    one = read_fit(folders["one"])
    fewer = replace(
        one,
        conditions=one.conditions[:6],
        codec=one.codec[:6],
        bpp=one.bpp[:6],
        draws_elo=one.draws_elo[:, :6],
    )
    found = compare_fits(one, fewer)
    assert [each.difference.median for each in found.elo] == pytest.approx([0] * 6, abs=3)
    assert found.only_first == one.conditions[6:] and found.only_second == ()


def test_differences_pair_the_draws_at_random() -> None:
    rng = np.random.default_rng(1)
    first, second = rng.normal(0, 1, 4000), rng.normal(1, 1, 3000)
    change = subtract(first, second)
    assert change.mean() == pytest.approx(1, abs=0.08)
    assert change.std() == pytest.approx(np.sqrt(2), abs=0.08)


def test_elo_of_models_on_different_scales_are_said_to_be_so(folders: dict[str, Path]) -> None:
    one = read_fit(folders["one"])
    plain, full = (replace(one, facts={**one.facts, "model": name}) for name in ("plain", "full"))
    assert "different scales" in write_caution(compare_fits(one, full))
    assert "different scales" not in write_caution(compare_fits(one, plain))
    assert "different scales" not in write_caution(compare_fits(full, full))


def test_parts_of_full_that_one_fit_lacks_are_among_what_differs(folders: dict[str, Path]) -> None:
    one = read_fit(folders["one"])
    later = {**one.facts, "model": "full", "settings": {"side": "yes", "codec_effects": "yes"}}
    earlier = {**later, "settings": {"side": "yes"}}
    fits = (replace(one, facts=facts) for facts in (earlier, later))
    differing = compare_fits(*fits).settings
    assert differing == (("With effects of a source on a codec at all its rates", "none", "yes"),)
    assert not any(name.startswith("With") for name, _ in compare_fits(one, one).same)


def test_pooled_rates_are_among_what_differs_and_no_older_fit_had_them() -> None:
    now = {"model": "full", "settings": {"pooled_rates": "yes: new, old"}}
    for before in ({"model": "full", "settings": {}}, {"model": "mle"}):
        differing, _ = split_settings(now, before)
        assert ("Scores pooled along the rates", "yes: new, old", "no") in differing
    _, same = split_settings({"model": "full", "settings": {"pooled_rates": "no"}}, before)
    assert ("Scores pooled along the rates", "no") in same


def test_a_fit_from_before_a_part_could_be_left_out_had_it() -> None:
    now = {"model": "full", "settings": {"side": "yes", "lapse_spread": "yes", "miss": "yes"}}
    before = {"model": "full", "settings": {"side": "yes", "miss": "yes"}}
    differing, same = split_settings(now, before)
    assert not differing and ("With differences between raters", "yes") in same
    differing, _ = split_settings(now, {"model": "mle"})
    assert ("With differences between raters", "yes", "none") in differing
