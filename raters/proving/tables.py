"""Markdown tables of the proofs."""

from __future__ import annotations

from collections.abc import Sequence


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """The first column to the left, the others, which are numbers, to the right."""
    rule = ["---", *["---:"] * (len(head) - 1)]
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, rule, *rows))


def percent(share: float) -> str:
    """A share in percent, exact where little is left of it."""
    return f"{share:.1f}" if 10 <= share <= 90 else f"{share:.2f}"
