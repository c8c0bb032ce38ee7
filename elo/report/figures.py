"""The figures of a report as files and within its page."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from elo.report.drawings import DRAWINGS
from elo.report.findings import Findings
from elo.report.preference import describe_preference
from figures.data import write_rows
from figures.export import write_figures
from figures.look import draw_unchecked

Spec = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, drawn.

    Parameters
    ----------
    name : str
        Of its files, ``figure-<name>.svg`` and so on.
    spec : dict
        Vega-Lite.
    caption : str
        What a reader should see in it.
    files : tuple of Path
        SVG, PDF, PNG, and the rows behind it as CSV.
    """

    name: str
    spec: Spec
    caption: str
    files: tuple[Path, ...]

    @property
    def still(self) -> str:
        """The SVG as a data address, for print and for browsers without scripts."""
        data = base64.b64encode(self.files[0].read_bytes()).decode("ascii")
        return f"data:image/svg+xml;base64,{data}"


def draw_figures(*, findings: Findings, folder: Path) -> dict[str, Figure]:
    """Draw and write what the data allow, by name."""
    with draw_unchecked():
        specs = {name: draw(findings) for name, (draw, _) in DRAWINGS.items()}
    preferred_by = describe_preference(findings.context.fit)
    captions = {
        name: caption.replace("{preferred_by}", preferred_by)
        for name, (_, caption) in DRAWINGS.items()
    }
    drawn = {name: spec for name, spec in specs.items() if spec is not None}
    return write_drawn(specs=drawn, captions=captions, folder=folder)


def write_drawn(
    *, specs: Mapping[str, Spec], captions: Mapping[str, str], folder: Path
) -> dict[str, Figure]:
    """Write figures and their data, by name."""
    files = write_figures(
        specs={f"figure-{name}": spec for name, spec in specs.items()}, folder=folder
    )
    return {
        name: Figure(
            name,
            spec,
            captions[name],
            (
                *files[f"figure-{name}"],
                write_rows(spec=spec, path=folder / f"figure-{name}.csv"),
            ),
        )
        for name, spec in specs.items()
    }
