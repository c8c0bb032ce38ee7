"""What a page says beside its item: how far one is, and kind words about the item before.

Practice items tell what was right once they are answered; no other answer ever reaches a page.
"""

from __future__ import annotations

import json
from typing import Any

from django.utils.translation import gettext as _

from raters.answering import Turn
from raters.checks import artefact
from raters.checks.device import find_problems
from raters.models import ScreeningAnswer, ScreeningAttempt
from raters.views.picture import is_time_over


def describe_turn(attempt: ScreeningAttempt, turn: Turn) -> dict[str, Any]:
    return DESCRIBERS[attempt.check_name](attempt, turn)


def describe_device(attempt: ScreeningAttempt, turn: Turn) -> dict[str, Any]:
    last = turn.before[-1] if turn.before else None
    if turn.due.item["kind"] == "screen":
        problems = find_problems(json.loads(last.given), attempt.policy) if last else []
        return {"problems": problems, "tries_left": attempt.policy["tries"] - len(turn.before)}
    again = last is not None and last.item["kind"] == "patch" and not last.correct
    words = _(
        "That was not the number shown. Make your screen brighter, turn it so that nothing is "
        "reflected in it, and count these new ones."
    )
    return {"note": words if again else "", "number": 2 if turn.due.item["tone"] == "light" else 1}


def describe_colour(attempt: ScreeningAttempt, turn: Turn) -> dict[str, Any]:
    retries = sum(each.item["kind"] == "control" and not each.correct for each in turn.before)
    return {
        "note": say_about_plate(turn.before[-1]) if turn.before else "",
        "number": turn.due.position + 1 - retries,
        "total": attempt.policy["plates"] + 2,
        "time_over": is_time_over(turn.due),
        "opening": not turn.before,
    }


def say_about_plate(last: ScreeningAnswer) -> str:
    if last.item["kind"] == "practice":
        if last.correct:
            return _("Yes, it was a %(digit)s.") % {"digit": last.item["digit"]}
        return _("It was a %(digit)s. Look at the whole disc at once; the next ones count.") % {
            "digit": last.item["digit"]
        }
    if last.item["kind"] == "control" and not last.correct:
        return _(
            "That plate did not read as expected on your screen. Switch off night mode or colour "
            "filters if they are on, and try this fresh one."
        )
    return ""


def describe_artefact(attempt: ScreeningAttempt, turn: Turn) -> dict[str, Any]:
    """How many are left at most: how many it will be depends on the answers."""
    width_px, height_px = turn.due.item["size_px"]
    rules = artefact.POLICY | attempt.policy
    is_practice = turn.due.item["kind"] == "practice"
    practised = sum(each.item["kind"] == "practice" for each in turn.before)
    return {
        "note": say_about_candidates(turn.before[-1]) if turn.before else "",
        "number": turn.due.position + 1 - (0 if is_practice else practised),
        "total": int(rules["practice" if is_practice else "items_most"]),
        "practice": is_practice,
        "width_px": width_px,
        "height_px": height_px,
        "opening": not turn.before,
    }


def say_about_candidates(last: ScreeningAnswer) -> str:
    if last.item["kind"] != "practice":
        return ""
    name = {"name": "A" if last.item["original"] == "first" else "B"}
    if last.correct:
        return _("Yes: in the pair before, %(name)s was the original itself.") % name
    return _("In the pair before, %(name)s was the original itself. Take your time.") % name


DESCRIBERS = {
    "device": describe_device,
    "colour": describe_colour,
    "artefact": describe_artefact,
}
