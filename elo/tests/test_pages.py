from __future__ import annotations

import base64
import hashlib
import re

import pytest
from django.core.management import call_command

from elo.fitting import carry_out
from elo.models import FitRun
from elo.tests.studies import address
from evalsite.testing import make_open_study, make_user

pytestmark = pytest.mark.usefixtures("sketch")


@pytest.fixture
def reported(study):
    carry_out(FitRun.objects.create(study=study, model="mle", seed=1))
    return study


@pytest.mark.django_db(transaction=True)
def test_the_button_asks_the_worker_and_the_worker_writes_the_report(client, study) -> None:
    client.force_login(study.owner)
    page = client.post(address("fit", study), follow=True)
    assert b"waits for the worker" in page.content
    assert b"No report yet" in client.get(address("report", study)).content
    FitRun.objects.update(model="mle")
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
    assert FitRun.objects.get().state == "done"
    assert client.get(address("report", study)).status_code == 200
    assert b"At equal perceived quality" in client.get("/").content


@pytest.mark.django_db
def test_a_fit_without_votes_is_refused_with_the_reason(client, tmp_path) -> None:
    study = make_open_study(tmp_path)
    client.force_login(study.owner)
    page = client.post(address("fit", study), follow=True)
    assert b"no votes of accepted sessions" in page.content and not FitRun.objects.exists()


@pytest.mark.django_db
def test_the_report_runs_its_own_scripts_and_no_other(client, reported) -> None:
    client.force_login(reported.owner)
    page = client.get(address("report", reported))
    text = b"".join(page.streaming_content).decode()
    policy = page.headers["Content-Security-Policy"]
    assert "unsafe-eval" not in policy and "script-src 'unsafe-inline'" not in policy
    scripts = re.findall(r"<script(?: type=\"module\")?>(.*?)</script>", text, re.DOTALL)
    assert scripts
    for script in scripts:
        digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy


@pytest.mark.django_db
def test_the_files_beside_the_report_and_no_others(client, reported) -> None:
    client.force_login(reported.owner)
    page = client.get(address("report-file", reported, "savings.csv"))
    assert page.status_code == 200 and b"test,anchor" in b"".join(page.streaming_content)
    for name in ("..", "report.html", "nope.csv", "%2e%2e%2fdb", "..%5cfit.json"):
        assert client.get(address("report", reported) + name).status_code == 404


@pytest.mark.django_db
def test_another_researcher_sees_neither_report_nor_files(client, reported) -> None:
    for user in (None, make_user()):
        if user:
            client.force_login(user)
        for page in (address("report", reported), address("report-file", reported, "elo.csv")):
            assert client.get(page).status_code in {302, 404}
    client.force_login(make_user(is_staff=True))
    assert client.get(address("report", reported)).status_code == 200


@pytest.mark.django_db
def test_the_page_of_a_study_lists_its_fits(client, reported) -> None:
    client.force_login(reported.owner)
    page = client.get(reported.get_absolute_url()).content.decode()
    assert "<td>mle</td><td>done</td>" in page
