"""How a fit is getting on, as the overview tells it.

The fits belong to the app `elo`, which builds on this one: they are met by their relation alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.timezone import now
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from evalsite.locks import is_held
from evalsite.studies.models import Study

PATIENCE = timedelta(minutes=2)
TOLD_OF = 10  # of a study's fits, the last ones
GONE = gettext_noop(
    "The process that worked on it ended in the middle (stopped, or out of memory). Fit again."
)


@dataclass(frozen=True, slots=True)
class Told:
    """A fit with its state in a word, and what to do about it."""

    run: Any
    state: str
    told: str

    @property
    def under_way(self) -> bool:
        return self.state in {"waiting", "running"}


def tell_runs(study: Study) -> list[Told]:
    """The last ones first; the study comes with its fits fetched."""
    return [tell_run(run) for run in study.fit_runs.all()[:TOLD_OF]]


def find_under_way(runs: list[Told]) -> Told | None:
    """Of a study's fits one at the most: a constraint holds it."""
    return next((each for each in runs if each.under_way), None)


def tell_run(run: Any) -> Told:
    """Nothing is written here: who asks for the next fit ends what is dead."""
    if run.state == "running" and is_dead(run):
        return Told(run, _("ended"), _(GONE))
    waited = now() - run.created_at
    if run.state == "waiting" and waited > PATIENCE:
        said = _(
            "No worker has taken it in %(minutes)d minutes. It may be busy with another task; if "
            "none runs, start one: manage.py db_worker."
        )
        return Told(run, run.state, said % {"minutes": waited / timedelta(minutes=1)})
    return Told(run, run.state, run.problem)


def is_dead(run: Any) -> bool:
    """Whether the process of a fit that runs, by its row, is gone."""
    if is_held(run.folder):
        return False
    run.refresh_from_db(fields=["state"])  # it may have ended well at this moment
    return bool(run.state == "running")
