from __future__ import annotations

import logging
import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from evalsite.environment import env_bool, env_int, read_secret_key
from evalsite.middleware import send_no_body_to_head
from evalsite.studies.trials.planning import unanswered_trials
from evalsite.testing import log_in_rater, make_open_study, make_session, make_user

pytestmark = pytest.mark.django_db


def test_environment_readers_refuse_nonsense(monkeypatch) -> None:
    monkeypatch.setenv("LIMIT", "many")
    with pytest.raises(ImproperlyConfigured, match="LIMIT must be a whole number, got 'many'"):
        env_int("LIMIT", 3)
    with pytest.raises(ImproperlyConfigured, match="LIMIT must be one of"):
        env_bool("LIMIT", False)


def test_the_secret_key_is_drawn_once_and_readable_by_its_owner_alone(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY", raising=False)
    first = read_secret_key(tmp_path / "var")
    assert len(first) >= 50 and read_secret_key(tmp_path / "var") == first
    assert (tmp_path / "var" / "secret_key").stat().st_mode & 0o077 == 0
    assert [path.name for path in (tmp_path / "var").iterdir()] == ["secret_key"]


def test_a_wrong_password_says_so(client) -> None:
    user = make_user()
    page = client.post("/accounts/login/", {"username": user.username, "password": "wrong"})
    assert b"do not match" in page.content
    page = client.post(
        "/accounts/login/", {"username": user.username, "password": "a long password"}
    )
    assert page.status_code == 302 and page.url == "/"


def test_a_form_sent_back_late_or_without_cookies_says_what_to_do() -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.post("/accounts/login/", {"username": "a", "password": "b"})
    assert page.status_code == 403 and b"does not keep cookies" in page.content
    strict.get("/accounts/login/")
    page = strict.post("/accounts/login/", {"username": "a", "password": "b"})
    assert page.status_code == 403 and b"open for too long" in page.content


def test_log_in_never_sends_anybody_elsewhere(client) -> None:
    user = make_user()
    fields = {"username": user.username, "password": "a long password", "next": "//evil.example/"}
    assert client.post("/accounts/login/", fields).url == "/"


def test_a_failure_shows_a_plain_page_and_no_trace(monkeypatch) -> None:
    def fail(*args, **kwargs):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("evalsite.studies.views.start.summarise_studies", fail)
    client = Client(raise_request_exception=False)
    client.force_login(make_user())
    page = client.get("/")
    assert page.status_code == 500 and b"went wrong on our side" in page.content
    assert b"secret detail" not in page.content and b"Traceback" not in page.content


def test_headers_of_every_page(client) -> None:
    page = client.get("/accounts/login/")
    assert page.headers["X-Frame-Options"] == "DENY"
    assert page.headers["X-Content-Type-Options"] == "nosniff"
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]


def test_nothing_is_kept_by_caches_but_what_says_so(client, tmp_path) -> None:
    session = make_session(make_open_study(tmp_path))
    log_in_rater(client, session)
    slug, visit = session.study.slug, str(session.code)
    addresses = [
        session.study.join_path,
        reverse("studies:visit", args=[visit]),
        reverse("studies:withdraw"),
    ]
    session.finish("completed")
    addresses.append(reverse("studies:done", args=[visit]))
    researcher = Client()
    researcher.force_login(session.study.owner)
    own = [f"/studies/{slug}/{page}" for page in ("", "settings/", "raters/", "recruiting/")]
    own.append(reverse("studies:raters-data", args=[slug, "reliability"]))
    for browser, places in ((client, addresses), (researcher, own)):
        for place in places:
            for page in (browser.get(place), browser.head(place)):
                assert page.status_code in {200, 302}, place
                assert "no-store" in page.headers["Cache-Control"], place
    trial = unanswered_trials(make_session(session.study))[0]
    picture = client.get(reverse("studies:image", args=[trial.code, "a"]))
    assert "immutable" in picture.headers["Cache-Control"]


def test_head_is_told_the_length_and_sent_nothing(rf, client) -> None:
    whole = client.get("/accounts/login/")
    response = send_no_body_to_head(lambda request: HttpResponse(b"words"))(rf.head("/"))
    assert response.content == b""
    head = client.head("/accounts/login/")
    assert head.content == b"" and head.headers["Content-Length"] == str(len(whole.content))


def test_somebody_elses_page_is_logged_in_one_line(client, tmp_path, capsys) -> None:
    logger, handler = logging.getLogger("django.request"), logging.StreamHandler(sys.stderr)
    logger.addHandler(handler)
    session = make_session(make_open_study(tmp_path))
    assert client.get(session.get_absolute_url()).status_code == 403
    logger.removeHandler(handler)
    said = capsys.readouterr().err
    assert "Forbidden" in said and "Traceback" not in said


def test_the_admin_is_for_looking(admin_client) -> None:
    for model in ("studies/vote", "studies/trial", "studies/session", "elo/fitrun"):
        assert admin_client.get(f"/admin/{model}/").status_code == 200
        assert admin_client.get(f"/admin/{model}/add/").status_code == 403


def test_static_files_get_hashed_names_also_inside_modules(tmp_path, settings) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "evalsite.static_files.HashedStaticFiles"},
    }
    call_command("collectstatic", verbosity=0, interactive=False)
    (script,) = (p for p in tmp_path.glob("studies/compare.*.js"))
    assert 'from "./viewer.js"' not in script.read_text()
    assert "../raters/guard.js" not in script.read_text()
    assert "../raters/guard." in script.read_text()


def test_deployment_checks_pass_behind_https() -> None:
    environment = {
        **os.environ,
        "HTTPS": "1",
        "SECRET_KEY": "k" * 25 + "abcdefghijklmnopqrstuvwxyz0",
    }
    command = [sys.executable, "manage.py", "check", "--deploy", "--fail-level", "ERROR"]
    subprocess.run(command, check=True, cwd=settings.BASE_DIR, env=environment, capture_output=True)
