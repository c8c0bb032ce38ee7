"""A report: its page, and the tables beside it."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from pathlib import Path

import pytest

from elo.core.numbers import percent
from elo.report.context import ReportContext
from elo.report.latex import escape
from elo.report.scripts import Script, embed_json
from elo.report.writing import ReportFiles, write_report
from elo.tests.samples import make_context, read_rows

ELO = "condition codec bpp elo_mean elo_sd elo_q025 elo_q975 jnd_mean rhat ess_bulk votes"
SAVINGS = (
    "test anchor elo_low elo_high overlap no_overlap_share saving_median saving_q025 saving_q975 "
    "bd_rate_median bd_rate_q025 bd_rate_q975 repaired_share flag probability"
)
EQUAL = "condition codec bpp anchor bpp_equal_median bpp_equal_q025 bpp_equal_q975 flag"


pytestmark = pytest.mark.usefixtures("sketch")  # for all but the one report of `files`


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


def test_the_tables_have_the_fixed_columns(files: ReportFiles) -> None:
    for name, columns in (("elo", ELO), ("savings", SAVINGS), ("equal_quality", EQUAL)):
        assert list(read_rows(files.folder / f"{name}.csv")[0]) == columns.split()


def test_elo_csv_holds_the_fit(files: ReportFiles, context: ReportContext) -> None:
    rows = {row["condition"]: row for row in read_rows(files.folder / "elo.csv")}
    assert set(rows) == set(context.fit.conditions)
    mean = dict(zip(context.fit.conditions, context.fit.mean_elo, strict=True))
    for name, row in rows.items():
        assert float(row["elo_mean"]) == pytest.approx(mean[name], abs=0.001)
        assert float(row["elo_q025"]) < float(row["elo_mean"]) < float(row["elo_q975"])
    assert rows["original"]["bpp"] == "" and rows["old-0.1"]["bpp"] == "0.1"
    assert rows["old-0.1"]["rhat"] == ""
    assert sum(int(row["votes"]) for row in rows.values()) == 2 * context.fit.n_votes


def test_savings_csv_has_every_ordered_pair_as_fractions(files: ReportFiles) -> None:
    rows = {(row["test"], row["anchor"]): row for row in read_rows(files.folder / "savings.csv")}
    assert len(rows) == 6
    one = rows["new", "old"]
    assert float(one["saving_median"]) == pytest.approx(-float(one["bd_rate_median"]), abs=1e-6)
    assert 0.2 < float(one["saving_median"]) < 0.6


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


def test_a_digest_is_of_the_scripts_bytes() -> None:
    assert Script("x", "alert(1)").digest == "sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI="


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
