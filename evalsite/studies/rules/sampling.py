from __future__ import annotations

from evalsite.studies.models import Condition, Study

ACTIVE_FROM = 30  # rated conditions: with fewer, asking every pair evenly is as good


def resolve_sampler(study: Study) -> str:
    """How the study's pairs are chosen: what was set, or what its size asks for."""
    if study.sampler != Study.Sampler.AUTO:
        return study.sampler
    rated = study.conditions.filter(role=Condition.Role.RATED).count()
    return Study.Sampler.ACTIVE if rated >= ACTIVE_FROM else Study.Sampler.BALANCED
