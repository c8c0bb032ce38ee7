from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now

from evalsite.testing import make_user
from evalsite.throttling.backend import MOST_WRONG
from evalsite.throttling.counting import count, look_up
from evalsite.throttling.models import Count

pytestmark = pytest.mark.django_db
SPAN = timedelta(minutes=15)


def test_counts_are_kept_apart_name_nobody_and_are_forgotten() -> None:
    assert [count("join", "8.8.4.4", within=SPAN) for _ in range(3)] == [1, 2, 3]
    assert count("join", "9.9.9.9", within=SPAN) == count("other", "8.8.4.4", within=SPAN) == 1
    assert "8.8.4.4" not in str(list(Count.objects.values()))
    Count.objects.update(until=now())
    assert look_up("join", "8.8.4.4") == 0
    assert count("join", "8.8.4.4", within=SPAN) == 1 == Count.objects.count()


def try_to(client: Client, user, password: str, address: str = "login", **more: str) -> int:
    place = reverse("login") if address == "login" else address
    fields = {"username": user.username, "password": password}
    return client.post(place, fields, **more).status_code


@pytest.mark.parametrize("address", ["login", "/admin/login/?next=/admin/"])
def test_after_many_wrong_passwords_none_is_looked_at(address) -> None:
    user, stranger = make_user(is_staff=True), {"REMOTE_ADDR": "8.8.4.4"}
    for _ in range(MOST_WRONG):
        assert try_to(Client(), user, "wrong", address, **stranger) == 200
    assert try_to(Client(), user, "a long password", address, **stranger) == 200
    # Elsewhere he gets in, and so does anybody else from there.
    assert try_to(Client(), user, "a long password", address, REMOTE_ADDR="9.9.9.9") == 302
    other = make_user(is_staff=True)
    assert try_to(Client(), other, "a long password", address, **stranger) == 302
    Count.objects.update(until=now())
    assert try_to(Client(), user, "a long password", address, **stranger) == 302


def test_who_tells_names_apart_gains_nothing() -> None:
    pages = []
    for name in ("nobody", make_user().username):
        for _ in range(MOST_WRONG + 1):
            page = Client().post(reverse("login"), {"username": name, "password": "wrong"})
        pages.append((page.status_code, page.content.count(b"do not match")))
    assert pages[0] == pages[1] == (200, 1)
