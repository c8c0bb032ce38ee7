"""Gunicorn's worker of threads, where nobody who sends slowly, or nothing, takes a thread.

As it is, each new connection is given a thread that waits for its first bytes, and one that has
sent half of a request keeps its thread for ever: with a few of these nobody else is served.
"""

from __future__ import annotations

import errno
import re
import selectors
import socket
import struct
import time
from functools import partial
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped]

HEAD_ENDS = b"\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d{1,18})[ \t]*\r\n", re.IGNORECASE)
# A request up to so many bytes waits in the system until it is whole: every vote and form of a
# rater's. A larger one, which the system would not hold, is read by a thread as it comes.
HELD_BYTES = 32_768
FIRST_REQUEST_S = 20  # a new connection has so long for its first request
STALLED_S = 10  # a thread waits no longer for the next bytes of a body
UNREAD_S = 120  # nor for somebody who reads nothing of what he asked for


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """A connection gets a thread when its request has arrived."""

    def accept(self, listener: socket.socket) -> None:
        try:
            client, address = listener.accept()
        except OSError as error:
            if error.errno not in (errno.EAGAIN, errno.ECONNABORTED, errno.EWOULDBLOCK):
                raise
            return
        bound_waiting(client)
        conn = TConn(self.cfg, client, address, listener.getsockname())
        self.nr_conns += 1
        conn.timeout = time.monotonic() + FIRST_REQUEST_S
        self.pending_conns.append(conn)
        serve = partial(self.on_pending_socket_readable, conn)
        self.poller.register(client, selectors.EVENT_READ, serve)

    def on_pending_socket_readable(self, conn: Any, client: socket.socket) -> None:
        if self.cfg.is_ssl or has_arrived(client):
            super().on_pending_socket_readable(conn, client)

    def on_client_socket_readable(self, conn: Any, client: socket.socket) -> None:
        if self.cfg.is_ssl or has_arrived(client):
            super().on_client_socket_readable(conn, client)


def bound_waiting(client: socket.socket) -> None:
    """By the system, since Gunicorn takes a time-out of Python's off again."""
    span = struct.pack("ll", STALLED_S, 0)
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, span)
    if client.family != socket.AF_UNIX and hasattr(socket, "TCP_USER_TIMEOUT"):
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, UNREAD_S * 1000)


def has_arrived(client: socket.socket) -> bool:
    """Whether a thread can read the request without waiting; looks without taking anything.

    While it cannot, the system tells us again only when there is more than now.
    """
    try:
        seen = client.recv(HELD_BYTES, socket.MSG_PEEK)
    except BlockingIOError:
        return False
    except OSError:
        return True  # the thread will find out, and close
    told_before = client.getsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT)
    # No more than when we last looked, and told all the same: the other side has hung up.
    if is_whole(seen) or len(seen) < told_before:
        if told_before > 1:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, 1)
        return True
    client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVLOWAT, len(seen) + 1)
    return False


def is_whole(seen: bytes) -> bool:
    """Whether a request is here to its end, or is too large to wait for."""
    if len(seen) >= HELD_BYTES:
        return True
    head, ends, body = seen.partition(HEAD_ENDS)
    if not ends:
        return False
    length = LENGTH.search(head + b"\r\n")
    wanted = int(length[1]) if length else 0
    return len(body) >= wanted or len(head) + len(ends) + wanted > HELD_BYTES
