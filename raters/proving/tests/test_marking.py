from __future__ import annotations

import pytest

from raters.proving.marking import MarkMissing, replace_section
from raters.proving.tables import percent, table

TEXT = "# A\n<!-- colour -->old\n<!-- end -->\nB <!-- artefact --> x <!-- end --> C"


def test_it_replaces_one_section_and_leaves_the_rest() -> None:
    once = replace_section(TEXT, "colour", "new")
    assert once.startswith("# A\n<!-- colour -->\n\nnew\n\n<!-- end -->\nB ")
    assert once.endswith("<!-- artefact --> x <!-- end --> C")
    assert replace_section(once, "colour", "new") == once
    assert "y" in replace_section(TEXT, "artefact", "y").partition("B ")[2]


@pytest.mark.parametrize("text", ["nothing", "<!-- colour --> never ends"])
def test_it_refuses_a_document_without_the_marks(text: str) -> None:
    with pytest.raises(MarkMissing, match="<!-- colour -->"):
        replace_section(text, "colour", "new")


def test_tables_are_markdown() -> None:
    told = table(["who", "share"], [["a", percent(12.345)], ["b", percent(0.126)]])
    assert told == "| who | share |\n| --- | ---: |\n| a | 12.3 |\n| b | 0.13 |"
