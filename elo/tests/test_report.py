from __future__ import annotations

import base64
import csv
import hashlib
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from elo.charts.numbers import percent
from elo.core.fit import MODELS, fit
from elo.core.types import Conditions
from elo.report.context import ReportContext
from elo.report.findings import gather_findings
from elo.report.latex import escape
from elo.report.methods import WORDS, describe_others, describe_savings, write_methods
from elo.report.publishing import check_place, fill_folder, swap
from elo.report.scripts import Script, embed_json
from elo.report.sections.savings import describe_choice, make_matrix
from elo.report.words import write_headline
from elo.report.writing import ReportFiles, write_report
from elo.tests.samples import make_context, make_study, make_votes, sketch_figures

ELO = "condition codec bpp elo_mean elo_sd elo_q025 elo_q975 jnd_mean rhat ess_bulk votes"
SAVINGS = (
    "test anchor elo_low elo_high overlap no_overlap_share saving_median saving_q025 saving_q975 "
    "bd_rate_median bd_rate_q025 bd_rate_q975 repaired_share flag probability"
)
EQUAL = "condition codec bpp anchor bpp_equal_median bpp_equal_q025 bpp_equal_q975 flag"


@pytest.fixture(autouse=True)
def sketch(files: ReportFiles, monkeypatch: pytest.MonkeyPatch) -> None:
    """Draw the figures of one report; those of the others are sketches."""
    monkeypatch.setattr("elo.report.figures.write_figures", sketch_figures)


@pytest.fixture(scope="module")
def context() -> ReportContext:
    return make_context(
        title='Cats & <dogs> </script><script>alert("x")</script>',
        codec_labels={"next": "Next <codec>"},
        settings={"Traps": "one in ten"},
        checklist={"Recruiting": "A panel."},
        funnel=(("Opened the link", 50), ("Finished", 40)),
    )


@pytest.fixture(scope="module")
def files(context: ReportContext, tmp_path_factory: pytest.TempPathFactory) -> ReportFiles:
    return write_report(context, tmp_path_factory.mktemp("report") / "out")


@pytest.fixture(scope="module")
def page(files: ReportFiles) -> str:
    return files.page.read_text()


def read(files: ReportFiles, name: str) -> list[dict[str, str]]:
    with (files.folder / name).open() as file:
        return list(csv.DictReader(file))


def test_the_tables_have_the_fixed_columns(files: ReportFiles) -> None:
    for name, columns in (("elo", ELO), ("savings", SAVINGS), ("equal_quality", EQUAL)):
        assert list(read(files, f"{name}.csv")[0]) == columns.split()


def test_elo_csv_holds_the_fit(files: ReportFiles, context: ReportContext) -> None:
    rows = {row["condition"]: row for row in read(files, "elo.csv")}
    assert set(rows) == set(context.fit.conditions)
    mean = dict(zip(context.fit.conditions, context.fit.mean_elo, strict=True))
    for name, row in rows.items():
        assert float(row["elo_mean"]) == pytest.approx(mean[name], abs=0.001)
        assert float(row["elo_q025"]) < float(row["elo_mean"]) < float(row["elo_q975"])
    assert rows["original"]["bpp"] == "" and rows["old-0.1"]["bpp"] == "0.1"
    assert rows["old-0.1"]["rhat"] == ""
    assert sum(int(row["votes"]) for row in rows.values()) == 2 * context.fit.n_votes


def test_savings_csv_has_every_ordered_pair_as_fractions(files: ReportFiles) -> None:
    rows = {(row["test"], row["anchor"]): row for row in read(files, "savings.csv")}
    assert len(rows) == 6
    one = rows["new", "old"]
    assert float(one["saving_median"]) == pytest.approx(-float(one["bd_rate_median"]), abs=1e-6)
    assert 0.2 < float(one["saving_median"]) < 0.6


def test_refused_rows_are_empty_with_a_reason(tmp_path: Path) -> None:
    votes, conditions = make_study()
    codec = list(conditions.codec)
    codec[conditions.names.index("next-0.8")] = "single"
    changed = replace(conditions, codec=tuple(codec))
    files = write_report(
        make_context(votes=votes, conditions=changed, test_codec="old"), tmp_path / "out"
    )
    rows = {(row["test"], row["anchor"]): row for row in read(files, "savings.csv")}
    refused = rows["single", "old"]
    assert refused["saving_median"] == refused["bd_rate_q025"] == ""
    assert refused["flag"] == "single at 0.8 bpp is above every old point"
    assert "No number: old is below every single point." in files.page.read_text()


def test_fit_json_is_enough_to_repeat_the_fit(files: ReportFiles, context: ReportContext) -> None:
    facts = json.loads((files.folder / "fit.json").read_text())
    assert facts == json.loads(json.dumps(files.facts))
    assert facts["model"] == "mle" and facts["seed"] == 1 and facts["simulated"] is True
    assert facts["votes_sha256"] == context.votes.digest()
    assert facts["diagnostics"]["worst_rhat"] is None
    assert set(facts["files"]) == {path.name for path in files.folder.iterdir()}


def test_the_headline_is_the_saving_in_the_table(files: ReportFiles, page: str) -> None:
    facts = files.facts["leading"]
    need = percent(1 - facts["saving_median"])
    assert files.headline.startswith("At equal perceived quality Next <codec> needs ")
    assert f"needs {need}\u00a0% of the bits of new" in files.headline
    assert "<h1>At equal perceived quality Next &lt;codec&gt; needs" in page


def test_the_page_carries_everything_and_asks_for_nothing(page: str) -> None:
    addresses = re.findall(r'(?:src|href)="([^"]*)"', page)
    assert addresses
    for address in addresses:
        assert address.startswith("data:image/svg+xml;base64,") or "/" not in address, address
    body = re.sub(r"<script.*?</script>", "", page, flags=re.S)
    assert "http" not in body.replace("http-equiv", "")


def test_only_the_reports_own_scripts_may_run(files: ReportFiles, page: str) -> None:
    scripts = re.findall(r"<script>(.*?)</script>", page, flags=re.S)
    digests = [
        "sha256-" + base64.b64encode(hashlib.sha256(each.encode()).digest()).decode()
        for each in scripts
    ]
    assert len(digests) == 4 and tuple(digests) == files.script_digests
    (policy,) = re.findall(r'Content-Security-Policy" content="([^"]*)"', page)
    policy = policy.replace("&#39;", "'")
    script_src = policy.split("script-src ")[1].split()
    assert script_src == [f"'{digest}'" for digest in digests]
    assert "unsafe-eval" not in policy and policy.index("default-src 'none'") == 0
    assert page.index("Content-Security-Policy") < page.index("<script")


def test_a_title_cannot_break_out_of_the_page(page: str) -> None:
    assert 'alert("x")' not in page and "&lt;/script&gt;" in page
    assert embed_json({"a": "</script><!--&"}) == '{"a":"\\u003c/script\\u003e\\u003c!--\\u0026"}'


def test_simulated_votes_are_said_on_the_page(page: str, tmp_path: Path) -> None:
    assert 'class="banner"' in page and "<title>SIMULATED VOTES: " in page
    real = write_report(make_context(simulated=False), tmp_path / "real")
    text = real.page.read_text()
    assert 'class="banner"' not in text and "<title>A study" in text
    assert "SIMULATED" not in re.sub(r"<style>.*?</style>", "", text, flags=re.S)


def test_settings_and_checklist_are_printed(page: str) -> None:
    assert "one in ten" in page and "A panel." in page
    assert page.count("Not recorded with these votes.") == 8


def test_conditions_left_out_are_said(tmp_path: Path, page: str) -> None:
    files = write_report(make_context(left_out=("a<b", "late-0.8")), tmp_path / "out")
    checks = files.page.read_text().split('<section id="checks">')[1].split("</section>")[0]
    assert "Left out: nobody was asked about them yet" in checks and "a&lt;b, late-0.8" in checks
    assert files.facts["left_out"] == ["a<b", "late-0.8"]
    assert "Left out" not in page


def test_without_rates_there_is_elo_and_no_saving(tmp_path: Path) -> None:
    votes, conditions = make_study()
    bare = make_context(votes=votes, conditions=Conditions.without_rates(conditions.names))
    files = write_report(bare, tmp_path / "out")
    assert files.headline.startswith("original looks best (")
    assert "came without bitrates, so there is no saving" in files.headline
    assert read(files, "savings.csv") == [] and read(files, "equal_quality.csv") == []
    assert len(read(files, "elo.csv")) == 13 and "figure-scores.svg" in files.names


def test_an_unconverged_fit_is_refused(tmp_path: Path) -> None:
    context = make_context()
    bad = replace(context.fit, chains=4, rhat=np.full(len(context.fit.conditions), 1.2))
    with pytest.raises(RuntimeError, match="did not converge"):
        write_report(replace(context, fit=bad), tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_fit_of_other_votes_is_refused() -> None:
    other, _ = make_study(seed=9)
    with pytest.raises(ValueError, match="other votes"):
        make_context(fit=fit(other, model="mle", seed=1))


def test_an_unknown_test_codec_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="'original' has no rated .* one of old, new, next"):
        write_report(make_context(test_codec="original"), tmp_path / "out")


def test_the_test_codec_can_be_chosen() -> None:
    findings = gather_findings(make_context(test_codec="old"))
    assert "old needs" in write_headline(findings) and findings.leading.saving.median < 0


def test_the_closest_rival_leads() -> None:
    findings = gather_findings(make_context())
    assert (findings.leading.test, findings.leading.anchor) == ("next", "new")


def test_two_codecs_are_compared_in_both_directions_and_the_choice_is_explained() -> None:
    findings = gather_findings(make_context())
    two = dict(list(findings.curves.items())[:2])
    matrix = make_matrix(replace(findings, curves=two))
    assert matrix is not None and len(matrix["rows"]) == len(matrix["columns"]) == 2
    assert "next was chosen because" in describe_choice(findings)
    named = replace(findings, context=replace(findings.context, test_codec="new"))
    assert describe_choice(named) == ""


def test_what_else_was_asked_weighs_raters_only_where_the_model_knows_it() -> None:
    known = make_context().fit
    assert "add nothing to the scores" in describe_others(known)
    assert "how much a rater's answers weigh" in describe_others(replace(known, model="full"))


def test_latex_says_what_is_special(files: ReportFiles) -> None:
    assert escape("a_b & 50 %") == r"a\_b \& 50 \%"
    assert escape("$#{}") == r"\$\#\{\}" and escape("[x]*") == "{[}x]{*}"
    assert escape("~^\\<>|") == (
        r"\textasciitilde{}\textasciicircum{}\textbackslash{}\textless{}\textgreater{}\textbar{}"
    )
    table = (files.folder / "savings.tex").read_text()
    assert table.startswith("% SIMULATED VOTES") and r"\bottomrule" in table
    assert table.count(r"\\") == 4 and r"Chance (\%)" in table
    # A comment is not printed: a row says it too.
    for name in ("elo.tex", "savings.tex"):
        table = (files.folder / name).read_text()
        assert r"{\emph{Simulated votes: from a program, not from people.}} \\" in table


def test_a_later_report_takes_the_earlier_ones_place(tmp_path: Path) -> None:
    out = tmp_path / "deep" / "out"
    first = write_report(make_context(), out)
    second = write_report(make_context(simulated=False), out)
    assert first.facts["simulated"] and not json.loads((out / "fit.json").read_text())["simulated"]
    assert {path.name for path in out.iterdir()} == set(second.names)
    assert [path.name for path in out.parent.iterdir()] == ["out"]


def test_a_folder_with_other_files_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("years of work")
    with pytest.raises(ValueError, match="not an earlier report's .thesis.tex"):
        write_report(make_context(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.tex"]


def test_a_folder_is_no_reports_own_whatever_its_fit_json_says(tmp_path: Path) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "thesis.tex").write_text("years of work")
    (tmp_path / "fit.json").write_text(json.dumps({"files": ["fit.json", "thesis"]}))
    with pytest.raises(ValueError, match="not an earlier report's .thesis."):
        write_report(make_context(), tmp_path)
    assert (tmp_path / "thesis" / "thesis.tex").read_text() == "years of work"


def test_a_place_that_can_be_no_folder_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "one.csv").write_text("a table")
    for out, problem in (
        (tmp_path / "one.csv", "one.csv is a file, expected a folder for the report"),
        (tmp_path / "one.csv" / "sub", "one.csv is a file, expected a folder for the report"),
        (Path("/proc/foo"), "^/proc/foo: expected a folder .* can be made, but no such file"),
        (tmp_path / ("long" * 100), "expected a folder .* can be made, but file name too long"),
    ):
        with pytest.raises(ValueError, match=problem):
            check_place(out)
        with pytest.raises(ValueError, match=problem), fill_folder(out):
            raise AssertionError("nothing may be made here")
    assert [path.name for path in tmp_path.iterdir()] == ["one.csv"]


def test_trying_a_place_leaves_nothing_there(tmp_path: Path) -> None:
    check_place(tmp_path / "deep" / "out")
    assert list(tmp_path.iterdir()) == []


def test_a_swap_that_fails_leaves_the_earlier_report(tmp_path: Path) -> None:
    out = tmp_path / "out"
    out.mkdir()
    (out / "report.html").write_text("the earlier one")
    with pytest.raises(OSError, match="No such file"):
        swap(tmp_path / "never-made", out, tmp_path / "old")
    assert (out / "report.html").read_text() == "the earlier one"


def test_a_failure_half_way_leaves_nothing(tmp_path: Path) -> None:
    out = tmp_path / "out"
    with pytest.raises(ZeroDivisionError), fill_folder(out) as folder:
        (folder / "elo.csv").write_text("half")
        raise ZeroDivisionError
    assert list(tmp_path.iterdir()) == []


def test_a_digest_is_of_the_scripts_bytes() -> None:
    assert Script("x", "alert(1)").digest == "sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI="


def test_methods_have_words_for_every_model() -> None:
    assert set(MODELS) <= set(WORDS)


def test_methods_say_of_what_the_intervals_speak() -> None:
    findings = gather_findings(make_context())
    told = dict(write_methods(findings))
    assert told["Savings"].endswith(
        "The intervals speak of new votes on these sources, not of new sources."
    )
    fit_ = findings.context.fit
    shape = (len(fit_.draws_elo), 1, len(fit_.conditions))
    known = replace(fit_, sources=("s",), draws_source_elo=np.zeros(shape, dtype=np.float32))
    context = replace(findings.context, fit=known)
    assert "new sources of this kind too" in describe_savings(replace(findings, context=context))


def test_the_evidence_is_on_the_page_and_in_tables(files: ReportFiles, page: str) -> None:
    for heading in (
        "Does the model answer as people do?",
        "Do the intervals hold?",
        "Whom a careful reader might not use",
        "Source by source",
    ):
        assert heading in page
    beside = {
        "raters.csv",
        "predictive.csv",
        "bootstrap.csv",
        "source_savings.csv",
        "win_probability.csv",
    }
    assert beside <= set(files.names)
    assert files.facts["suggested"] == []
    for name in (each for each in files.names if each.endswith(".svg")):
        assert Path(name).with_suffix(".csv").name in files.names


def test_named_raters_stay_in_every_number_and_the_page_says_why(tmp_path: Path) -> None:
    votes, conditions = make_study()
    rng = np.random.default_rng(1)
    careless = votes.rater < 3
    choice = np.where(careless, rng.integers(0, 2, len(votes)), votes.choice).astype(np.int8)
    votes = replace(votes, choice=choice)
    context = make_context(votes=votes, conditions=conditions, fit=fit(votes, model="mle", seed=1))
    files = write_report(context, tmp_path / "out")
    assert files.facts["suggested"] == ["rater-0000", "rater-0001", "rater-0002"]
    text = files.page.read_text()
    assert "3 of 40 raters are named" in text and "Saving without those named" in text
    assert files.facts["n_raters"] == 40


def test_categories_have_a_table_and_a_picture(tmp_path: Path) -> None:
    kinds = {f"source-{at:03d}": ("photograph", "text")[at % 2] for at in range(10)}
    files = write_report(make_context(categories=kinds), tmp_path / "out")
    assert {"category_savings.csv", "categories.tex", "figure-categories.pdf"} <= set(files.names)
    assert "Savings by kind of picture" in files.page.read_text()
    table = (files.folder / "categories.tex").read_text()
    assert "photograph & 5 & " in table and "text & 5 & " in table


def test_a_lone_rater_on_one_source_gets_a_report_too(tmp_path: Path) -> None:
    rows = [("x", "y", choice) for choice in "aababaab"] + [("y", "z", "a"), ("z", "y", "a")]
    votes = make_votes(rows)
    context = make_context(
        votes=votes,
        conditions=Conditions(
            ("x", "y", "z"), ("x", "x", "z"), np.array([1.0, 2, 1]), tuple("xyz")
        ),
        fit=fit(votes, model="mle", seed=1),
    )
    assert write_report(context, tmp_path / "out").page.exists()
