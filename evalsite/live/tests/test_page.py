"""The page "Live": who may see it, what it says, what it is sent, and that none of it grows."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import subprocess
import sys

import pytest
import vl_convert
from django.conf import settings
from django.db import connection
from django.db.models import QuerySet
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from evalsite.live.forms import WidthForm
from evalsite.live.panels.page import OF_FIT, PANELS
from evalsite.live.tests.scene import (
    add_conditions,
    add_votes,
    make_live_study,
    make_refresh,
    make_simulated,
)
from evalsite.studies.models import Study
from evalsite.testing import make_session, make_study, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def study():
    study = make_live_study(codecs=3, rates=3)
    fill(study, make_session(study))
    return study


def fill(study, session, **fit) -> None:
    for kind in ("vote", "trap", "repeat"):
        add_votes(session, 3, kind=kind, chosen="active" if kind == "vote" else "")
    for votes in (100, 200, 400, 700):
        make_refresh(study, votes, **fit)


def address(study, name: str = "live", *args, **query) -> str:
    asked = "&".join(f"{key}={value}" for key, value in query.items())
    return reverse(f"live:{name}", args=[study.slug, *args]) + (f"?{asked}" if asked else "")


@pytest.fixture
def owner(client, study):
    client.force_login(study.owner)
    return client


def specs(page: str) -> dict[str, dict]:
    found = re.findall(r'<script id="spec-([a-z]+)" type="application/json">(.*?)</script>', page)
    return {name: json.loads(spec) for name, spec in found}


def all_addresses(study) -> list[str]:
    return [
        address(study),
        address(study, "now"),
        *[address(study, "data", name) for name in PANELS],
    ]


def test_only_the_studys_researcher_sees_any_of_it(client, study) -> None:
    for each in all_addresses(study):
        assert "/accounts/login/" in client.get(each).url
    client.force_login(make_user())
    for each in all_addresses(study):
        assert client.get(each).status_code == 404
    client.force_login(make_user(is_staff=True))
    for each in all_addresses(study):
        assert client.get(each).status_code == 200
        assert client.post(each).status_code == 405


def test_an_unknown_figure_is_not_found(owner, study) -> None:
    assert owner.get(address(study, "data", "nothing")).status_code == 404


def test_every_figure_has_its_picture_its_table_and_its_data(owner, study) -> None:
    page = owner.get(address(study)).content.decode()
    drawn = specs(page)
    assert list(drawn) == list(PANELS)
    assert page.count("<table>") == len(PANELS)
    for name in set(PANELS) - {"slowest"}:
        assert any(drawn[name]["datasets"].values()), name
        vl_convert.vegalite_to_svg(drawn[name])  # raises on a picture that cannot be drawn
        text = owner.get(address(study, "data", name)).content.decode()
        assert list(csv.DictReader(io.StringIO(text))), name
    assert "simulated raters" not in page.lower()


def test_a_draft_teaches_and_leads_to_its_opening(client) -> None:
    study = make_study()
    add_conditions(study, 2, 2)
    client.force_login(study.owner)
    page = client.get(address(study)).content.decode()
    for words in ("is a draft", "Send the rater link", "No fit yet", "Nobody is in a session"):
        assert words in page
    assert f'href="{reverse("studies:opening", args=[study.slug])}"' in page
    now = client.get(address(study, "now")).json()
    assert not any(panel["drawn"] for panel in now["panels"].values())
    assert now["next_ms"] == 60_000


def test_a_study_without_codecs_has_a_page(client) -> None:
    study = make_study()
    client.force_login(study.owner)
    assert client.get(address(study)).status_code == 200


def test_what_is_sent_is_what_the_page_would_say(owner, study) -> None:
    now = owner.get(address(study, "now")).json()
    assert now["facts"]["answers"] == ["10", "4 votes among them"]
    assert now["facts"]["running"] == ["1", "1 here in the last 5 minutes"]
    assert now["next_ms"] == 5_000 and now["behind"] == ""
    page = html.unescape(owner.get(address(study)).content.decode())
    for name, panel in now["panels"].items():
        for row in panel["cells"]:
            assert row[0] in page, name
        assert panel["drawn"] is (name != "slowest")
    assert "no-store" in owner.get(address(study, "now"))["Cache-Control"]


def test_a_page_that_knows_the_fit_is_not_sent_it_again(owner, study) -> None:
    known = owner.get(address(study, "now")).json()["known"]
    again = owner.get(address(study, "now", known=known)).json()
    assert set(again["panels"]) == set(PANELS) - OF_FIT
    make_refresh(study, 900)
    assert set(owner.get(address(study, "now", known=known)).json()["panels"]) == set(PANELS)
    assert len(specs(owner.get(address(study, known=known)).content.decode())) == len(PANELS)


def test_simulated_raters_are_marked_on_page_and_in_every_picture(owner, study) -> None:
    fill(study, make_simulated(study), simulated=True)
    people = owner.get(address(study)).content.decode()
    assert "SIMULATED RATERS" not in people and "Simulated: 1 session" in people
    page = owner.get(address(study, who="simulated")).content.decode()
    assert "Everything on this page comes from simulated raters" in page
    for name, spec in specs(page).items():
        told = spec.get("title", {}).get("text") == "SIMULATED RATERS"
        assert told is (name != "slowest")
    assert owner.get(address(study, "now", who="simulated")).json()["facts"]["answers"][0] == "10"


def test_bots_are_shown_where_nobody_else_came(client) -> None:
    study = make_live_study()
    fill(study, make_simulated(study), simulated=True)
    client.force_login(study.owner)
    words = "Everything on this page comes from simulated"
    assert words in client.get(address(study)).content.decode()
    assert words not in client.get(address(study, who="people")).content.decode()
    assert words in client.get(address(study, who="%00nonsense")).content.decode()


@pytest.mark.parametrize("width", ["0", "-3", "101", "wide", "nan", "inf", "1e999"])
def test_a_width_that_makes_no_sense_is_refused(owner, study, width) -> None:
    said = "The width must be a number from 0.1 to 100 percentage points."
    page = owner.get(address(study, width=width))
    assert page.status_code == 400 and said in page.content.decode()
    assert page.content.decode().count("<table>") == len(PANELS)
    now = owner.get(address(study, "now", width=width))
    assert (now.status_code, now.json()) == (400, {"problem": said})


def name_codec(study, name: str) -> None:
    """Past the study's rules, which are frozen."""
    named = study.codecs.get(name=name)
    QuerySet(Study).filter(pk=study.pk).update(test_codec=named)


def test_a_codec_that_is_none_is_refused(owner, study) -> None:
    study = make_live_study(codecs=2, owner=study.owner)
    name_codec(study, "pico")
    for name in ("x264", "pico"):
        now = owner.get(address(study, "now", against=name))
        assert now.status_code == 400 and name in now.json()["problem"]
    assert owner.get(address(study, "now", against="vvc")).status_code == 200


def test_a_width_is_answered_on_the_page(owner, study) -> None:
    page = owner.get(address(study, width="5", against="vvc")).content.decode()
    assert "The interval against VVC is now" in page and "5 points need about" in page
    assert '<option value="vvc" selected>' in page and 'value="5.0"' in page or 'value="5"' in page


def test_more_of_everything_asks_no_more(owner, study) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as queries:
            owner.get(address(study, "now"))
        return len(queries)

    count()
    few = count()
    for _ in range(3):
        fill(study, make_session(study))
    assert count() == few <= 30


def test_the_page_is_a_tab_of_the_study(owner, study) -> None:
    page = owner.get(study.get_absolute_url()).content.decode()
    assert f'href="{address(study)}"' in page
    assert 'aria-current="page">Live' in owner.get(address(study)).content.decode()


def test_a_closed_study_is_asked_about_seldom(owner, study) -> None:
    Study.objects.filter(pk=study.pk).update(state="closed", closed_at=study.opened_at)
    assert owner.get(address(study, "now")).json()["next_ms"] == 60_000


def test_the_web_process_loads_no_drawing_before_the_first_picture() -> None:
    code = (
        "import sys, django; django.setup(); import evalsite.urls, evalsite.live.views.page;"
        "heavy = {'altair', 'torch', 'pymc', 'dask'} & set(sys.modules); assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True, cwd=settings.BASE_DIR)


def test_a_width_may_be_asked_of_every_codec_but_the_one_the_study_is_about() -> None:
    study = make_live_study(codecs=3)
    study.test_codec = study.codecs.get(name="av1")
    offered = dict(WidthForm(study, QueryDict()).fields["against"].choices)
    assert set(offered) == {"", "pico", "vvc"}


def test_where_the_study_names_none_the_page_is_about_the_codec_of_the_last_fit(
    owner, study
) -> None:
    """It may be another after the next one: a page that asked for it is answered all the same."""
    about = study.codecs.get(name="vvc")
    make_refresh(study, 900, about=about)
    page = owner.get(address(study)).content.decode()
    assert "After 900 votes VVC needs" in page and '<option value="vvc"' not in page
    assert '<option value="pico"' in page
    assert "against each other codec by the one that most probably saves" in page
    now = owner.get(address(study, "now", against="vvc"))
    assert now.status_code == 200
    assert "The interval against" in now.json()["panels"]["width"]["said"]


def test_who_came_is_sent_with_the_rest(owner, study) -> None:
    page = owner.get(address(study)).content.decode()
    assert "People: 1 session<" in page and 'data-kind="simulated" hidden' in page
    make_session(study)
    assert owner.get(address(study, "now")).json()["who"] == {
        "people": "People: 2 sessions",
        "simulated": "",
    }
    make_simulated(study)
    assert owner.get(address(study, "now")).json()["who"]["simulated"] == "Simulated: 1 session"
