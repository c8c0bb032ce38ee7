"""The sections of docs/screening.md that a proof writes: between a mark of its name and `end`."""

from __future__ import annotations

END = "<!-- end -->"


class MarkMissing(ValueError):
    """A document has no place for what should be written into it."""


def replace_section(text: str, name: str, content: str) -> str:
    """The document with new content between `<!-- name -->` and the next `<!-- end -->`."""
    mark = f"<!-- {name} -->"
    before, found, rest = text.partition(mark)
    _, ended, after = rest.partition(END)
    if not (found and ended):
        raise MarkMissing(f"the document has no {mark} followed by {END} to write between")
    return f"{before}{mark}\n\n{content}\n\n{END}{after}"
