"""Reads the item bank of the artefact check."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from raters.checks.artefact_rules import POLICY
from raters.checks.items import BankEntry, name_lacks
from raters.models import ArtefactItem


def read_bank() -> list[BankEntry]:
    """All items, as the check wants them. One query."""
    rows = ArtefactItem.objects.order_by("pk")
    return [
        BankEntry(
            code=str(row.code),
            source=row.source,
            strength=row.strength,
            practice=row.practice,
            reference_code=str(row.reference_code),
            original_code=str(row.original_code),
            coded_code=str(row.coded_code),
            size_px=(row.width_px, row.height_px),
        )
        for row in rows
    ]


def bank_lacks(rules: Mapping[str, Any] | None = None) -> list[str]:
    """What the bank lacks before a rater could take the check under a study's rules, in words."""
    return name_lacks(read_bank(), POLICY | dict(rules or {}))
