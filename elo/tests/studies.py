"""An answered study in the database, and the addresses of its pages."""

from __future__ import annotations

from pathlib import Path

from django.urls import reverse

from evalsite.studies.bots.simulating import simulate_votes
from evalsite.studies.models import Study
from evalsite.testing import make_open_study


def make_answered(folder: Path, *, raters: int = 10, seed: int = 4) -> Study:
    """Make a study of three rates that bots have answered."""
    study = make_open_study(folder, manifest={"rates": (0.2, 0.5, 1.0)}, trials_per_session=30)
    simulate_votes(study=study, raters=raters, votes=None, seed=seed)
    return study


def address(name: str, study: Study, *more: object) -> str:
    return reverse(f"elo:{name}", args=[study.slug, *more])
