"""Logging in, with patience for typing errors and none for programs that try passwords."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from evalsite.throttling.addresses import address_of
from evalsite.throttling.counting import count, look_up

WHAT = "wrong password"
MOST_WRONG = 10
WITHIN = timedelta(minutes=15)


class PatientBackend(ModelBackend):
    """After ten wrong passwords for a name from one place, none is looked at for a while.

    By name and place: nobody can lock a researcher out from elsewhere. Every log-in asks here, the
    admin's too.
    """

    def authenticate(
        self,
        request: HttpRequest | None,
        username: str | None = None,
        password: str | None = None,
        **kwargs: Any,
    ) -> User | None:
        who = describe_try(request, username)
        if who and look_up(WHAT, who) >= MOST_WRONG:
            raise PermissionDenied
        user = super().authenticate(request, username=username, password=password, **kwargs)
        if user is None and who:
            count(WHAT, who, within=WITHIN)
        return user


def describe_try(request: HttpRequest | None, username: str | None) -> str:
    """Empty where it is no browser that asks."""
    if request is None or not username:
        return ""
    place = address_of(request) or request.META.get("REMOTE_ADDR", "")
    return f"{username.casefold()} {place}"
