"""Nobody writes to our disk, or fills our memory, without being asked to."""

from __future__ import annotations

import tempfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse

from evalsite.bodies import MARK
from evalsite.testing import make_open_study, make_session, make_study, make_user

pytestmark = pytest.mark.django_db
FORM = "application/x-www-form-urlencoded"


class Unread:
    """A body that says how long it is, and must not be read."""

    def read(self, *args: Any) -> bytes:
        raise AssertionError("the body was read")

    readline = read


def send_unread(address: str, **headers: str) -> Any:
    client = Client(enforce_csrf_checks=True, raise_request_exception=True)
    client.cookies["csrftoken"] = "x" * 32
    wsgi = {"wsgi.input": Unread(), "CONTENT_TYPE": FORM, **headers}
    return client.generic("POST", address, **wsgi)


@pytest.fixture
def addresses(tmp_path) -> list[str]:
    study = make_open_study(tmp_path)
    visit = make_session(study)
    return [
        study.join_path,
        reverse("login"),
        "/admin/login/",
        reverse("studies:withdraw"),
        reverse("studies:new"),
        reverse("studies:flicker", args=[visit.code]),
    ]


def test_a_large_body_is_refused_by_its_length_before_any_of_it_is_read(addresses) -> None:
    for address in addresses:
        for kind in (FORM, "multipart/form-data; boundary=x"):
            page = send_unread(address, CONTENT_LENGTH="150000000", CONTENT_TYPE=kind)
            assert page.status_code == 413, address
            assert b"larger than this page takes" in page.content


def test_a_body_of_unknown_length_is_refused(addresses) -> None:
    page = send_unread(addresses[0], HTTP_TRANSFER_ENCODING="chunked", CONTENT_LENGTH="")
    assert page.status_code == 411


def test_a_file_is_refused_where_none_is_expected_and_touches_no_disk(
    addresses, monkeypatch, settings
) -> None:
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 0  # as if it were large: Django would write it
    opened: list[object] = []
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", lambda *a, **k: opened.append(a))
    client = Client(enforce_csrf_checks=True)
    client.cookies["csrftoken"] = "x" * 32
    for address in addresses:
        file = SimpleUploadedFile("a.png", b"x" * 100_000)
        page = client.post(address, {"decision": "agree", "file": file})
        assert page.status_code == 415 and b"takes no files" in page.content, address
    assert not opened


def test_a_form_without_files_is_read_however_it_is_encoded(client) -> None:
    user = make_user()
    fields = {"username": user.username, "password": "a long password"}
    assert client.post(reverse("login"), fields).status_code == 302


def test_photographs_are_read_for_a_researcher_alone(client) -> None:
    study = make_study()
    address = reverse("encoding:upload", args=[study.slug])
    page = send_unread(address, CONTENT_LENGTH="150000000")
    assert page.status_code == 302 and "/accounts/login/" in page.url
    client.force_login(make_user())
    assert (
        client.post(address, {"photographs": SimpleUploadedFile("a.png", b"x")}).status_code == 404
    )


def test_only_three_views_look_after_themselves() -> None:
    def marked(patterns: Any) -> set[str]:
        found: set[str] = set()
        for each in patterns:
            if hasattr(each, "url_patterns"):
                found |= marked(each.url_patterns)
            elif getattr(each.callback, MARK, False):
                found.add(each.name)
        return found

    assert marked(get_resolver().url_patterns) == {"vote", "upload", "hook"}
