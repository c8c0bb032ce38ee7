"""The page "Raters": who may see it, what is on it, and that it asks no more for more raters."""

from __future__ import annotations

import csv
import io
import json
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evalsite.studies.watching.page import FIGURES
from evalsite.studies.watching.tests.crowd import Crowd
from evalsite.testing import make_open_study, make_session, make_study, make_user
from raters.models import Rater

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(tmp_path):
    study = make_open_study(tmp_path, trials_per_session=20)
    Crowd(study, seed=3, votes=20).come(12)
    return study


def page_of(client, study, who: str = "") -> str:
    client.force_login(study.owner)
    return client.get(reverse("studies:raters", args=[study.slug]) + who).content.decode()


def specs(page: str) -> list[dict]:
    found = re.findall(r'<script id="spec-[a-z]+" type="application/json">(.*?)</script>', page)
    return [json.loads(each) for each in found]


def csv_of(client, study, name: str, who: str = "") -> list[dict[str, str]]:
    answer = client.get(reverse("studies:raters-data", args=[study.slug, name]) + who)
    assert answer["Content-Type"] == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.content.decode())))


def test_every_figure_is_drawn_with_its_table_and_its_data(client, study) -> None:
    page = page_of(client, study)
    assert len(specs(page)) == len(FIGURES)
    for name in FIGURES:
        assert (
            f'href="{reverse("studies:raters-data", args=[study.slug, name])}?who=people"' in page
        )
        assert csv_of(client, study, name), name
    assert page.count("<table>") == len(FIGURES)
    assert "SIMULATED" not in page and "simulated" not in page.lower()


def test_empty_figures_teach(client) -> None:
    study = make_study()
    page = page_of(client, study)
    assert specs(page) == [] and "<table>" not in page
    for words in ("Send the rater link", "No plate has been read", "No threshold yet"):
        assert words in page


def test_simulated_raters_are_marked_on_page_and_in_every_picture(client, study) -> None:
    Crowd(study, seed=4, votes=20, simulated=True).come(12)
    people = page_of(client, study)
    assert "SIMULATED RATERS" not in people and "Simulated: 12 sessions" in people
    page = page_of(client, study, "?who=simulated")
    assert "Everything on this page comes from simulated raters" in page
    assert len(specs(page)) == len(FIGURES)
    for spec in specs(page):
        assert spec["title"]["text"] == "SIMULATED RATERS"
    asked = "?who=simulated"
    decided = [csv_of(client, study, "funnel", who)[0]["sessions"] for who in ("", asked)]
    assert decided == ["12", "12"]
    both = [{row["rater"] for row in csv_of(client, study, "thresholds", w)} for w in ("", asked)]
    assert both[0] and both[1] and not both[0] & both[1]


def test_only_simulated_raters_are_shown_where_nobody_else_came(client, tmp_path) -> None:
    study = make_open_study(tmp_path)
    Crowd(study, seed=5, simulated=True).come(3)
    assert "Everything on this page comes from simulated" in page_of(client, study)
    assert "Everything on this page" not in page_of(client, study, "?who=people")
    assert "Everything on this page comes from simulated" in page_of(client, study, "?who=%00x")


def test_no_panels_name_for_a_person_is_on_the_page_or_in_the_data(client, study) -> None:
    for number, rater in enumerate(Rater.objects.all()):
        rater.external_id = f"panelname{number}"
        rater.save()
    texts = [page_of(client, study)]
    for name in FIGURES:
        address = reverse("studies:raters-data", args=[study.slug, name])
        texts.append(client.get(address).content.decode())
    for rater in Rater.objects.all():
        texts.append(
            client.get(reverse("studies:rater", args=[study.slug, rater.code])).content.decode()
        )
    assert len(texts) == 1 + len(FIGURES) + 12
    for text in texts:
        assert "panelname" not in text


def test_what_one_person_read_on_the_plates_is_in_no_data(client, study) -> None:
    client.force_login(study.owner)
    for name in FIGURES:
        rows = csv_of(client, study, name)
        if "rater" in rows[0]:
            assert not {"digit", "given", "typical_share", "line"} & rows[0].keys()


def test_more_raters_ask_no_more(client, study) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            page_of(client, study)
        return len(queries)

    page_of(client, study)
    few = count()
    Crowd(study, seed=6, votes=20).come(12)
    assert count() == few <= 20


def addresses(study) -> list[str]:
    session = study.sessions.first() or make_session(study)
    return [
        reverse("studies:raters", args=[study.slug]),
        reverse("studies:rater", args=[study.slug, session.rater.code]),
        *[reverse("studies:raters-data", args=[study.slug, name]) for name in FIGURES],
    ]


def test_only_the_studys_researcher_sees_any_of_it(client, study) -> None:
    for address in addresses(study):
        assert "/accounts/login/" in client.get(address).url
    client.force_login(make_user())
    for address in addresses(study):
        assert client.get(address).status_code == 404
    client.force_login(make_user(is_staff=True))
    for address in addresses(study):
        assert client.get(address).status_code == 200
        assert client.post(address).status_code == 405


def test_an_unknown_figure_or_a_rater_of_another_study_is_not_found(
    client, study, tmp_path
) -> None:
    client.force_login(study.owner)
    address = reverse("studies:raters-data", args=[study.slug, "nothing"])
    assert client.get(address).status_code == 404
    other = make_session(make_open_study(tmp_path / "other", owner=study.owner))
    address = reverse("studies:rater", args=[study.slug, other.rater.code])
    assert client.get(address).status_code == 404


def test_one_raters_page_shows_curve_answers_and_outcomes(client, study) -> None:
    client.force_login(study.owner)
    session = study.sessions.filter(outcome="completed").first()
    page = client.get(reverse("studies:rater", args=[study.slug, session.rater.code]))
    text = page.content.decode()
    (spec,) = specs(text)
    bands = [rows for rows in spec["datasets"].values() if "low" in rows[0]]
    assert len(bands[0]) > 20
    assert all(row["low"] - 1e-9 <= row["share"] <= row["high"] + 1e-9 for row in bands[0])
    assert session.rater.code.hex[:8] in text and "threshold " in text
    assert text.count("<tr>") > 18 and "screened_out" not in text


def test_a_rater_who_took_no_check_has_a_page_that_says_so(client, tmp_path) -> None:
    session = make_session(make_open_study(tmp_path), screened=False)
    client.force_login(session.study.owner)
    address = reverse("studies:rater", args=[session.study.slug, session.rater.code])
    page = client.get(address).content.decode()
    assert "No answers of the artefact check are kept" in page and "not begun a check" in page
