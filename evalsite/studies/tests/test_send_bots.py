from __future__ import annotations

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from evalsite.studies.bots.simulating import simulated_recruitment
from evalsite.studies.models import Session, Vote
from evalsite.studies.models.welcome import WelcomeCount
from evalsite.studies.visits.passes import PARAMETER, PASSES, draw_join_path
from evalsite.testing import make_open_study, make_session
from raters.models import Rater, ScreeningAnswer

pytestmark = pytest.mark.django_db(transaction=True)


def send(study, live_server, *personas: str) -> str:
    out = StringIO()
    options = {"study": study.slug, "address": live_server.url, "seed": 3, "stdout": out}
    call_command("send_bots", persona=list(personas), **options)
    return out.getvalue()


def send_until_one_completes(study, live_server) -> Session:
    """A visit that was completed. Bots err as people do, and some fail: more than three do not."""
    for _ in range(4):
        if "completed 1" in (said := send(study, live_server, "normal")):
            return study.sessions.get(outcome="completed")
    raise AssertionError(said)


def test_a_normal_bot_passes_by_looking_and_its_votes_are_marked(live_server, tmp_path) -> None:
    study = make_open_study(tmp_path)
    session = send_until_one_completes(study, live_server)
    votes = Vote.objects.filter(trial__session=session)
    assert session.rater.simulated and votes.count() == 23
    assert set(votes.values_list("simulated", flat=True)) == {True}


def test_a_protanope_bot_is_screened_out_by_what_it_reads(live_server, tmp_path) -> None:
    study = make_open_study(tmp_path)
    send(study, live_server, "protanope")
    session = study.sessions.get()
    assert session.outcome == "screened_out_colour"
    controls = ScreeningAnswer.objects.filter(attempt__rater=session.rater, item__kind="control")
    assert controls.latest("pk").correct  # it is the colours that it does not see


def test_one_button_is_screened_out(live_server, tmp_path) -> None:
    study = make_open_study(tmp_path)
    send(study, live_server, "one_button")
    assert study.sessions.get().outcome in {"device", "screened_out_colour"}


def test_bots_hold_no_places(live_server, tmp_path, client) -> None:
    study = make_open_study(tmp_path, raters_wanted=1)
    session = make_session(study)
    session.recruitment = simulated_recruitment(study)
    session.save()
    assert client.get(study.join_path).status_code == 403
    Rater.objects.update(simulated=True)
    assert client.get(study.join_path).status_code == 200


def test_a_forged_an_old_and_another_studys_pass_are_refused(client, tmp_path, monkeypatch) -> None:
    study, other = make_open_study(tmp_path / "a"), make_open_study(tmp_path / "b")
    simulated_recruitment(study)
    ours = draw_join_path(study, "one")
    theirs = f"{study.join_path}?{PARAMETER}={PASSES.sign(f'{other.code.hex}.one')}"
    assert client.get(ours).status_code == 200
    assert not WelcomeCount.objects.exists()  # people are counted there
    for path in (ours[:-1], theirs, f"{study.join_path}?{PARAMETER}="):
        assert client.get(path).status_code == 400
    monkeypatch.setattr("evalsite.studies.visits.passes.VALID_S", -1)
    assert client.get(ours).status_code == 400
    assert not Session.objects.exists()


def test_it_refuses_where_people_took_part(live_server, tmp_path) -> None:
    study = make_open_study(tmp_path)
    recruitment = study.recruitments.get()
    make_session(study)
    simulated_recruitment(study)
    assert recruitment.channel.kind == "open"
    with pytest.raises(CommandError, match="people took part"):
        send(study, live_server, "normal")


def test_a_site_that_does_not_answer_is_named(tmp_path) -> None:
    study = make_open_study(tmp_path)
    with pytest.raises(CommandError, match=r"127\.0\.0\.1:9 does not answer"):
        call_command("send_bots", study=study.slug, seed=1, address="http://127.0.0.1:9")


def test_a_closed_study_is_refused(tmp_path) -> None:
    study = make_open_study(tmp_path)
    study.state = study.State.PAUSED
    study.save()
    with pytest.raises(CommandError, match="only an open study is visited"):
        call_command("send_bots", study=study.slug, seed=1)


def test_bots_go_through_every_presentation_and_agree_to_flicker(live_server, tmp_path) -> None:
    boosted = {"flicker_hz": 10, "boost_amplify": 2}
    for name, rules in {"no_reference": {}, "side_by_side": boosted}.items():
        study = make_open_study(tmp_path / name, presentation=name, **rules)
        send_until_one_completes(study, live_server)
        votes = Vote.objects.filter(trial__study=study)
        assert set(votes.values_list("presentation", flat=True)) == {name}
