"""Addresses of the page "Recruiting" and its deeds. For tests."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from evalsite.studies.models import Study


def address(study: Study, name: str = "recruiting", *args) -> str:
    return reverse(f"recruiting:{name}", args=[study.slug, *args])


def addresses(study: Study) -> list[str]:
    way = study.recruitments.first().pk
    return [
        address(study, "quotas"),
        address(study, "add", "open"),
        address(study, "change", way),
        address(study, "remove", way),
        address(study, "choose_consent"),
        address(study, "write_consent"),
        address(study, "erase"),
    ]


def show(client: Client, study: Study) -> str:
    reply = client.get(address(study))
    assert reply.status_code == 200
    return reply.content.decode()
