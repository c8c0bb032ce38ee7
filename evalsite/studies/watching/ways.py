"""How far each visit came, and why it ended where it did."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from evalsite.studies.models import Session
from evalsite.studies.models.outcome import Outcome
from evalsite.studies.watching.watch import Taken, Visit, Watch
from raters.checks.device import find_problems
from raters.checks.steps import PASSED
from raters.policies import CHECKS

DECIDED, AGREED, SCREEN, COLOURS, DETAILS, FINISHED, ACCEPTED, USED = range(8)
STEPS = (
    gettext_lazy("Decided about consent"),
    gettext_lazy("Agreed"),
    gettext_lazy("Screen fits"),
    gettext_lazy("Colours read"),
    gettext_lazy("Details seen"),
    gettext_lazy("Finished"),
    gettext_lazy("Accepted (paid)"),
    gettext_lazy("Used in the analysis"),
)
# Where somebody is who has come so far and not further.
PLACES = {
    AGREED: gettext_lazy("at the screen"),
    SCREEN: gettext_lazy("at the colours"),
    COLOURS: gettext_lazy("at the details"),
    DETAILS: gettext_lazy("while comparing"),
}
PROBLEMS = {
    "phone": gettext_lazy("no mouse or trackpad (a phone)"),
    "screen": gettext_lazy("screen too small"),
    "window": gettext_lazy("window too small"),
    "pinched": gettext_lazy("page pinched larger"),
    "zoomed": gettext_lazy("page zoomed"),
    "forced_colours": gettext_lazy("forced colours"),
    "inverted_colours": gettext_lazy("inverted colours"),
    "colour_depth": gettext_lazy("too few colours"),
    "missing": gettext_lazy("browser lacks a feature"),
}
# Ends that alone say how far a visit came.
KNOWN = {
    Outcome.NO_CONSENT: (DECIDED, gettext_lazy("declined")),
    Outcome.STUDY_FULL: (DECIDED, gettext_lazy("study was full")),
    Outcome.SCREENED_OUT_COLOUR: (SCREEN, gettext_lazy("too few plates read")),
    Outcome.SCREENED_OUT_ARTEFACT: (COLOURS, gettext_lazy("differences not seen finely enough")),
    Outcome.FAILED_ATTENTION: (FINISHED, gettext_lazy("too few traps right to be accepted")),
}
ENDS = {
    Outcome.WITHDRAWN: gettext_lazy("withdrew"),
    Outcome.TIMED_OUT: gettext_lazy("timed out"),
    Outcome.STUDY_CLOSED: gettext_lazy("cut off by the closing"),
    "": gettext_lazy("still there"),
}


@dataclass(frozen=True, slots=True)
class Way:
    """The furthest step of a visit, and why it went no further; empty for who came to the end."""

    step: int
    reason: str


def follow(visit: Visit, watch: Watch) -> Way:
    if visit.outcome == Outcome.COMPLETED:
        return follow_accepted(visit)
    if visit.outcome == Outcome.DEVICE:
        return blame_screen(visit, watch)
    if visit.outcome in KNOWN:
        step, reason = KNOWN[Outcome(visit.outcome)]
        return Way(step, str(reason))
    step = last_passed(visit, watch)
    end = ENDS.get(visit.outcome, visit.outcome)
    return Way(step, f"{end} {PLACES[step]}")


def follow_accepted(visit: Visit) -> Way:
    if visit.used:
        return Way(USED, "")
    withdrew = _("withdrew afterwards") if visit.withdrawn else ""
    why = visit.unused_because or Session.Unused.TRAPS
    return Way(ACCEPTED, withdrew or str(Session.Unused(why).label))


def last_passed(visit: Visit, watch: Watch) -> int:
    step = AGREED
    for check in CHECKS:
        taken = relevant(visit, watch, check)
        if taken is None or taken.outcome != PASSED:
            break
        step += 1
    return step


def relevant(visit: Visit, watch: Watch, check: str) -> Taken | None:
    """The last attempt at a check: one of this visit for the screen, of any for the person."""
    taken = watch.taken.get((visit.rater, check), [])
    fresh = [each for each in taken if check != "device" or each.began >= visit.began]
    return fresh[-1] if fresh else None


def blame_screen(visit: Visit, watch: Watch) -> Way:
    screen = relevant(visit, watch, "device")
    if screen is not None and screen.outcome == PASSED:
        return Way(SCREEN, _("control plate not read"))
    return Way(AGREED, name_problems(screen))


def name_problems(screen: Taken | None) -> str:
    """What was wrong with a screen, in words; details are forgotten after a while."""
    if screen is None or not screen.measured:
        return _("screen did not fit")
    if "unread" in screen.measured:
        return _("faint shapes not counted")
    try:
        codes = find_problems(screen.measured, screen.policy)
    except KeyError:  # a bot's, or measured by an older page
        codes = []
    return ", ".join(str(PROBLEMS.get(code, code)) for code in codes) or _("screen did not fit")
