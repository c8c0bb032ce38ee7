from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from evalsite.studies.models import Session, Study, Trial, Vote
from evalsite.studies.overview import codec_rows
from evalsite.studies.trials.planning import unanswered_trials
from evalsite.studies.visits.quotas import FULL, find_obstacle
from evalsite.testing import (
    make_manifest,
    make_open_study,
    make_session,
    make_study,
    make_user,
    vote_fields,
)
from raters.testing import make_bank

pytestmark = pytest.mark.django_db


def change(client, study, deed, **fields):
    return client.post(
        reverse("studies:change", args=[study.slug, deed]), fields, follow=True
    ).content.decode()


def pages(study):
    yield reverse("studies:start")
    yield study.get_absolute_url()
    yield reverse("studies:opening", args=[study.slug])
    yield reverse("studies:close", args=[study.slug])
    yield reverse("elo:report", args=[study.slug])


def test_every_researcher_page_asks_for_log_in(client) -> None:
    study = make_study()
    for page in pages(study):
        assert client.get(page).url.startswith("/accounts/login/")
    for name in ("elo:fit", "studies:close"):
        reply = client.post(reverse(name, args=[study.slug]))
        assert reply.status_code in {302, 405}
    assert client.post(reverse("studies:change", args=[study.slug, "open"])).status_code == 302
    study.refresh_from_db()
    assert study.state == "draft"


def test_another_researchers_study_does_not_exist(client) -> None:
    study = make_study()
    client.force_login(make_user())
    assert study.title not in client.get(reverse("studies:start")).content.decode()
    for page in list(pages(study))[1:]:
        assert client.get(page).status_code == 404
    assert client.post(reverse("elo:fit", args=[study.slug])).status_code == 404
    assert client.post(reverse("studies:change", args=[study.slug, "open"])).status_code == 404


def test_an_empty_start_page_teaches(client) -> None:
    client.force_login(make_user())
    assert b"import_stimuli" in client.get(reverse("studies:start")).content


def test_a_study_without_stimuli_cannot_open_and_says_why(client) -> None:
    study = make_study()
    client.force_login(study.owner)
    assert "It has no stimuli: add some first." in change(client, study, "open")
    study.refresh_from_db()
    assert study.state == "draft"


def test_a_study_with_one_codec_cannot_open_and_says_why(client, tmp_path) -> None:
    from evalsite.studies.stimuli.importing import import_stimuli

    study = make_study()
    make_bank()
    import_stimuli(study=study, manifest=make_manifest(tmp_path, codecs=("vvc",)))
    client.force_login(study.owner)
    assert "at least two" in change(client, study, "open")


def test_a_study_opens_pauses_and_closes(client, tmp_path) -> None:
    study = make_open_study(tmp_path)
    client.force_login(study.owner)
    for deed, state in (("pause", "paused"), ("open", "open")):
        assert f"is now {state}" in change(client, study, deed)
    assert "Type" in change(client, study, "close", name="something else")
    study.refresh_from_db()
    assert study.state == "open"
    assert "is now closed" in change(client, study, "close", name=study.slug)
    assert "not changed" in change(client, study, "open")


def test_the_cards_count_what_happened(client, tmp_path) -> None:
    study = make_open_study(tmp_path)
    for outcome in ("completed", "device", "screened_out_colour", "screened_out_artefact"):
        make_session(study).finish(Session.Outcome(outcome))
    make_session(study)
    client.force_login(study.owner)
    page = client.get(reverse("studies:start")).content.decode()
    assert "<dt>Raters</dt><dd>2 of 100 wanted</dd>" in page
    assert "Simulated raters" not in page and "<h3" not in page
    assert "<dt>Screened out</dt><dd>3</dd>" in page
    assert "<dt>Taking part now</dt><dd>1</dd>" in page
    assert study.join_path in page


def test_a_card_counts_the_raters_as_the_quota_does_and_bots_apart(client, tmp_path) -> None:
    study = make_open_study(tmp_path, raters_wanted=2, sessions_per_rater=2)
    twice = make_session(study)
    twice.finish(Session.Outcome.COMPLETED)
    make_session(study, rater=twice.rater, number=2)
    for bot in (make_session(study), make_session(study)):
        bot.rater.simulated = True
        bot.rater.save()
        bot.finish(Session.Outcome.COMPLETED)
    client.force_login(study.owner)
    for address in (reverse("studies:start"), study.get_absolute_url()):
        page = client.get(address).content.decode()
        assert "<dt>Raters</dt><dd>1 of 2 wanted</dd>" in page
        people, simulated = page.split("Simulated raters</h3>")[:2]
        assert "People</h3>" in people and "<dt>Raters</dt><dd>2</dd>" in simulated
        assert (
            "<dt>Accepted</dt><dd>1</dd>" in people and "<dt>Accepted</dt><dd>2</dd>" in simulated
        )
    (way,) = study.recruitments.all()
    assert find_obstacle(study, way, None) == "", "one place is left, as the card says"
    make_session(study)
    assert find_obstacle(study, way, None) == FULL
    assert b"<dt>Raters</dt><dd>2 of 2 wanted</dd>" in client.get(reverse("studies:start")).content


def answer_all(session, *, simulated: bool) -> int:
    """Votes among the answers to a first block, practice included."""
    session.rater.simulated = simulated
    session.rater.save()
    trials = unanswered_trials(session)
    for trial in trials:
        Vote.objects.create(
            trial=trial,
            presentation=session.study.presentation,
            simulated=simulated,
            **vote_fields(),
        )
    return sum(trial.kind == Trial.Kind.VOTE for trial in trials)


def test_answers_and_votes_of_people_and_of_simulated_raters_are_never_added(
    client, tmp_path
) -> None:
    study = make_open_study(tmp_path)
    of_people = answer_all(make_session(study), simulated=False)
    of_bots = sum(answer_all(make_session(study), simulated=True) for _ in range(2))
    assert 0 < of_people < 10, "a block of ten with traps in it"
    client.force_login(study.owner)
    for address in (reverse("studies:start"), study.get_absolute_url()):
        page = client.get(address).content.decode()
        people, simulated = page.split("Simulated raters</h3>")[:2]
        for part, answers, votes in ((people, 10, of_people), (simulated, 20, of_bots)):
            assert f"<dt>Answers</dt><dd>{answers}</dd>" in part
            assert f"<dt>Votes among them</dt><dd>{votes}</dd>" in part
    funnels = client.get(study.get_absolute_url()).context["funnels"]
    assert {name: steps[0].count for name, steps in funnels.items()} == {
        "People": 1,
        "Simulated raters": 2,
    }


def test_a_funnel_of_people_alone_needs_no_heading(client, tmp_path) -> None:
    study = make_open_study(tmp_path)
    client.force_login(study.owner)
    assert client.get(study.get_absolute_url()).context["funnels"] == {}
    make_session(study)
    assert list(client.get(study.get_absolute_url()).context["funnels"]) == [""]


def test_the_page_of_a_study_counts_its_stimuli(client, tmp_path) -> None:
    study = make_open_study(tmp_path, manifest={"sources": 3, "rates": (0.2, 0.4, 0.8)})
    assert [(row.conditions, row.stimuli) for row in codec_rows(study)] == [(3, 9), (3, 9)]
    client.force_login(study.owner)
    page = client.get(study.get_absolute_url()).content.decode()
    assert "3 sources, shown in windows of 96 by 96 pixels" in page and "0.800" in page


def test_the_start_page_does_not_ask_more_with_more_studies(
    client, tmp_path, django_assert_max_num_queries
) -> None:
    owner = make_user()
    for number in range(4):
        make_open_study(tmp_path / str(number), owner=owner)
    client.force_login(owner)
    with django_assert_max_num_queries(10):
        client.get(reverse("studies:start"))


def test_the_pages_carry_the_strict_policy_and_no_inline_script(client, tmp_path) -> None:
    study = make_open_study(tmp_path)
    client.force_login(study.owner)
    for address in (study.join_path, *pages(study)):
        page = client.get(address)
        policy = page.headers["Content-Security-Policy"]
        assert "script-src 'self';" in policy and "unsafe" not in policy
        text = page.content.decode()
        assert "<script>" not in text and " style=" not in text and " onclick=" not in text


def test_a_study_is_made_by_one_command_and_a_wrong_one_is_not(client) -> None:
    owner = make_user()
    made = {"title": "Closer?", "owner": owner.username, "crop": (512, 400)}
    call_command("create_study", "fresh", **made, trials=20)
    study = Study.objects.get(slug="fresh")
    assert (study.trials_per_session, study.minutes) == (20, 10)
    assert (study.crop_width_px, study.crop_height_px, study.state) == (512, 400, "draft")
    assert study.sampler == "auto"
    assert client.get(study.join_path).status_code == 403, "a draft takes nobody"
    for slug, wrong, said in (
        ("fresh", {}, "slug"),
        ("no slug", {}, "slug"),
        ("other", {"owner": "nobody"}, "no user 'nobody'"),
        ("other", {"trials": 5}, "trials_per_session"),
        ("other", {"minutes": 3}, "minutes"),
        ("other", {"sampler": "clever"}, "sampler"),
    ):
        with pytest.raises(CommandError, match=said):
            call_command("create_study", slug, **{**made, **wrong})
    assert Study.objects.count() == 1
    call_command("create_study", "longer", **made, minutes=30)
    assert Study.objects.get(slug="longer").minutes == 30
