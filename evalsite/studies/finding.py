from __future__ import annotations

from django.core.management.base import CommandError

from evalsite.studies.models import Study


def find_study(slug: str) -> Study:
    """The study of a command line, or an error that names those there are."""
    try:
        return Study.objects.get(slug=slug)
    except Study.DoesNotExist:
        known = ", ".join(Study.objects.values_list("slug", flat=True)) or "none yet"
        raise CommandError(f"no study {slug!r}; studies here: {known}") from None
