"""Raters simulated from the comparisons on, as in the demo: what they skipped is not drawn."""

from __future__ import annotations

import pytest
from django.urls import reverse

from evalsite.studies.bots.simulating import simulate_votes
from evalsite.studies.watching.tests.crowd import Crowd
from evalsite.testing import make_open_study

pytestmark = pytest.mark.django_db
SKIPPED = ("plates", "items", "thresholds", "times")


def test_one_sentence_stands_for_what_simulated_raters_skipped(client, tmp_path) -> None:
    study = make_open_study(tmp_path)
    simulate_votes(study=study, raters=3, votes=None, seed=4)
    client.force_login(study.owner)
    address = reverse("studies:raters", args=[study.slug])
    page = client.get(address).content.decode()
    assert f"send_bots --study {study.slug}" in page and "they skipped the checks" in page
    assert not [name for name in SKIPPED if f'id="title-{name}"' in page]
    assert 'id="title-funnel"' in page and 'id="title-reliability"' in page
    Crowd(study, seed=4, votes=20, simulated=True).come(2)
    page = client.get(address).content.decode()
    assert "they skipped the checks" not in page
    assert all(f'id="title-{name}"' in page for name in SKIPPED)


def test_of_people_nothing_is_left_out(client, tmp_path) -> None:
    study = make_open_study(tmp_path)
    client.force_login(study.owner)
    page = client.get(reverse("studies:raters", args=[study.slug])).content.decode()
    assert "skipped" not in page and all(f'id="title-{name}"' in page for name in SKIPPED)
