from __future__ import annotations

import pytest

from evalsite.arguments import site_address


@pytest.mark.parametrize(
    ("bind", "address"),
    [
        ("127.0.0.1:8321", "http://127.0.0.1:8321"),
        ("0.0.0.0:80", "http://127.0.0.1:80"),
        ("[::]:8000", "http://127.0.0.1:8000"),
        ("lab.example:8000", "http://lab.example:8000"),
        (":8000", "http://127.0.0.1:8000"),
    ],
)
def test_commands_find_the_site_where_it_is_bound(monkeypatch, bind, address) -> None:
    monkeypatch.setenv("BIND", bind)
    assert site_address() == address


def test_without_bind_it_is_gunicorns_own(monkeypatch) -> None:
    monkeypatch.delenv("BIND", raising=False)
    assert site_address() == "http://127.0.0.1:8000"
