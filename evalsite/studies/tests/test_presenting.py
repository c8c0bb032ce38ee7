"""What each presentation serves, asks, and needs of a window."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

import evalsite.studies
from elo.telling import policy_in_words
from evalsite.studies.models import Study, Trial
from evalsite.studies.rules.opening import window_needs_px
from evalsite.studies.rules.policy import describe_policy
from evalsite.studies.rules.presenting import PRESENTING, describe_boost
from evalsite.studies.tests.test_settings import address, filled
from evalsite.studies.trials.planning import unanswered_trials
from evalsite.studies.trials.training import explain
from evalsite.testing import (
    log_in_rater,
    make_open_study,
    make_session,
    make_study,
    mask_random,
    vote_fields,
)
from imgcodecs.registry import CODECS

pytestmark = pytest.mark.django_db
BOOST = {"boost_zoom": 2, "boost_amplify": 3}
TELLING = {*CODECS, "trap", "bias", "repeat", "expected", "bpp", "stimulus", "s0", "s1", "training"}


def enter(client, folder, **study):
    session = make_session(make_open_study(folder, **study))
    log_in_rater(client, session)
    return session


def get_block(client, session):
    return client.get(reverse("studies:block", args=[session.code])).json()


@pytest.mark.parametrize("presentation", PRESENTING)
@pytest.mark.parametrize("boosted", [False, True], ids=["plain", "boosted"])
def test_nothing_sent_names_anything(client, tmp_path, presentation, boosted) -> None:
    boost = {"boost_zoom": 2} if presentation == "no_reference" else BOOST
    study = {"presentation": presentation, **(boost if boosted else {})}
    session = enter(client, tmp_path, **study)
    page = client.get(reverse("studies:compare", args=[session.code]))
    block = get_block(client, session)
    sent = mask_random(page.content.decode() + json.dumps(dict(page.headers)) + json.dumps(block))
    assert not [word for word in TELLING if word in sent.replace("describedby", "")]
    how = PRESENTING[Study.Presentation(presentation)]
    heads = set()
    for trial in block["trials"]:
        shown = {name for name in ("original", "a", "b") if name in trial}
        assert shown == set(how.pictures)
        assert set(trial) - shown == {"code", "number", "practice", "width", "height"}
        for name in shown:
            image = client.get(trial[name])
            assert b"".join(image.streaming_content).startswith(b"\x89PNG")
            heads.add(tuple(sorted(set(image.headers))))
    assert len(heads) == 1, "of every picture the same headers"


@pytest.mark.parametrize("kind", ["training", "trap", "vote", "bias"])
def test_without_reference_no_original_is_served(client, tmp_path, kind) -> None:
    session = enter(client, tmp_path, presentation="no_reference")
    while not session.trials.filter(kind=kind).exists():
        for trial in unanswered_trials(session):
            sent = vote_fields(trial=trial.code)
            client.post(reverse("studies:vote", args=[session.code]), sent)
    code = session.trials.filter(kind=kind).first().code
    assert client.get(f"/i/{code}/original.png").status_code == 404
    assert client.get(f"/i/{code}/a.png").status_code == 200


def test_each_presentation_asks_for_its_window(tmp_path) -> None:
    size = {"crop_width_px": 512, "crop_height_px": 450}
    study = make_open_study(tmp_path, manifest={"width": 600, "height": 500}, **size)
    study.screening = {}  # as of a draft

    def needs(presentation: str, boost_zoom: int = 1) -> tuple[int, int]:
        study.presentation, study.boost_zoom = presentation, boost_zoom
        return window_needs_px(study)

    assert needs("flip_with_reference") == (2 * 512 + 80, 450 + 200)
    assert needs("side_by_side") == (3 * 512 + 80, 450 + 200)
    assert needs("flip") == needs("no_reference") == (880, 450 + 200), "as the checks ask"
    assert needs("side_by_side", 2) == (6 * 512 + 80, 2 * 450 + 200)


def test_words_go_with_the_presentation(client, tmp_path) -> None:
    session = enter(client, tmp_path, presentation="no_reference")
    page = client.get(reverse("studies:compare", args=[session.code])).content.decode()
    assert "Which picture looks better?" in page and "A looks better" in page
    assert "closer" not in page.lower().replace("looks closer", "")
    welcome = client.get(session.study.join_path, follow=True).content.decode()
    assert "closer to the original" not in welcome
    for trial in unanswered_trials(session)[:3]:
        for choice in ("a", "b", "tie"):
            said = str(explain(trial, choice)["words"])
            assert "the photograph as it was taken" in said and "original" not in said


def test_side_by_side_nobody_is_told_to_flip(client, tmp_path) -> None:
    session = enter(client, tmp_path, presentation="side_by_side")
    page = client.get(reverse("studies:compare", args=[session.code])).content.decode()
    said = [str(explain(t, c)["words"]) for t in unanswered_trials(session)[:3] for c in "ab"]
    assert not [words for words in (page, *said) if "flip" in words.lower()]


def test_the_boost_is_told_where_there_is_one(tmp_path) -> None:
    plain, boosted = make_study(), make_study(**BOOST, flicker_hz=10, opened_at=None)
    assert describe_boost(plain) == "" and "Boosted" not in " ".join(describe_policy(plain))
    said = describe_policy(boosted)[-1]
    for part in ("2 × 2 screen pixels", "3 times as large", "10 changes a second"):
        assert part in said and part in policy_in_words(boosted)["Boosted"]
    assert "Boosted" not in policy_in_words(plain)


@pytest.mark.parametrize(
    ("changes", "field", "said"),
    [
        ({"presentation": "no_reference", "boost_amplify": 2}, "boost_amplify", "no difference"),
        ({"presentation": "no_reference", "flicker_hz": 10}, "flicker_hz", "no other to flicker"),
        ({"flicker_hz": "15.5"}, "flicker_hz", "less than or equal to 15"),
        ({"flicker_hz": "0.5"}, "flicker_hz", "0 for none, or 1 to 15"),
        ({"flicker_hz": "nan"}, "flicker_hz", "Enter a number"),
        ({"boost_zoom": 0}, "boost_zoom", "greater than or equal to 1"),
        ({"boost_amplify": 9}, "boost_amplify", "less than or equal to 8"),
        ({"presentation": "upside_down"}, "presentation", "Select a valid choice"),
    ],
)
def test_a_boost_that_makes_no_sense_is_refused_beside_its_field(
    client, changes, field, said
) -> None:
    study = make_study()
    client.force_login(study.owner)
    page = client.post(address(study), filled(study, **changes))
    assert page.status_code == 400 and set(page.context["form"].errors) == {field}
    assert said in page.content.decode()
    study.refresh_from_db()
    assert (study.presentation, study.flicker_hz) == ("flip_with_reference", 0)


def test_the_database_too_refuses_a_boost_without_original() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        make_study(presentation="no_reference", flicker_hz=5)


def test_presentation_and_boost_are_chosen_by_the_pages(client) -> None:
    study = make_study()
    client.force_login(study.owner)
    chosen = {"presentation": "side_by_side", **BOOST, "flicker_hz": 8}
    page = client.get(address(study)).content.decode()
    assert page.count("/presentations/") == 4 and "JPEG AIC-3" in page
    assert "880 × 600</span>" in page
    client.post(address(study), filled(study, **chosen))
    study.refresh_from_db()
    assert {name: getattr(study, name) for name in chosen} == chosen
    client.post("/new/", {"title": "Without", "presentation": "no_reference", **NEW})
    assert Study.objects.get(title="Without").presentation == "no_reference"


def test_the_scripts_know_no_presentation_and_nothing_telling() -> None:
    """What stands where is told by the page: a script is the same for every study."""
    folder = Path(evalsite.studies.__file__).parent / "static" / "studies"
    scripts = [folder / f"{name}.js" for name in SCRIPTS]
    words = ({*TELLING, *PRESENTING} - {"flip", "repeat", "s0", "s1"}) | {"av1", "original_"}
    for script in scripts:
        found = [word for word in words if word in script.read_text().lower()]
        assert not found, (script.name, found)


SCRIPTS = ("boost", "compare", "exact", "flicker", "looking", "pictures", "stage", "still")
NEW = {
    "crop_width_px": 512,
    "crop_height_px": 400,
    "trials_per_session": 40,
    "raters_wanted": 60,
}


def test_what_the_page_measured_is_stored(client, tmp_path) -> None:
    session = enter(client, tmp_path)
    trial = get_block(client, session)["trials"][0]["code"]
    url = reverse("studies:vote", args=[session.code])
    sent = vote_fields(trial=trial, pixel_exact="false", flicker_hz="9.97")
    assert client.post(url, sent).status_code == 200
    vote = Trial.objects.get(code=trial).vote
    assert (vote.pixel_exact, vote.flicker_hz) == (False, 9.97)
    other = get_block(client, session)["trials"][0]["code"]
    bad = vote_fields(trial=other, flicker_hz="-1")
    assert client.post(url, bad).status_code == 400
    assert client.post(url, vote_fields(trial=other)).status_code == 200
    assert Trial.objects.get(code=other).vote.pixel_exact is None
