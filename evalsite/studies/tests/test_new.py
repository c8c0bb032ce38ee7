from __future__ import annotations

import pytest
from django.urls import reverse

from evalsite.studies.models import Study
from evalsite.testing import make_user

pytestmark = pytest.mark.django_db
ADDRESS = "/new/"
FIELDS = {
    "title": "Which is closer?",
    "crop_width_px": 512,
    "crop_height_px": 400,
    "trials_per_session": 40,
    "raters_wanted": 60,
    "pay": "4 pounds",
    "contact": "a@example.org",
}


@pytest.fixture
def owner(client):
    owner = make_user()
    client.force_login(owner)
    return owner


def make(client, **fields):
    return client.post(ADDRESS, {**FIELDS, **fields}, follow=True)


def test_it_asks_for_log_in(client) -> None:
    assert client.get(ADDRESS).url.startswith("/accounts/login/")
    assert client.post(ADDRESS, FIELDS).url.startswith("/accounts/login/")
    assert not Study.objects.exists()


def test_a_draft_is_made_from_the_form(client, owner) -> None:
    assert f'href="{ADDRESS}"' in client.get(reverse("studies:start")).content.decode()
    assert 'value="768"' in client.get(ADDRESS).content.decode(), "the defaults are shown"
    page = make(client).content.decode()
    study = Study.objects.get()
    assert (study.slug, study.owner, study.state) == ("which-is-closer", owner, "draft")
    assert (study.crop_width_px, study.crop_height_px) == (512, 400)
    assert (study.trials_per_session, study.raters_wanted) == (40, 60)
    assert (study.pay, study.contact) == ("4 pounds", "a@example.org")
    assert study.minutes == 14, "40 comparisons of 12 s and 6 minutes of checks"
    assert study.recruitments.count() == 1 and "is a draft now" in page
    assert f'href="{ADDRESS}"' in client.get(reverse("studies:start")).content.decode()


def test_minutes_told_to_raters_are_given_or_follow_the_comparisons(client, owner) -> None:
    page = client.get(ADDRESS).content.decode()
    assert 'name="minutes" value="20"' in page and 'data-comparison-s="12"' in page
    for slug, trials, said, minutes in (
        ("short", 20, "", 10),
        ("usual", 70, "", 20),
        ("odd", 61, "", 19),  # of whole minutes: never less than it takes
        ("own", 70, "35", 35),
    ):
        make(client, slug=slug, trials_per_session=trials, minutes=said)
        study = Study.objects.get(slug=slug)
        assert study.minutes == minutes
        open_page = client.get(reverse("studies:opening", args=[slug])).content.decode()
        assert f"raters are told {minutes} minutes" in open_page


def test_a_short_name_is_given_or_made_and_never_twice(client, owner) -> None:
    for _ in range(3):
        make(client)
    make(client, slug="mine")
    slugs = set(Study.objects.values_list("slug", flat=True))
    assert slugs == {"which-is-closer", "which-is-closer-2", "which-is-closer-3", "mine"}
    assert "already exists" in make(client, slug="mine").content.decode()
    long = make(client, title="w" * 190)
    assert long.status_code == 200 and Study.objects.count() == 5


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("title", "", "required"),
        ("title", "どちら", "No short name can be made"),
        ("slug", "no slug", "valid"),
        ("crop_width_px", "20", "greater than or equal to 64"),
        ("trials_per_session", "5", "greater than or equal to 20"),
        ("raters_wanted", "many", "whole number"),
        ("minutes", "6", "greater than or equal to 7"),
        ("minutes", "241", "less than or equal to 240"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(client, owner, field, value, said) -> None:
    reply = make(client, **{field: value})
    assert reply.status_code == 400 and said in reply.content.decode()
    assert not Study.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("raters_wanted", 0),
        ("raters_wanted", 1_000_001),
        ("raters_wanted", 2_147_483_648),
        ("title", "Which is\ncloser?"),
        ("title", "Which is \u202ereslc?"),
        ("pay", "4\x00pounds"),
        ("contact", "a@example.org\r\nBcc: b@example.org"),
    ],
)
def test_what_nobody_could_mean_is_refused(client, owner, field, value) -> None:
    page = make(client, **{field: value})
    assert page.status_code == 400 and not Study.objects.exists()
    assert page.context["form"].errors.keys() == {field}


def test_a_title_may_be_in_any_language(client, owner) -> None:
    for number, title in enumerate(
        ("Welches Bild ist näher\u00a0dran?", "איזו תמונה קרובה?", "哪个更接近?")
    ):
        assert make(client, title=title, slug=f"s{number}").status_code == 200
        assert Study.objects.filter(title=title).exists()
