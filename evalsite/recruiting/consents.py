"""A study's consent text: chosen or written while it is a draft, never changed once agreed to."""

from __future__ import annotations

from typing import Any

from django.db import IntegrityError, transaction

from evalsite.studies.models import Study
from raters.models import ConsentText


def choose_text(study: Study, text: ConsentText) -> None:
    study.consent_text = text
    study.save(update_fields=["consent_text"])


def write_text(study: Study, body: str, user: Any) -> ConsentText:
    """The version with exactly this text, made if the researcher's studies have none."""
    wanted = tidy(body)
    used = Study.objects.visible_to(user).values("consent_text")
    texts = ConsentText.objects.filter(pk__in=used)
    text = next((each for each in texts if tidy(each.body) == wanted), None)
    text = text or create_version(study.slug, wanted)
    choose_text(study, text)
    return text


def tidy(body: str) -> str:
    return body.replace("\r\n", "\n").strip()


def create_version(slug: str, body: str) -> ConsentText:
    """The next free version of the study's name: `slug-1`, `slug-2`."""
    number = ConsentText.objects.filter(version__startswith=f"{slug[:40]}-").count()
    while True:
        number += 1
        try:
            with transaction.atomic():
                return ConsentText.objects.create(version=f"{slug[:40]}-{number}", body=body)
        except IntegrityError:  # taken by another study of a similar name, or at this moment
            continue
