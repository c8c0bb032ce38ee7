"""Who may do what, and how the pages are made."""

from __future__ import annotations

import pytest
from django.test import Client

from evalsite.encoding.models import EncodeRun
from evalsite.encoding.tests.samples import add_photographs, address, begin, draw_file, upload
from evalsite.studies.models import Study
from evalsite.testing import make_study, make_user

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(tmp_path):
    study = make_study()
    add_photographs(study, tmp_path)
    return study


@pytest.fixture
def run(study):
    return begin(study)


def deeds(study, run) -> list[str]:
    photograph = study.photographs.first()
    return [
        address("start", study),
        address("upload", study),
        address("take", study),
        address("remove", study, photograph.code),
        address("stop", study, run.code),
        address("resume", study, run.code),
    ]


def sights(study, run) -> list[str]:
    return [
        address("add", study),
        address("estimate", study),
        address("thumbnail", study, study.photographs.first().code),
        address("run", study, run.code),
        address("progress", study, run.code),
        address("file", study, run.code, "reached.svg"),
    ]


def as_it_was(study) -> bool:
    run = EncodeRun.objects.get()
    return (run.state, run.stop_asked, study.photographs.count()) == ("queued", False, 2)


def test_every_page_asks_for_log_in(client, study, run) -> None:
    for page in sights(study, run):
        assert client.get(page).url.startswith("/accounts/login/")
    for deed in deeds(study, run):
        assert client.post(deed).url.startswith("/accounts/login/")
    assert as_it_was(study)


def test_another_researchers_study_does_not_exist(client, study, run) -> None:
    client.force_login(make_user())
    for page in sights(study, run):
        assert client.get(page).status_code == 404
    for deed in deeds(study, run):
        assert client.post(deed).status_code == 404
    assert as_it_was(study)


def test_a_run_or_photograph_of_another_study_is_not_found(client, study, run) -> None:
    mine = make_study()
    client.force_login(mine.owner)
    for name in ("run", "progress"):
        assert client.get(address(name, mine, run.code)).status_code == 404
    for name, code in (
        ("stop", run.code),
        ("resume", run.code),
        ("remove", study.photographs.first().code),
    ):
        assert client.post(address(name, mine, code)).status_code == 404
    assert as_it_was(study)


def test_deeds_are_posted_and_sights_are_not(client, study, run) -> None:
    client.force_login(study.owner)
    for deed in deeds(study, run):
        assert client.get(deed).status_code == 405
    for page in sights(study, run):
        assert client.post(page).status_code == 405


def test_deeds_need_the_token_of_their_page(study, run) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(study.owner)
    for deed in deeds(study, run):
        assert client.post(deed).status_code == 403
    assert upload(client, study, {"a.png": draw_file(5)}).status_code == 403
    assert as_it_was(study)


@pytest.mark.parametrize("state", ["open", "paused", "closed"])
def test_a_study_that_is_no_draft_takes_nothing(client, study, run, state) -> None:
    closed_at = run.created_at if state == "closed" else None
    Study.objects.update(state=state, opened_at=run.created_at, closed_at=closed_at)
    client.force_login(study.owner)
    for page in sights(study, run)[:2]:
        assert "stimuli go into a draft only" in client.get(page, follow=True).content.decode()
    for deed in (*deeds(study, run)[:4], address("resume", study, run.code)):
        assert "stimuli go into a draft only" in client.post(deed, follow=True).content.decode()
    assert as_it_was(study)


def test_the_pages_ask_no_more_with_more_photographs_and_runs(
    client, study, tmp_path, django_assert_max_num_queries
) -> None:
    client.force_login(study.owner)
    for number in range(2, 6):
        upload(client, study, {f"more{number}.png": draw_file(number)})
        EncodeRun.objects.create(
            study=study,
            codecs=["jpeg"],
            targets_bpp=[1],
            total=1,
            state="stopped",
            ended_at=study.created_at,
        )
    client.get(address("add", study))  # shows the messages of the uploads
    with django_assert_max_num_queries(9):
        client.get(address("add", study))
    latest = study.encode_runs.first()
    for name in ("run", "progress"):
        with django_assert_max_num_queries(6):
            client.get(address(name, study, latest.code))


def test_the_pages_carry_the_strict_policy_and_no_inline_script(client, study, run) -> None:
    client.force_login(study.owner)
    for name in (address("add", study), run.get_absolute_url()):
        page = client.get(name)
        text = page.content.decode()
        assert "script-src 'self';" in page.headers["Content-Security-Policy"]
        assert "<script>" not in text and " style=" not in text and " onclick=" not in text


def test_a_draft_without_stimuli_shows_adding_them_as_the_next_step(client, study) -> None:
    client.force_login(study.owner)
    primary = f'class="button button-primary" href="{address("add", study)}"'
    for page in ("/", study.get_absolute_url()):
        assert primary in client.get(page).content.decode()


def test_the_page_of_a_study_leads_to_its_run(client, study, run) -> None:
    client.force_login(study.owner)
    page = client.get(study.get_absolute_url()).content.decode()
    assert f'href="{run.get_absolute_url()}"' in page and "queued, 0 of 4" in page


def test_without_script_the_page_of_a_run_loads_itself_anew(client, study, run) -> None:
    client.force_login(study.owner)
    assert (
        '<meta http-equiv="refresh" content="5">'
        in client.get(run.get_absolute_url()).content.decode()
    )


def test_rows_are_looked_at_in_the_admin_and_never_written(admin_client, run) -> None:
    for model in ("encoderun", "photograph"):
        assert admin_client.get(f"/admin/encoding/{model}/").status_code == 200
        assert admin_client.get(f"/admin/encoding/{model}/add/").status_code == 403
