"""Connections that send slowly, or nothing, keep nobody else from being served."""

from __future__ import annotations

import select
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from evalsite.slow_senders import HELD_BYTES, STALLED_S, bound_waiting, has_arrived, is_whole
from evalsite.tests.serving import PATIENCE_S, Site

GET = b"GET /accounts/login/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n"
POST = b"POST /x/ HTTP/1.1\r\nHost: a\r\nContent-Length: %d\r\n\r\n"


@pytest.mark.parametrize(
    ("seen", "whole"),
    [
        (b"", False),
        (b"GET / HTTP/1.1\r\nHost: a\r\n", False),
        (GET, True),
        (POST % 5, False),
        (POST % 5 + b"1234", False),
        (POST % 5 + b"12345", True),
        (POST % 10**17, True),  # the site refuses it by its length
        (POST % HELD_BYTES, True),  # more than the system holds: a thread reads it
        (b"x" * HELD_BYTES, True),
        (b"POST / HTTP/1.1\r\ncontent-LENGTH:\t3 \r\nHost: a\r\n\r\nab", False),
    ],
)
def test_when_a_request_has_arrived(seen, whole) -> None:
    assert is_whole(seen) is whole


@contextmanager
def connect() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Both ends of a connection: the other side's, and the site's."""
    with (
        socket.create_server(("127.0.0.1", 0)) as server,
        socket.create_connection(server.getsockname()) as other,
        server.accept()[0] as client,
    ):
        yield other, client


def test_a_request_that_comes_in_pieces_is_seen_when_it_is_whole_and_is_not_taken() -> None:
    with connect() as (sender, client):
        client.setblocking(False)
        for piece in (GET[:10], GET[10:40]):
            sender.sendall(piece)
            assert is_told(client) and not has_arrived(client)
        sender.sendall(GET[40:])
        assert is_told(client) and has_arrived(client) and client.recv(1000) == GET
        sender.sendall(GET[:10])
        assert is_told(client) and not has_arrived(client)
        sender.close()  # in the middle: a thread finds out
        assert is_told(client) and has_arrived(client)


def is_told(client: socket.socket) -> bool:
    """Whether the system tells that there is something new to look at."""
    return bool(select.select([client], [], [], PATIENCE_S)[0])


@pytest.mark.skipif(not hasattr(socket, "TCP_USER_TIMEOUT"), reason="Linux alone has it")
def test_nobody_is_waited_for_who_reads_nothing(monkeypatch) -> None:
    monkeypatch.setattr("evalsite.slow_senders.UNREAD_S", 1)
    with connect() as (_reader, client):
        bound_waiting(client)
        with pytest.raises(TimeoutError):
            client.sendall(bytes(100_000_000))


def test_nobody_is_waited_for_who_stops_in_the_middle_of_a_body(monkeypatch) -> None:
    monkeypatch.setattr("evalsite.slow_senders.STALLED_S", 1)
    with connect() as (_sender, client):
        bound_waiting(client)
        with pytest.raises(BlockingIOError):
            client.recv(100)


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    site = Site(tmp_path_factory.mktemp("slow"))
    site.python("manage.py", "migrate", "--verbosity", "0")
    site.python("manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("WAIT_FOR_SLOW_SENDERS", "1")  # as where it is not bound to this machine alone
        site.start()
        yield site
        site.kill()


def ask(site: Site) -> tuple[int, float]:
    """A whole request in two pieces; its status, and the seconds it took."""
    begun = time.monotonic()
    with socket.create_connection(("127.0.0.1", site.port), timeout=PATIENCE_S) as client:
        client.sendall(GET[:20])
        client.sendall(GET[20:])
        status = int(client.recv(4096).split()[1])
    return status, time.monotonic() - begun


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        GET[:-4],
        POST.replace(b"/x/", b"/accounts/login/") % 500 + b"username=a",
    ],
    ids=["nothing", "half a head", "half a vote"],
)
def test_others_are_served_while_many_send_nothing_more(site, sent) -> None:
    ask(site)
    idle = [socket.create_connection(("127.0.0.1", site.port)) for _ in range(100)]
    for client in idle:
        client.sendall(sent)
    time.sleep(0.3)
    statuses, took_s = zip(*(ask(site) for _ in range(5)), strict=True)
    # Whoever is served behind those that send nothing waits for as long as a thread does.
    assert statuses == (200,) * 5 and min(took_s) < STALLED_S
    for client in idle:
        client.close()
