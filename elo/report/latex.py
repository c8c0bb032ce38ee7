"""The tables of a paper, ready to be put into one."""

from __future__ import annotations

from pathlib import Path

from elo.core.numbers import MINUS, THIN, decimals, percent
from elo.core.resampling.saving import CLUSTER_WORDS
from elo.core.savings import Saving
from elo.core.types import ELO_PER_JND, MEAN_ELO
from elo.report.context import ReportContext
from elo.report.findings import Findings

SPECIAL = {
    "\\": r"\textbackslash{}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "{": r"\{",
    "}": r"\}",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    # At the start of a row these would be read as an option of the line break before it.
    "[": "{[}",
    "*": "{*}",
    MINUS: "$-$",
    THIN: "~",
}
# An old engine stops at what its font lacks; the names stay as they are.
BEYOND_ASCII = (
    "% Some names are beyond ASCII: pdfLaTeX (2018 or later) sets accented Latin letters;\n"
    "% for other scripts use LuaLaTeX or XeLaTeX with a font that has them.\n"
)
SIMULATED = "% SIMULATED VOTES: these numbers come from a program, not from people.\n"
SIMULATED_ROW = r"\emph{Simulated votes: from a program, not from people.}"
POOLED_ROW = r"\emph{Scores pooled along each codec's rates.}"


def escape(text: str) -> str:
    """Text as LaTeX prints it."""
    return "".join(SPECIAL.get(each, each) for each in text)


def write_savings_table(*, findings: Findings, path: Path) -> None:
    """Write the headline table: the test codec against every other, by model and by bootstrap."""
    evidence, ways = findings.evidence, findings.evidence.ways
    rows = []
    for each in findings.against():
        anchor = escape(findings.palette.label(each.anchor))
        if each.refused:
            told = rf"\multicolumn{{{4 + len(ways)}}}{{l}}{{{escape(each.flag)}}}"
            rows.append(rf"{anchor} & {told} \\")
            continue
        cells = [
            write_percent(1 + each.bd_rate.median),
            write_percent(each.saving.median),
            write_interval(each),
            write_chance(each.probability),
            *(write_interval(evidence.anew(by, each.anchor)) for by in ways),
        ]
        rows.append(" & ".join([anchor, *cells]) + r" \\")
    test = escape(findings.palette.label(findings.test)) if findings.test else "no codec"
    heads = ["Anchor", r"Rate (\%)", r"Saving (\%)", r"95\,\% interval", r"Chance (\%)"]
    heads += [rf"{CLUSTER_WORDS[by]} anew" for by in ways]
    head = " & ".join(heads) + rf" \\ % of {test}"
    write_table(path, "lrrrr" + "r" * len(ways), head, rows, findings.context)


def write_interval(saving: Saving) -> str:
    """95 % interval of a saving in per cent; two dashes where refused."""
    if saving.refused:
        return "--"
    return f"[{write_percent(saving.saving.q025)}, {write_percent(saving.saving.q975)}]"


def write_percent(share: float) -> str:
    """Per cent to a tenth; a hyphen would be printed as one, a minus is mathematics."""
    return escape(percent(share, 1))


def write_number(value: float, digits: int) -> str:
    """Decimals, with a minus that LaTeX prints as one."""
    return escape(decimals(value, digits))


def write_chance(probability: float) -> str:
    """Chance that bits are saved in per cent; never rounded up or down to certainty."""
    if probability > 0.999:
        return "$>$99.9"
    return "$<$0.1" if probability < 0.001 else f"{100 * probability:.1f}"


def write_categories_table(*, findings: Findings, path: Path) -> None:
    """Write the test codec's saving on each category of sources, a column for each anchor."""
    found = findings.evidence.categories
    anchors = list(dict.fromkeys(each.saving.anchor for each in found))
    by_place = {(each.subset, each.saving.anchor): each for each in found}
    rows = []
    for name, sources in {each.subset: each.sources for each in found}.items():
        cells = [write_saving(by_place[name, anchor].saving) for anchor in anchors]
        rows.append(" & ".join([escape(name), str(sources), *cells]) + r" \\")
    labels = [escape(findings.palette.label(anchor)) for anchor in anchors]
    head = " & ".join(["Category", "Sources", *labels]) + r" \\"
    write_table(path, "lr" + "r" * len(anchors), head, rows, findings.context)


def write_saving(saving: Saving) -> str:
    """Median saving in per cent with its interval."""
    if saving.refused:
        return "--"
    return f"{write_percent(saving.saving.median)} {write_interval(saving)}"


def write_elo_table(*, findings: Findings, path: Path) -> None:
    """Write the scores of every condition."""
    fit, conditions = findings.context.fit, findings.context.conditions
    low, high = fit.quantile_elo(0.025), fit.quantile_elo(0.975)
    rows = []
    for name in conditions.names:
        if name not in fit.conditions:
            continue
        at, place = fit.conditions.index(name), conditions.names.index(name)
        bpp = conditions.bpp[place]
        rate = "--" if bpp != bpp else f"{bpp:.3f}"
        rows.append(
            rf"{escape(conditions.label[place])} & {rate} & {write_number(fit.mean_elo[at], 0)} & "
            rf"[{write_number(low[at], 0)}, {write_number(high[at], 0)}] & "
            rf"{write_number((fit.mean_elo[at] - MEAN_ELO) / ELO_PER_JND, 2)} \\"
        )
    head = r"Condition & bpp & Elo & 95\,\% interval & JND \\"
    write_table(path, "lrrrr", head, rows, findings.context)


def write_table(
    path: Path, columns: str, head: str, rows: list[str], context: ReportContext
) -> None:
    """Write a booktabs table, with what must be known of its numbers as its first rows."""
    notes = list_notes(context)
    told = [rf"\multicolumn{{{len(columns)}}}{{l}}{{{note}}} \\" for note in notes]
    top = [rf"\begin{{tabular}}{{{columns}}}", r"\toprule", *told, *([r"\midrule"] if told else [])]
    lines = [*top, head, r"\midrule", *rows]
    text = "\n".join([*lines, r"\bottomrule", r"\end{tabular}", ""])
    comments = (SIMULATED if context.simulated else "") + ("" if text.isascii() else BEYOND_ASCII)
    path.write_text(comments + text, encoding="utf-8")


def list_notes(context: ReportContext) -> list[str]:
    """What is printed in the table: a comment is not, and tables are copied without the text."""
    told = {SIMULATED_ROW: context.simulated, POOLED_ROW: context.fit.pools_rates}
    return [note for note, holds in told.items() if holds]
