from __future__ import annotations

from pathlib import Path
from unittest.mock import patch

import pytest
from django.core.management import CommandError, call_command

from raters.proving.eyes import MissingLibrary

MARKED = "before <!-- colour --> old <!-- end --> after"
PROVE = "raters.proving.colour.prove"


def prove(out: Path, **options: object) -> None:
    call_command("prove_screening", part="colour", raters=3, out=out, workers=1, **options)


def test_it_writes_the_table(tmp_path: Path, capsys) -> None:
    out = tmp_path / "screening.md"
    out.write_text(MARKED)
    with patch(PROVE, return_value="| a table |") as proof:
        prove(out, seed=4)
    pictures = tmp_path / "pictures"
    proof.assert_called_once_with(raters=3, seed=4, workers=1, pictures=pictures)
    text = out.read_text()
    assert text.startswith("before <!-- colour -->\n\n*Simulated, not measured on people: 3 raters")
    assert "seed 4" in text
    assert text.endswith("| a table |\n\n<!-- end --> after")
    assert pictures.is_dir()
    assert "| a table |" in capsys.readouterr().out


def test_it_refuses_before_it_simulates(tmp_path: Path) -> None:
    unmarked = tmp_path / "unmarked.md"
    unmarked.write_text("no marks")
    with patch(PROVE) as proof:
        with pytest.raises(CommandError, match="<!-- colour -->"):
            prove(unmarked)
        with pytest.raises(CommandError, match="No such file"):
            prove(tmp_path / "missing.md")
        with pytest.raises(CommandError, match="expected 1 or more"):
            call_command("prove_screening", part="colour", raters=0, out=unmarked)
    proof.assert_not_called()


def test_a_missing_library_is_one_sentence(tmp_path: Path) -> None:
    out = tmp_path / "screening.md"
    out.write_text(MARKED)
    error = MissingLibrary("colour is not installed: pip install it")
    with (
        patch(PROVE, side_effect=error),
        pytest.raises(CommandError, match="pip install"),
    ):
        prove(out)
    assert out.read_text() == MARKED
