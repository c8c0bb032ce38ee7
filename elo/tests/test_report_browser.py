"""The report in a real browser, offline, under its own policy."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from elo.report.writing import write_report
from elo.tests.samples import make_context

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    context = make_context(funnel=(("Opened the link", 50), ("Finished", 40)))
    return write_report(context, tmp_path_factory.mktemp("browser") / "out").page


def open_report(chromium: Browser, report: Path, complaints: list[str], **options: object) -> Page:
    page = chromium.new_context(viewport={"width": 1280, "height": 720}, **options).new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url))
    page.goto(report.as_uri())
    return page


def test_every_figure_comes_alive_without_a_complaint(chromium: Browser, report: Path) -> None:
    complaints: list[str] = []
    page = open_report(chromium, report, complaints)
    page.wait_for_function(
        "document.querySelectorAll('figure:not(.is-live)').length === 0", timeout=20_000
    )
    assert page.locator("figure.is-live").count() == 8
    page.locator("#figure-quality .live svg path[aria-roledescription=point]").first.hover()
    hint = page.locator("#vg-tooltip-element.visible")
    hint.wait_for()
    assert "95 % interval" in hint.inner_text()
    asked = [each for each in complaints if not each.startswith("data:")]
    assert asked == [report.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_foreign_script_may_not_run(chromium: Browser, report: Path, tmp_path: Path) -> None:
    changed = tmp_path / "report.html"
    text = report.read_text().replace("</body>", "<script>document.title = 'taken'</script></body>")
    changed.write_text(text)
    complaints: list[str] = []
    page = open_report(chromium, changed, complaints)
    assert "taken" not in page.title()
    assert any("Content Security Policy" in each for each in complaints)


def test_without_scripts_the_still_figures_show(chromium: Browser, report: Path) -> None:
    page = open_report(chromium, report, [], java_script_enabled=False)
    assert page.locator("figure .still").count() == 8
    for still in page.locator("figure .still").all():
        assert still.is_visible() and still.bounding_box()["height"] > 50


def test_it_prints_on_a4_with_the_still_figures(chromium: Browser, report: Path) -> None:
    page = open_report(chromium, report, [])
    page.wait_for_function("document.querySelectorAll('figure:not(.is-live)').length === 0")
    page.emulate_media(media="print")
    assert page.locator("#figure-quality .still").is_visible()
    assert not page.locator("#figure-quality .live").is_visible()
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")
