"""The report's scripts, carried inside it and allowed by their digests alone."""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from markupsafe import Markup

HERE = Path(__file__).parent
VENDOR = HERE.parents[1] / "evalsite" / "static" / "vendor"
# In the order in which they need each other. vega-embed carries Vega's expression interpreter,
# so that nothing is compiled from text and no policy has to allow it.
LIBRARIES = ("vega-6.4.0.min.js", "vega-lite-6.5.0.min.js", "vega-embed-7.3.0.min.js")
POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "
    "form-action 'none'; script-src {digests}"
)


@dataclass(frozen=True, slots=True)
class Script:
    """One inline script and the digest by which a policy allows it."""

    name: str
    text: Markup

    @property
    def digest(self) -> str:
        """As in a Content-Security-Policy, without quotation marks."""
        sha256 = hashlib.sha256(self.text.encode("utf-8")).digest()
        return f"sha256-{base64.b64encode(sha256).decode('ascii')}"


def load_scripts() -> tuple[Script, ...]:
    """Libraries first, then the report's own.

    Raises
    ------
    ValueError
        If a script holds what would end its element.
    """
    paths = [*(VENDOR / name for name in LIBRARIES), HERE / "templates" / "report.js"]
    scripts = []
    for path in paths:
        text = path.read_text(encoding="utf-8").strip()
        if "</script" in text.lower() or "<!--" in text:
            raise ValueError(f"{path.name} cannot stand inside a page: it holds an end of script")
        scripts.append(Script(path.name, Markup(text)))  # noqa: S704
    return tuple(scripts)


def write_policy(scripts: tuple[Script, ...]) -> str:
    """Content-Security-Policy of the report: its own scripts and nothing else."""
    return POLICY.format(digests=" ".join(f"'{script.digest}'" for script in scripts))


def embed_json(value: Any) -> Markup:
    """JSON that can stand inside a script element of another type."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for mark in "<>&\u2028\u2029":
        text = text.replace(mark, f"\\u{ord(mark):04x}")
    return Markup(text)  # noqa: S704
