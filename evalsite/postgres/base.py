"""PostgreSQL as Django speaks it, but a kept connection is not asked whether it still stands.

Django asks `SELECT 1` before the first query of every request: one of five round trips of a vote.
Whether the server has hung up is known here already: its good-bye waits on the socket.
"""

from __future__ import annotations

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    def is_usable(self) -> bool:
        """Whether nothing came from the server since the last answer: then it did not hang up."""
        kept = self.connection
        return kept is not None and not kept.closed and not has_news(kept.fileno())


def has_news(socket: int) -> bool:
    """Whether something waits to be read. Between two queries that can be a good-bye only."""
    poll = select.poll()
    poll.register(socket, select.POLLIN)
    return bool(poll.poll(0))
