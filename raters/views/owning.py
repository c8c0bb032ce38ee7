from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from raters.models import ScreeningAttempt
from raters.screening import is_held


def own_attempt(request: HttpRequest, code: UUID) -> ScreeningAttempt:
    """The attempt at this address, if it is of this browser's rater and of a visit it holds."""
    attempt = get_object_or_404(ScreeningAttempt.objects.select_related("rater"), code=code)
    if request.session.get("rater") != str(attempt.rater.code):
        raise PermissionDenied
    if not is_held(attempt, request.session.get("visits", [])):
        raise PermissionDenied
    return attempt
