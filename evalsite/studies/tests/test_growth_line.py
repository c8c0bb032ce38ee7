from __future__ import annotations

import io
from types import SimpleNamespace

import pytest
from django.core.management.base import OutputWrapper

from evalsite.studies.forecast.telling import GrowthLine


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def tell_often(stream: io.StringIO | OutputWrapper) -> None:
    with GrowthLine(stream, "active") as line:
        for votes in range(0, 50_000, 1000):
            line.tell(SimpleNamespace(votes=votes, widths=SimpleNamespace(half_width=0.1)))


def test_a_terminal_has_one_line_that_moves() -> None:
    terminal = Terminal()
    tell_often(OutputWrapper(terminal, ending=""))  # as the command has it
    said = terminal.getvalue()
    assert said.count("\n") == 1 and said.count("\r") == 50
    assert "\ractive: 49,000 simulated votes, half-width 10.0%" in said


@pytest.mark.parametrize(("every_s", "lines"), [(10.0, 1), (0.0, 50)])
def test_a_log_has_a_line_now_and_then(monkeypatch, every_s, lines) -> None:
    monkeypatch.setattr(GrowthLine, "log_every_s", every_s)
    log = io.StringIO()
    tell_often(log)
    assert log.getvalue().count("\n") == lines
