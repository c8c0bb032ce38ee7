from __future__ import annotations

from django.db.models import Count
from django.utils.translation import gettext as _

from evalsite.studies.models import Condition, Study, Trial

# Rated conditions. From two codecs at two rates on active pairs need fewer votes (docs/sampling.md,
# simulated); with fewer conditions there are at most three pairs, and each is asked anyway.
ACTIVE_FROM = 4


def resolve_sampler(study: Study) -> str:
    """How the study's pairs are chosen: what was set, or what its size asks for."""
    if study.sampler != Study.Sampler.AUTO:
        return study.sampler
    rated = study.conditions.filter(role=Condition.Role.RATED).count()
    return Study.Sampler.ACTIVE if rated >= ACTIVE_FROM else Study.Sampler.BALANCED


def say_rule(study: Study) -> str:
    rule = str(Study.Sampler(resolve_sampler(study)).label)
    if study.test_codec is None:
        return rule
    said = _("%(rule)s; the study is about %(codec)s")
    return said % {"rule": rule, "codec": study.test_codec.label}


def describe_sampling(study: Study) -> str:
    """The rule in words, and how the pairs of the votes in use were in fact chosen."""
    rule = say_rule(study)
    counts = count_chosen(study)
    if not counts:
        return rule
    told = ", ".join(f"{Trial.Chosen(name).label.lower()} {n}" for name, n in counts.items())
    return _("%(rule)s (votes by how their pair was chosen: %(told)s)") % {
        "rule": rule,
        "told": told,
    }


def count_chosen(study: Study) -> dict[str, int]:
    votes = Trial.objects.filter(study=study, kind=Trial.Kind.VOTE, session__used=True)
    rows = votes.exclude(vote=None).order_by().values_list("chosen").annotate(times=Count("id"))
    return dict(sorted(rows, key=lambda row: -row[1]))
