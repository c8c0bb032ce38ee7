"""What is wrong with a collection."""

from __future__ import annotations

from collections.abc import Sequence

MOST_SHOWN = 20


class CollectError(Exception):
    """A collection cannot be understood; every problem names its file.

    Parameters
    ----------
    problems : sequence of str
        For instance ``"kodim15: two originals, ref.png and original.png"``.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        shown = list(problems[:MOST_SHOWN])
        if len(problems) > MOST_SHOWN:
            shown.append(f"and {len(problems) - MOST_SHOWN} more")
        super().__init__("\n".join(shown))
        self.problems = tuple(problems)
