"""A study's rules in words, for the page that opens it and for its report."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from evalsite.studies.models import Study
from evalsite.studies.rules.opening import check_policy
from evalsite.studies.rules.presenting import describe_boost
from evalsite.studies.rules.sampling import say_rule
from evalsite.studies.trials.schedule import votes_of_session
from raters.policies import CHECKS, freeze_policy
from raters.rules import Rule, rule_of, say_number

CHECK_NAMES = {
    "device": gettext_lazy("Screen"),
    "colour": gettext_lazy("Colour vision"),
    "artefact": gettext_lazy("Artefact sensitivity"),
}


def describe_policy(study: Study) -> list[str]:
    """One sentence a line: what each check asks, then what a session asks."""
    checks = [f"{name} – {words}." for name, words in describe_checks(study).items()]
    return [*checks, *describe_session(study)]


def describe_checks(study: Study) -> dict[str, str]:
    """Each check by its name, with every rule as it holds for this study."""
    return {
        str(CHECK_NAMES[check]): say_rules(check, study_rules(study, check)) for check in CHECKS
    }


def study_rules(study: Study, check: str) -> dict[str, float]:
    """Every rule of a check as it holds for this study, also one that the check has lost since."""
    asked = check_policy(study, check)
    if study.state == Study.State.DRAFT:
        return freeze_policy(check, asked)
    return {**CHECKS[check].policy, **asked}


def unasked_rules(study: Study, check: str) -> dict[str, float]:
    """The rules as they would hold if the study asked for nothing of its own."""
    plain = copy(study)
    plain.screening = {}
    return study_rules(plain, check)


def say_rules(check: str, rules: Mapping[str, float]) -> str:
    return "; ".join(describe_rule(rule_of(check, name), value) for name, value in rules.items())


def describe_rule(rule: Rule, value: float) -> str:
    label = str(rule.label)
    return f"{label[:1].lower()}{label[1:]}: {say_number(rule, value)}"


def describe_session(study: Study) -> list[str]:
    ties = _("“can't tell” is offered") if study.allow_ties else _("“can't tell” is not offered")
    sessions = ngettext(
        "at most %(count)s session a rater",
        "at most %(count)s sessions a rater",
        study.sessions_per_rater,
    ) % {"count": study.sessions_per_rater}
    numbers = {
        "trials": study.trials_per_session,
        "votes": votes_of_session(study.trials_per_session),
        "told": study.minutes,
        "presentation": study.get_presentation_display(),
        "ties": ties,
        "sessions": sessions,
        "minutes": round(study.away_limit.total_seconds() / 60),
        "accept": f"{study.accept_trap_share:.0%}",
        "use": f"{study.use_trap_share:.0%}",
        "pairs": say_rule(study),
    }
    lines = (
        _(
            "Session – %(trials)s comparisons, of them %(votes)s votes (the rest are traps, "
            "repeats and bias pairs); raters are told %(told)s minutes; %(presentation)s; "
            "%(ties)s; %(sessions)s."
        ),
        _("Pairs – %(pairs)s."),
        _("Place – goes to somebody else after %(minutes)s minutes without a sign of the rater."),
        _("Attention – accepted (paid) with %(accept)s of the traps right, used with %(use)s."),
        _("Times – not used where the times sent add up to more than had passed."),
    )
    boost = describe_boost(study)
    boosted = [_("Boosted – %(boost)s.") % {"boost": boost}] if boost else []
    return [line % numbers for line in lines] + boosted
