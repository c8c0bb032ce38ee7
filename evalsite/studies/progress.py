"""How a fit is getting on, as the overview tells it.

The fits belong to the app `elo`, which builds on this one: they are met by their relation alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils.timezone import now
from django.utils.translation import gettext as _

from evalsite.locks import is_held

PATIENCE = timedelta(minutes=2)


@dataclass(frozen=True, slots=True)
class Told:
    """A fit with its state in a word, and what to do about it."""

    run: Any
    state: str
    told: str


def tell_run(run: Any) -> Told:
    """Nothing is written here: who asks for the next fit ends what is dead."""
    if run.state == "running" and is_dead(run):
        said = _(
            "The process that worked on it ended in the middle (stopped, or out of memory). Fit "
            "again."
        )
        return Told(run, _("ended"), said)
    waited = now() - run.created_at
    if run.state == "waiting" and waited > PATIENCE:
        said = _(
            "No worker has taken it in %(minutes)d minutes. It may be busy with another task; if "
            "none runs, start one: manage.py db_worker."
        )
        return Told(run, run.state, said % {"minutes": waited / timedelta(minutes=1)})
    return Told(run, run.state, run.problem)


def is_dead(run: Any) -> bool:
    if is_held(run.folder):
        return False
    run.refresh_from_db(fields=["state"])  # it may have ended well at this moment
    return bool(run.state == "running")
