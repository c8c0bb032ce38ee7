"""The examples of docs/formats.md are what the readers read."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from elo.core.formats.catalogue import FORMATS, import_votes
from elo.core.formats.problems import TableError
from elo.core.formats.sources import read_sources
from elo.core.types import BIAS, TRAP
from elo.tests.samples import PROJECT

DOCS = (PROJECT / "docs" / "formats.md").read_text()
EXAMPLES = re.findall(r"^```csv (\w+)\n(.*?)^```$", DOCS, flags=re.MULTILINE | re.DOTALL)
VOTES = [each for each in EXAMPLES if each[0] in FORMATS]


EDITS = st.lists(
    st.tuples(
        st.floats(0, 1),  # where
        st.integers(0, 3),  # how many bytes go
        st.sampled_from([b"", b",", b"\n", b'"', b"\xff", b"\0", b"-", b"9", b"e999", b"\xc3\xa9"]),
    ),
    max_size=3,
)


def save(folder: Path, text: str) -> Path:
    path = folder / "example.csv"
    path.write_text(text)
    return path


def test_every_format_has_an_example_and_a_section() -> None:
    assert {layout for layout, _ in VOTES} == set(FORMATS)
    for layout in set(FORMATS) - {"native"}:
        assert f"`analyse --format {layout}`" in DOCS


@settings(
    max_examples=200,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(example=st.sampled_from(VOTES), edits=EDITS, encoding=st.sampled_from(["utf-8", "utf-16"]))
def test_a_damaged_example_gives_votes_or_a_table_error(
    tmp_path: Path,
    example: tuple[str, str],
    edits: list[tuple[float, int, bytes]],
    encoding: str,
) -> None:
    layout, text = example
    data = text.encode(encoding)
    for where, gone, put in edits:
        at = int(where * len(data))
        data = data[:at] + put + data[at + gone :]
    (tmp_path / "example.csv").write_bytes(data)
    try:
        votes = import_votes(tmp_path / "example.csv", layout=layout).votes
    except TableError as error:
        assert str(error).startswith("example.csv")
    else:
        assert len(votes) > 0 and not np.isinf(votes.response_ms).any()


@pytest.mark.parametrize(("layout", "text"), VOTES)
def test_the_examples_can_be_read(tmp_path: Path, layout: str, text: str) -> None:
    got = import_votes(save(tmp_path, text), layout=layout)
    headless = layout == "clic" and "answerValue" not in text
    assert len(got.votes) == text.count("\n") - (0 if headless else 1)


def test_the_example_of_aic_has_one_of_each_kind(tmp_path: Path) -> None:
    (text,) = (text for layout, text in EXAMPLES if layout == "aic")
    votes = import_votes(save(tmp_path, text), layout="aic").votes
    assert votes.kind.tolist() == [0, BIAS, TRAP]
    assert votes.choice.tolist() == [0, 2, 0] and votes.expected.tolist() == [-1, -1, 0]


def test_the_examples_of_clic_prefer_what_the_page_says(tmp_path: Path) -> None:
    for text in (text for layout, text in EXAMPLES if layout == "clic"):
        votes = import_votes(save(tmp_path, text), layout="clic").votes
        won = [
            votes.conditions[(a, b)[choice]]
            for a, b, choice in zip(votes.condition_a, votes.condition_b, votes.choice, strict=True)
        ]
        assert won in (["mozjpeg-q95-yuv444", "jpegli-q75-yuv444"], ["teamA", "teamA"])


def test_the_example_of_sources_can_be_read(tmp_path: Path) -> None:
    (text,) = (text for layout, text in EXAMPLES if layout == "sources")
    assert read_sources(save(tmp_path, text), known=("park", "sea")).warnings == ()
