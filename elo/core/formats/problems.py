"""What is wrong with a table: all of it at once, the first twenty in words."""

from __future__ import annotations

SHOWN = 20  # problems in one message


class TableError(ValueError):
    """A table that cannot be read; the message lists what is wrong and where."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = problems
        more = len(problems) - SHOWN
        tail = [f"... and {more} more"] if more > 0 else []
        super().__init__("\n".join([*problems[:SHOWN], *tail]))
