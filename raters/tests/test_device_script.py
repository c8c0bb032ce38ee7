"""`device.js` in a real browser: the same rules as the server's, in words, and a form it accepts.

The page is a file, read back by Chromium's own --dump-dom: no server and no driver are needed.
"""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string

from raters.checks.device import POLICY, find_problems
from raters.forms import MeasuredForm
from raters.testing import MEASURED

pytestmark = pytest.mark.browser
FLAGS = ["--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
CHANGES = [
    {},
    {"fine_pointer": False},
    {"screen_width_px": 1279},
    {"screen_height_px": 720},
    {"viewport_width_px": 879, "viewport_height_px": 599},
    {"viewport_width_px": 880, "viewport_height_px": 600},
    {"pinch_zoom": 1.2},
    {"forced_colours": True, "colour_depth_bits": 16},
    {"missing": "dialog fetch"},
    {"inverted_colours": True},
    # Where the ratio tells the zoom, the pictures keep their size and the words need the room.
    {"device_pixel_ratio": 2.0, "page_zoom": 2.0},
    {"device_pixel_ratio": 2.0, "page_zoom": 2.0, "viewport_height_px": 899},
    {"device_pixel_ratio": 1.25, "viewport_width_px": 920, "viewport_height_px": 675},
    {"device_pixel_ratio": 1.25, "viewport_width_px": 919, "viewport_height_px": 675},
    {"device_pixel_ratio": 0.5, "page_zoom": 0.5, "viewport_height_px": 600},
    {"page_zoom": None},
    # Where it does not, any zoom enlarges the pictures.
    {"ratio_has_zoom": False, "page_zoom": 1.1},
    {"ratio_has_zoom": False, "page_zoom": 1.04},
]
SCRIPT = """
import { codesOf, measureDevice, problemsOf } from "./device.js";
const cases = JSON.parse(document.querySelector("#cases").textContent);
const told = {
  codes: cases.map((measured) => codesOf(measured, {})),
  words: cases.map((measured) => problemsOf(measured, {})),
  measured: await measureDevice({ quick: true }),
};
const out = document.createElement("pre");
out.textContent = JSON.stringify(told);
document.body.append(out);
"""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict:
    program = shutil.which("chromium") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("no Chromium here: apt-get install chromium, then run the tests again")
    folder = tmp_path_factory.mktemp("page")
    shutil.copy(finders.find("raters/device.js"), folder)
    (folder / "page.js").write_text(SCRIPT)
    cases = json.dumps([MEASURED | change for change in CHANGES])
    (folder / "page.html").write_text(
        f"<!doctype html><meta charset=utf-8><body>{render_to_string('raters/_device_words.html')}"
        f'<script type="application/json" id="cases">{cases}</script>'
        '<script type="module" src="page.js"></script>'
    )
    return read_page(program, folder)


def read_page(program: str, folder: Path) -> dict:
    flags = [*FLAGS, "--allow-file-access-from-files", f"--user-data-dir={folder / 'profile'}"]
    run = subprocess.run(
        [program, *flags, "--virtual-time-budget=4000", "--dump-dom", f"file://{folder}/page.html"],
        capture_output=True,
        text=True,
        timeout=180,
    )
    found = re.search(r"<pre>(.*?)</pre>", run.stdout, re.DOTALL)
    assert found, run.stdout + run.stderr[-2000:]
    return json.loads(html.unescape(found[1]))


def test_browser_and_server_judge_alike(told: dict) -> None:
    expected = [find_problems(MEASURED | change, POLICY) for change in CHANGES]
    assert told["codes"] == expected
    assert sum(map(bool, expected)) == 10


def test_every_problem_is_said_in_words_with_its_figures(told: dict) -> None:
    for codes, words in zip(told["codes"], told["words"], strict=True):
        assert len(words) == len(codes)
        assert all(len(text) > 30 and "HAVE" not in text and "NEED" not in text for text in words)
    assert "879 × 599" in told["words"][4][0] and "880 × 600" in told["words"][4][0]
    assert "dialog fetch" in told["words"][8][0]
    assert "Ctrl and 0" in told["words"][11][0] and "1040 × 900" in told["words"][11][1]


def test_what_it_measures_is_what_the_server_reads(told: dict) -> None:
    form = MeasuredForm(told["measured"])
    assert form.is_valid(), form.errors
    assert set(told["measured"]) == set(form.fields)
    assert told["measured"]["missing"] == ""
