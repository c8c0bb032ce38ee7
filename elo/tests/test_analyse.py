from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from elo import analysis
from elo.core.formats.conditions import write_conditions
from elo.core.formats.native import write_votes
from elo.core.types import Conditions
from elo.tests.samples import PROJECT, make_study


@pytest.fixture
def tables(tmp_path: Path) -> tuple[Path, Path]:
    votes, conditions = make_study(n_votes=3000)
    paths = tmp_path / "votes.csv", tmp_path / "conditions.csv"
    write_votes(votes=votes, path=paths[0])
    write_conditions(conditions=conditions, path=paths[1])
    return paths


def run(*arguments: object, **options: object) -> str:
    out = StringIO()
    call_command("analyse", *map(str, arguments), stdout=out, **options)
    return out.getvalue()


def test_files_in_report_out(tables: tuple[Path, Path], tmp_path: Path) -> None:
    out = tmp_path / "report"
    said = run(*tables, out=out, model="mle", seed=1, test="new", title="Two codecs")
    lines = said.splitlines()
    assert lines[0] == "SIMULATED VOTES" and "new needs" in lines[1]
    for line in lines[2:]:
        assert Path(line).is_file()
    assert "Two codecs" in (out / "report.html").read_text()


def test_the_same_files_and_seed_give_the_same_tables(
    tables: tuple[Path, Path], tmp_path: Path
) -> None:
    for name in ("one", "two"):
        run(*tables, out=tmp_path / name, model="mle", seed=5)
    for table in ("elo.csv", "savings.csv", "equal_quality.csv"):
        assert (tmp_path / "one" / table).read_bytes() == (tmp_path / "two" / table).read_bytes()


@pytest.mark.parametrize(
    ("options", "allow_ties"),
    [({}, None), ({"ties": "asked"}, True), ({"ties": "not-asked"}, False)],
)
def test_whether_ties_were_asked_for_reaches_the_fit(
    tables: tuple[Path, Path],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    options: dict[str, str],
    allow_ties: bool | None,
) -> None:
    heard: dict[str, object] = {}

    def listen(votes: object, **told: object) -> None:
        heard.update(told)
        raise ValueError("heard enough")

    monkeypatch.setattr(analysis, "fit", listen)
    with pytest.raises(CommandError, match="heard enough"):
        run(*tables, out=tmp_path / "report", model="full", seed=1, **options)
    assert heard["allow_ties"] is allow_ties
    assert isinstance(heard["conditions"], Conditions) and len(heard["conditions"].codecs) > 1


def test_pooled_rates_reach_the_fit_and_the_report(
    tables: tuple[Path, Path], tmp_path: Path
) -> None:
    out = tmp_path / "report"
    run(*tables, out=out, model="full", seed=1, pool_rates=True)
    facts = json.loads((out / "fit.json").read_text())
    assert facts["settings"]["pooled_rates"].startswith("yes: ")
    words = (out / "report.html").read_text()
    assert "scores pooled along each codec" in words and "a rise is expected, not forced" in words
    for options, problem in (
        ({"model": "mle"}, "'mle' cannot pool along the rates"),
        ({"model": "full", "conditions": None}, "no codec has two rated conditions"),
    ):
        given = tables[:1] if "conditions" in options else tables
        with pytest.raises(CommandError, match=problem):
            run(*given, out=tmp_path / "none", model=options["model"], seed=1, pool_rates=True)
        assert not (tmp_path / "none").exists()


def test_without_conditions_there_is_elo(tables: tuple[Path, Path], tmp_path: Path) -> None:
    said = run(tables[0], out=tmp_path / "report", model="mle", seed=1)
    assert "no saving to compute" in said
    with (tmp_path / "report" / "savings.csv").open() as file:
        assert list(csv.DictReader(file)) == []


def test_another_format_with_notes(tmp_path: Path) -> None:
    rows = [f"M{n % 4},w{n % 2},{a},{b},1" for n in range(40) for a, b in ("xy", "yz", "zx", "xz")]
    votes = tmp_path / "tmo.csv"
    votes.write_text(
        "\n".join(
            [
                "observer;scene;condition_A;condition_B;is_A_selected;mood",
                *(f"{row},good".replace(",", ";") for row in rows),
            ]
        )
    )
    heard = StringIO()
    run(votes, out=tmp_path / "report", model="mle", seed=1, format="pwcmp", stderr=heard)
    assert heard.getvalue() == (
        "Note: tmo.csv: cells are parted by semicolons, expected commas; read as semicolons\n"
        "Note: tmo.csv: 1 column is not used: mood\n"
    )
    page = (tmp_path / "report" / "report.html").read_text()
    assert "1 column is not used: mood" in page


def test_raters_are_left_out_by_name_and_named(tables: tuple[Path, Path], tmp_path: Path) -> None:
    raters = sorted({line.split(",")[0] for line in tables[0].read_text().splitlines()[1:]})
    without = tmp_path / "without.txt"
    without.write_text("\n".join(raters[:2]))
    run(*tables, out=tmp_path / "report", model="mle", seed=1, without=without)
    facts = json.loads((tmp_path / "report" / "fit.json").read_text())
    assert facts["without"] == raters[:2]
    assert facts["without_reason"] == "named in without.txt"
    assert facts["n_raters"] == len(raters) - 2
    told = facts["study_settings"]["Raters left out"]
    assert told.startswith(f"2 ({raters[0]}, {raters[1]}) with ") and "on request" in told
    page = (tmp_path / "report" / "report.html").read_text()
    assert "Raters left out on request" in page and "2 more left out on request" in page


def test_nobody_is_left_out_by_mistake(tables: tuple[Path, Path], tmp_path: Path) -> None:
    without = tmp_path / "without.txt"
    without.write_text("nobody\n")
    with pytest.raises(CommandError, match="without.txt:1: rater 'nobody' gave no votes"):
        run(*tables, out=tmp_path / "report", model="mle", seed=1, without=without)
    raters = {line.split(",")[0] for line in tables[0].read_text().splitlines()[1:]}
    without.write_text("\n".join(raters))
    with pytest.raises(CommandError, match="without.txt names every rater"):
        run(*tables, out=tmp_path / "report", model="mle", seed=1, without=without)


def test_votes_on_conditions_nobody_described_are_named_by_line(
    tables: tuple[Path, Path], tmp_path: Path
) -> None:
    lines = tables[1].read_text().splitlines(keepends=True)
    tables[1].write_text("".join(lines[:-3]))
    with pytest.raises(CommandError, match=r"votes.csv:\d+: condition_. is .*expected a condition"):
        run(*tables, out=tmp_path / "report", model="mle", seed=1)


@pytest.mark.slow
def test_plain_is_the_same_command(tables: tuple[Path, Path], tmp_path: Path) -> None:
    run(*tables, out=tmp_path / "report", model="plain", seed=1)
    facts = json.loads((tmp_path / "report" / "fit.json").read_text())
    assert facts["diagnostics"]["worst_rhat"] < 1.01 and facts["diagnostics"]["divergences"] == 0


def test_bad_tables_are_named_and_nothing_is_written(tmp_path: Path) -> None:
    votes = tmp_path / "votes.csv"
    votes.write_text("rater,source,condition_a,condition_b,choice\nann,park,x,y,maybe\n")
    with pytest.raises(CommandError, match="votes.csv:2: choice is 'maybe'"):
        run(votes, out=tmp_path / "report", model="mle", seed=1)
    assert [path.name for path in tmp_path.iterdir()] == ["votes.csv"]


def test_an_unprintable_name_neither_kills_it_nor_leaves_anything(tmp_path: Path) -> None:
    votes = tmp_path / "votes.csv"
    votes.write_bytes(b"rater,source,condition_a,condition_b,choice\nann,park,x\0,y,a\n")
    with pytest.raises(CommandError, match="votes.csv:2: condition_a is .* found U.0000"):
        run(votes, out=tmp_path / "report", model="mle", seed=1)
    assert [path.name for path in tmp_path.iterdir()] == ["votes.csv"]


@pytest.mark.parametrize("seed", ["-1", "1" + "0" * 22, "one"])
def test_a_wrong_seed_names_the_range(seed: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match="--seed: expected a whole number from 0 to 2147483647"):
        run("votes.csv", f"--out={tmp_path / 'report'}", f"--seed={seed}")


def test_a_place_that_can_be_no_folder_stops_it_before_any_work(tmp_path: Path) -> None:
    for out in (Path("/proc/foo"), PROJECT / "manage.py" / "sub"):
        with pytest.raises(CommandError, match="expected a folder for the report"):
            run(tmp_path / "never-read.csv", out=out, model="mle", seed=1)


def test_foreign_files_stop_it_before_any_work(tmp_path: Path) -> None:
    out = tmp_path / "report"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    with pytest.raises(CommandError, match="mine.txt"):
        run(tmp_path / "never-read.csv", out=out, model="mle", seed=1)
    assert (out / "mine.txt").read_text() == "mine"


def test_from_a_shell_it_needs_no_database_and_shows_no_traceback(
    tables: tuple[Path, Path], tmp_path: Path
) -> None:
    def shell(*arguments: object) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "manage.py", "analyse", *map(str, arguments)]
        environment = {**os.environ, "DATABASE_URL": "postgres://nobody@127.0.0.1:1/none"}
        return subprocess.run(command, capture_output=True, text=True, cwd=PROJECT, env=environment)

    options = ("--out", tmp_path / "report", "--model", "mle", "--seed", "1")
    good = shell(*tables, *options)
    assert good.returncode == 0, good.stderr
    assert "needs" in good.stdout and good.stderr == ""
    bad = shell(tmp_path / "none.csv", *options)
    assert bad.returncode == 1 and "none.csv: no such file" in bad.stderr
    assert "Traceback" not in bad.stderr and bad.stdout == ""
