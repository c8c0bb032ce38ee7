from __future__ import annotations

import json

import pytest
from django.urls import reverse

from evalsite.studies.models import Trial
from evalsite.testing import mask_random, send_vote
from imgcodecs.registry import CODECS

pytestmark = pytest.mark.django_db


def fetch_block(client, session):
    return client.get(reverse("studies:block", args=[session.code])).json()


def test_a_whole_session_through_its_addresses(client, session) -> None:
    seen = []
    assert fetch_block(client, session)["total"] == 20
    while trials := (block := fetch_block(client, session))["trials"]:
        for trial in trials:
            expected = Trial.objects.get(code=trial["code"]).expected
            assert (
                send_vote(client, session, trial=trial["code"], choice=expected or "a").status_code
                == 200
            )
            seen.append(trial["number"])
    assert seen == list(range(-2, 21))
    page = client.get(block["next"], follow=True)
    assert b"completion code" in page.content
    session.refresh_from_db()
    assert session.outcome == "completed" and session.used


def test_practice_is_explained_and_nothing_else_is(client, session) -> None:
    trials = fetch_block(client, session)["trials"]
    expected = Trial.objects.get(code=trials[0]["code"]).expected
    assert (
        send_vote(client, session, trial=trials[0]["code"], choice=expected).json()["right"] is True
    )
    assert (
        send_vote(client, session, trial=trials[1]["code"], choice="tie").json()["right"] is False
    )
    for trial in trials[3:]:
        assert send_vote(client, session, trial=trial["code"]).json() == {"taken": True}


def test_what_the_page_is_told_names_nothing(client, session) -> None:
    html = client.get(reverse("studies:compare", args=[session.code])).content.decode()
    page, block = mask_random(html), mask_random(json.dumps(fetch_block(client, session)))
    kinds = {"trap", "bias", "repeat", "expected", "original_", "bpp", "stimulus", "s0", "s1"}
    for word in {*CODECS, *kinds}:
        assert word not in block, word
        assert word not in page or word in {"original_"}, word


def test_images_are_cacheable_for_ever_and_carry_no_name(client, session) -> None:
    trial = fetch_block(client, session)["trials"][0]
    for name in ("original", "a", "b"):
        image = client.get(trial[name])
        assert image.headers["Content-Type"] == "image/png"
        assert "immutable" in image.headers["Cache-Control"]
        assert not {"Last-Modified", "ETag", "Set-Cookie"} & set(image.headers)
        assert image.headers["Content-Disposition"] == "inline"
        # Read to its end: closing it by hand would close the test's own database connection.
        assert b"".join(image.streaming_content).startswith(b"\x89PNG")
    nobody = "00000000-0000-4000-8000-000000000000"
    for address in (f"/i/{nobody}/a.png", trial["a"].replace("/a.png", "/c.png")):
        assert client.get(address).status_code == 404


def test_a_proxy_may_serve_the_images(client, session, settings) -> None:
    settings.SHOWN_ACCEL_PREFIX = "/inside/"
    image = client.get(fetch_block(client, session)["trials"][0]["a"])
    assert image.headers["X-Accel-Redirect"].startswith("/inside/") and not image.content


def test_every_address_costs_few_queries(client, session, django_assert_max_num_queries) -> None:
    with django_assert_max_num_queries(8):
        client.get(reverse("studies:compare", args=[session.code]))
    # The block is planned, from an empty pool; a transaction's beginning and end are among them.
    with django_assert_max_num_queries(13):
        trial = fetch_block(client, session)["trials"][0]["code"]
    with django_assert_max_num_queries(8):
        fetch_block(client, session)
    with django_assert_max_num_queries(8):
        send_vote(client, session, trial=trial)
    with django_assert_max_num_queries(1):
        image = client.get(reverse("studies:image", args=[trial, "a"]))
    assert b"".join(image.streaming_content)
