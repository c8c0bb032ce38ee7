"""Counts of what was tried from one place, by all processes of the site together."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.crypto import salted_hmac
from django.utils.timezone import now

from evalsite.throttling.models import Count


def write_digest(what: str, who: str) -> str:
    return salted_hmac(f"evalsite.throttling.{what}", who, algorithm="sha256").hexdigest()


def count(what: str, who: str, *, within: timedelta) -> int:
    """Count once more; says how often it was within this span. What is older is forgotten."""
    forget_counts()
    digest = write_digest(what, who)
    with transaction.atomic():  # until it ends, others of the same place wait at its row
        Count.objects.get_or_create(digest=digest, defaults={"until": now() + within})
        Count.objects.filter(digest=digest).update(times=F("times") + 1)
        return look_up(what, who)


def look_up(what: str, who: str) -> int:
    found = Count.objects.filter(digest=write_digest(what, who), until__gt=now())
    return found.values_list("times", flat=True).first() or 0


def forget_counts() -> None:
    Count.objects.filter(until__lte=now()).delete()
