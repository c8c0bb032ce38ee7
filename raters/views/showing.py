"""What a page says beside its item: how far one is, and kind words about the item before.

Practice items tell what was right once they are answered; no other answer ever reaches a page.
"""

from __future__ import annotations

import json
from math import ceil
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from raters.answering import Turn
from raters.checks import artefact
from raters.checks.colour import begins_second_form, count_items
from raters.checks.device import find_problems
from raters.checks.distance import CARD_MM, PLAUSIBLE_PITCH_MM, RUNS, read_distance_mm
from raters.checks.steps import Answered
from raters.models import ScreeningAnswer, ScreeningAttempt
from raters.views.picture import is_time_over

SECOND_FORM = gettext_lazy(
    "A few of these did not read as expected on your screen. Here are some more."
)


def describe_turn(attempt: ScreeningAttempt, turn: Turn) -> dict[str, Any]:
    return DESCRIBERS[attempt.check_name](attempt, turn)


def describe_device(attempt: ScreeningAttempt, turn: Turn) -> dict[str, Any]:
    describe = {"screen": describe_screen, "patch": describe_patch}
    return describe.get(turn.due.item["kind"], describe_distance)(attempt, turn)


def describe_screen(attempt: ScreeningAttempt, turn: Turn) -> dict[str, Any]:
    last = turn.before[-1] if turn.before else None
    problems = find_problems(json.loads(last.given), attempt.policy) if last else []
    return {"problems": problems, "tries_left": attempt.policy["tries"] - len(turn.before)}


def describe_patch(attempt: ScreeningAttempt, turn: Turn) -> dict[str, Any]:
    words = _(
        "That was not the number shown. Make your screen brighter, turn it so that nothing is "
        "reflected in it, and count these new ones."
    )
    return {
        "note": words if is_second_try(turn) else "",
        "number": 2 if turn.due.item["tone"] == "light" else 1,
    }


def describe_distance(attempt: ScreeningAttempt, turn: Turn) -> dict[str, Any]:
    item = turn.due.item
    return {
        "note": say_about_distance(attempt, turn.before[-1]) if is_second_try(turn) else "",
        "least_px": ceil(CARD_MM / PLAUSIBLE_PITCH_MM[1]),
        "most_px": int(CARD_MM / PLAUSIBLE_PITCH_MM[0]),
        "card_px": item.get("card_px"),
        "runs": RUNS,
    }


def say_about_distance(attempt: ScreeningAttempt, last: ScreeningAnswer) -> str:
    if last.item["kind"] == "card":
        return _("That would be an unusual screen. Please hold the card to it once more.")
    least_mm, most_mm = attempt.policy["distance_min_mm"], attempt.policy["distance_max_mm"]
    distance_mm = read_distance_mm(last.item, last.given)
    if least_mm and distance_mm < least_mm:
        return _("Please sit a little further away from the screen, and let us look once more.")
    if most_mm and distance_mm > most_mm:
        return _("Please sit a little closer to the screen, and let us look once more.")
    return _("That would be an unusual distance. Please look at the square all the time.")


def is_second_try(turn: Turn) -> bool:
    """Whether the same was asked just before, and did not come out."""
    if not turn.before:
        return False
    last = turn.before[-1]
    return last.item["kind"] == turn.due.item["kind"] and not last.correct


def describe_colour(attempt: ScreeningAttempt, turn: Turn) -> dict[str, Any]:
    answered = [Answered(each.item, each.given, each.correct) for each in turn.before]
    retries = sum(each.kind == "control" and not each.correct for each in answered)
    number, total = turn.due.position + 1 - retries, count_items(answered, attempt.policy)
    note = say_about_plate(turn.before[-1]) if turn.before else ""
    return {
        "note": SECOND_FORM if begins_second_form(answered, attempt.policy) else note,
        "number": number,
        "total": total,
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
