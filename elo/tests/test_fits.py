"""A study's fits: the list, a new one with its choices, and two side by side."""

from __future__ import annotations

import html
import json
import re
import uuid

import pytest

from elo.fitting import carry_out
from elo.models import FitRun
from elo.requesting import FitRefused, request_fit
from elo.tests.studies import address, make_answered
from evalsite.testing import make_user

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("sketch")]


def make_fit(study, **kwargs) -> FitRun:
    run = FitRun.objects.create(study=study, **{"model": "mle", "seed": 1, **kwargs})
    carry_out(run)
    run.refresh_from_db()
    return run


def rater_codes(study, count: int) -> list[str]:
    sessions = study.sessions.filter(used=True).select_related("rater")
    return sorted({str(each.rater.code) for each in sessions})[:count]


def compare(client, study, first: object, second: object):
    return client.get(address("compare", study), {"first": first, "second": second})


def test_a_fit_is_full_unless_another_model_is_asked_for(client, study) -> None:
    client.force_login(study.owner)
    client.post(address("fit", study))
    assert FitRun.objects.get().model == "full"
    FitRun.objects.all().delete()
    client.post(address("fit", study), {"model": "mle"})
    assert FitRun.objects.get().model == "mle"


def test_an_unknown_model_is_refused_beside_its_field(client, study) -> None:
    client.force_login(study.owner)
    page = client.post(address("fit", study), {"model": "median"})
    assert page.status_code == 400 and b"not one of the available choices" in page.content
    assert not FitRun.objects.exists()


def test_rates_are_pooled_where_it_is_asked_of_full(client, study) -> None:
    client.force_login(study.owner)
    page = client.post(address("fit", study), {"model": "mle", "pool_rates": "on"})
    assert page.status_code == 400 and b"The model full alone can" in page.content
    assert not FitRun.objects.exists()
    client.post(address("fit", study), {"model": "full", "pool_rates": "on"})
    assert FitRun.objects.get().pool_rates
    for page in (address("fits", study), study.get_absolute_url()):
        assert b"rates pooled" in client.get(page).content


def test_raters_are_left_out_with_a_reason_and_never_deleted(client, study) -> None:
    before = make_fit(study)
    codes = rater_codes(study, 2)
    FitRun.objects.filter(pk=before.pk).update(facts={**before.facts, "suggested": codes})
    client.force_login(study.owner)
    assert b"suggests not to use 2 raters" in client.get(address("fits", study)).content
    asked = {"model": "mle", "leave_out": "on"}
    assert client.post(address("fit", study), asked).status_code == 400
    client.post(address("fit", study), {**asked, "reason": "They pressed one key."})
    run = FitRun.objects.exclude(pk=before.pk).get()
    assert (run.without, run.without_reason) == (codes, "They pressed one key.")
    carry_out(run)
    run.refresh_from_db()
    assert run.n_raters == before.n_raters - 2 and run.n_votes < before.n_votes
    assert run.facts["without"] == codes
    assert "2 by name (They pressed one key.)" in (run.report_folder / "report.html").read_text()


def test_nobody_is_left_out_whom_no_report_suggests(client, study) -> None:
    make_fit(study)
    client.force_login(study.owner)
    page = client.post(address("fit", study), {"leave_out": "on", "reason": "Because."})
    assert page.status_code == 400 and b"suggests nobody" in page.content
    with pytest.raises(FitRefused, match="Say why"):
        request_fit(study=study, user=study.owner, model="mle", seed=1, without=["x"])
    run = make_fit(study, without=["nobody"], without_reason="A trial.")
    assert run.state == "failed" and "votes name no rater 'nobody'" in run.problem


def test_every_fit_has_its_own_report(client, study) -> None:
    first, second = make_fit(study, seed=1), make_fit(study, seed=2)
    client.force_login(study.owner)
    page = client.get(address("fits", study)).content.decode()
    for run in (first, second):
        assert run.get_absolute_url() in page
        report = client.get(run.get_absolute_url())
        assert report.status_code == 200 and "sha256-" in report.headers["Content-Security-Policy"]
        file = client.get(address("report-file", study, run.code, "fit.json"))
        assert json.loads(b"".join(file.streaming_content))["seed"] == run.seed
    assert client.get(address("report", study, uuid.uuid4())).status_code == 404


def test_two_fits_side_by_side(client, study) -> None:
    first = make_fit(study)
    second = make_fit(study, without=rater_codes(study, 3), without_reason="A trial.")
    client.force_login(study.owner)
    page = compare(client, study, first.code, second.code)
    text = page.content.decode()
    assert page.status_code == 200 and "differ beyond the 95\u00a0% interval" in text
    assert "Raters left out" in text and "simulated" in text
    names = re.findall(r'id="chart-([\w-]+)"', text)
    assert names == ["compare-savings", "compare-elo"]
    for name in names:
        (link,) = re.findall(rf'href="([^"]+/{name}\.csv\?[^"]+)"', text)
        assert link.startswith(address("compare-data", study, name))
        rows = client.get(html.unescape(link)).content.decode()
        assert rows.splitlines()[0].startswith("codec,") and len(rows.splitlines()) > 2
    policy = page.headers["Content-Security-Policy"]
    assert "script-src 'self'" in policy and "unsafe" not in policy


def test_the_same_fit_twice_or_an_unfinished_one_is_refused(client, study) -> None:
    done = make_fit(study)
    waiting = FitRun.objects.create(study=study, model="mle", seed=2)
    client.force_login(study.owner)
    page = compare(client, study, done.code, done.code)
    assert page.status_code == 400 and b"same fit twice" in page.content
    for other in (waiting.code, uuid.uuid4(), "nonsense", ""):
        assert compare(client, study, done.code, other).status_code == 400
    asked = {"first": done.code, "second": waiting.code}
    assert client.get(address("compare-data", study, "compare-elo"), asked).status_code == 404


def test_another_researchers_fits_are_out_of_reach(client, study, tmp_path) -> None:
    mine = make_fit(study)
    other = make_answered(tmp_path / "other", raters=8, seed=5)
    foreign = make_fit(other)
    client.force_login(study.owner)
    assert compare(client, study, mine.code, foreign.code).status_code == 400
    for name, *more in (("fits",), ("compare",), ("report", foreign.code)):
        assert client.get(address(name, other, *more)).status_code == 404
    assert client.get(address("report", study, foreign.code)).status_code == 404
    assert client.post(address("fit", other)).status_code == 404
    # A member of staff sees both studies, and may compare them.
    client.force_login(make_user(is_staff=True))
    assert compare(client, study, mine.code, foreign.code).status_code == 200


def test_nothing_is_shown_before_logging_in(client, study) -> None:
    run = make_fit(study)
    for name, *more in (("fits",), ("compare",), ("report", run.code)):
        page = client.get(address(name, study, *more))
        assert page.status_code == 302 and "login" in page.headers["Location"]
    assert client.get(address("fit", study)).status_code == 405
