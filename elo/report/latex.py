"""The tables of a paper, ready to be put into one."""

from __future__ import annotations

from pathlib import Path

from elo.core.types import ELO_PER_JND, MEAN_ELO
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
}
SIMULATED = "% SIMULATED VOTES: these numbers come from a program, not from people.\n"


def escape(text: str) -> str:
    """Text as LaTeX prints it."""
    return "".join(SPECIAL.get(each, each) for each in text)


def write_savings_table(*, findings: Findings, path: Path) -> None:
    """Write the headline table: the test codec against every other."""
    rows = []
    for each in findings.against():
        anchor = escape(findings.palette.label(each.anchor))
        if each.refused:
            rows.append(rf"{anchor} & \multicolumn{{3}}{{l}}{{{escape(each.flag)}}} \\")
            continue
        drawn = each.saving
        rows.append(
            rf"{anchor} & {100 * (1 + each.bd_rate.median):.1f} & {100 * drawn.median:.1f} & "
            rf"[{100 * drawn.q025:.1f}, {100 * drawn.q975:.1f}] \\"
        )
    test = escape(findings.palette.label(findings.test)) if findings.test else "no codec"
    head = rf"Anchor & Rate (\%) & Saving (\%) & 95\,\% interval \\ % of {test}"
    write_table(path, "lrrr", head, rows, findings.context.simulated)


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
            rf"{escape(conditions.label[place])} & {rate} & {fit.mean_elo[at]:.0f} & "
            rf"[{low[at]:.0f}, {high[at]:.0f}] & "
            rf"{(fit.mean_elo[at] - MEAN_ELO) / ELO_PER_JND:.2f} \\"
        )
    head = r"Condition & bpp & Elo & 95\,\% interval & JND \\"
    write_table(path, "lrrrr", head, rows, findings.context.simulated)


def write_table(path: Path, columns: str, head: str, rows: list[str], simulated: bool) -> None:
    """Write a booktabs table."""
    lines = [rf"\begin{{tabular}}{{{columns}}}", r"\toprule", head, r"\midrule", *rows]
    text = "\n".join([*lines, r"\bottomrule", r"\end{tabular}", ""])
    path.write_text((SIMULATED if simulated else "") + text, encoding="utf-8")
