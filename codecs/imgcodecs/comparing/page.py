"""One page with the table and the living pictures; it needs no network."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path

import jinja2
import vl_convert
from markupsafe import Markup

from imgcodecs.comparing.comparison import Comparison
from imgcodecs.comparing.settings import describe_settings
from imgcodecs.comparing.words import READING, explain_no_savings, tabulate_savings
from imgcodecs.metrics.catalogue import METRICS

PAGE_NAME = "index.html"
TEMPLATES = Path(__file__).parent / "templates"
SCRIPT = """
const specs = JSON.parse(document.querySelector("#specs").textContent);
for (const [name, spec] of Object.entries(specs)) {
  vegaEmbed(`#${name}`, spec, { renderer: "svg", actions: false });
}
"""
TITLE = "Codecs compared by objective metrics"


def make_page(comparison: Comparison, *, stills: Mapping[str, Path]) -> str:
    """HTML with Vega inside; ``stills`` are the pictures' SVG files, for print and no scripts."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, trim_blocks=True
    )
    label = comparison.palette.label
    nothing = explain_no_savings(comparison.by_source, comparison.anchor)
    savings = [] if nothing else tabulate_savings(comparison.savings, list(METRICS))
    return environment.get_template("page.html").render(
        title=TITLE,
        summary=_summarise(comparison),
        anchor=label(comparison.anchor),
        metrics=[metric.label for metric in METRICS.values()],
        savings=[(label(codec), cells) for codec, cells in savings],
        reading=READING,
        nothing=nothing,
        settings=describe_settings(comparison.rows),
        warnings=comparison.warnings,
        pictures=[
            {**asdict(picture), "still": _embed(stills[picture.name])}
            for picture in comparison.pictures
        ],
        script=Markup(_guard(vl_convert.javascript_bundle(SCRIPT))),
        specs=Markup(_guard(json.dumps({p.name: p.spec for p in comparison.pictures}))),
    )


def _summarise(comparison: Comparison) -> str:
    rows = comparison.rows
    sources = len({row.source for row in rows})
    codecs = len(comparison.palette.codecs)
    return (
        f"{codecs} codecs on {sources} sources, {len(rows)} decoded images. Metrics are computed, "
        "not seen: where they and people disagree, people are right."
    )


def _guard(script: str) -> str:
    # Inside a string it would end the script of the page.
    return re.sub(r"</(?=script)", r"<\\/", script, flags=re.IGNORECASE)


def _embed(path: Path) -> str:
    return f"data:image/svg+xml;base64,{base64.b64encode(path.read_bytes()).decode('ascii')}"
