from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import transaction

from evalsite.studies.models import Recruitment, Study
from evalsite.studies.rules.lasting import usual_minutes
from raters.models import Channel, ConsentText

DEFAULT_CONSENT = settings.BASE_DIR / "fixtures" / "consent.txt"


@transaction.atomic
def create_study(*, slug: str, title: str, owner: Any, **rules: Any) -> Study:
    """A draft with an open link and the default consent text. `rules` are fields of Study.

    Without `minutes`, raters are told what so many comparisons take.
    """
    consent_text, _ = ConsentText.objects.get_or_create(
        version="1", defaults={"body": DEFAULT_CONSENT.read_text(encoding="utf-8")}
    )
    study = Study(slug=slug, title=title, owner=owner, consent_text=consent_text, **rules)
    if rules.get("minutes") is None:
        study.minutes = usual_minutes(study.trials_per_session)
    study.full_clean()
    study.save()
    channel, _ = Channel.objects.get_or_create(
        name="open", owner=None, defaults={"kind": Channel.Kind.OPEN}
    )
    Recruitment.objects.create(study=study, channel=channel)
    return study
