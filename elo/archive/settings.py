"""study.json: what a study asked of whom under which rules, and what came of it, in numbers."""

from __future__ import annotations

from collections import Counter
from typing import Any

from elo.core.types import Votes
from elo.telling import policy_in_words
from evalsite.studies.models import Session, Study
from evalsite.studies.models.frozen import FROZEN
from evalsite.studies.rules.policy import study_rules
from evalsite.studies.rules.sampling import resolve_sampler
from raters.policies import CHECKS

FORMAT = "evalsite study 1"
# Rules that are no plain value of the study, and how they are told here.
TOLD_OTHERWISE = ("consent_text", "sampler", "test_codec", "screening", "away_limit")


def describe_settings(study: Study, votes: Votes, left_out: tuple[str, ...]) -> dict[str, Any]:
    """All of study.json. Who owns the study, and the names of its channels, are not in it."""
    return {
        "format": FORMAT,
        "study": {
            "slug": study.slug,
            "title": study.title,
            "state": study.state,
            "opened_at": study.opened_at and study.opened_at.isoformat(),
            "closed_at": study.closed_at and study.closed_at.isoformat(),
        },
        "votes": {
            "sha256": votes.digest(),
            "answers": len(votes),
            "raters": len(votes.raters),
            "simulated": votes.any_simulated,
        },
        "visits": count_outcomes(study),
        "conditions_without_votes": list(left_out),
        "codecs": list(study.codecs.values("name", "label", "version")),
        "rules": list_rules(study),
        "checks": {check: study_rules(study, check) for check in CHECKS},
        "in_words": policy_in_words(study),
    }


def list_rules(study: Study) -> dict[str, Any]:
    """The rules that were fixed for good when the study opened, but for those of the checks."""
    plain = {name: getattr(study, name) for name in FROZEN if name not in TOLD_OTHERWISE}
    return {
        **plain,
        "sampler": resolve_sampler(study),
        "test_codec": study.test_codec.name if study.test_codec else None,
        "away_limit_s": study.away_limit.total_seconds(),
        "consent_version": study.consent_text.version,
    }


def count_outcomes(study: Study) -> dict[str, dict[str, int]]:
    """How many visits ended how, by who came; ``used`` counts those whose votes are here."""
    found: dict[str, Counter[str]] = {"people": Counter(), "simulated": Counter()}
    rows = Session.objects.filter(study=study)
    for simulated, outcome, used in rows.values_list("rater__simulated", "outcome", "used"):
        counted = found["simulated" if simulated else "people"]
        counted[outcome or "running"] += 1
        counted["used"] += bool(used)
    return {who: dict(sorted(counts.items())) for who, counts in found.items() if counts}
