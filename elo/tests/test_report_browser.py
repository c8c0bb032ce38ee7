"""The report in a real browser, offline, under its own policy."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from elo.core.metrics.speeds import summarise_speed
from elo.report.comparing.writing import PAGE, write_comparison
from elo.report.writing import write_report
from elo.tests.samples import make_context, make_metrics, sketch_figures

pytestmark = pytest.mark.browser

FIGURES = 17
# Of A4 within the margins of the style sheet, in CSS pixels.
PAPER_WIDTH_PX, PAPER_HEIGHT_PX = (210 - 28) / 25.4 * 96, (297 - 32) / 25.4 * 96


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    speed = summarise_speed(codec="new", direction="encode", seconds_a_megapixel=[0.5, 1.0])
    context = make_context(
        funnel=(("Opened the link", 50), ("Finished", 40)),
        categories={f"source-{at:03d}": ("photograph", "text")[at % 2] for at in range(10)},
        metrics=make_metrics(),
        speeds=(speed,),
    )
    return write_report(context, tmp_path_factory.mktemp("browser") / "out").page


def open_report(
    chromium: Browser,
    report: Path,
    complaints: list[str],
    *,
    width: int = 1280,
    **options: object,
) -> Page:
    size = {"width": width, "height": 720}
    page = chromium.new_context(viewport=size, offline=True, **options).new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: complaints.append(request.url))
    page.goto(report.as_uri())
    return page


def wait_for_figures(page: Page) -> None:
    page.wait_for_function(
        "document.querySelectorAll('figure:not(.is-live)').length === 0", timeout=60_000
    )


@pytest.mark.parametrize("width", [1280, 800])
def test_every_figure_comes_alive_without_a_complaint(
    chromium: Browser, report: Path, width: int
) -> None:
    complaints: list[str] = []
    page = open_report(chromium, report, complaints, width=width)
    wait_for_figures(page)
    assert page.locator("figure.is-live").count() == FIGURES
    page.locator("#figure-quality .live svg path[aria-roledescription=point]").first.hover()
    hint = page.locator("#vg-tooltip-element.visible")
    hint.wait_for()
    assert "95 % interval" in hint.inner_text()
    asked = [each for each in complaints if not each.startswith("data:")]
    assert asked == [report.as_uri()]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_every_figure_has_its_data_beside_it(chromium: Browser, report: Path) -> None:
    page = open_report(chromium, report, [])
    names = page.evaluate("[...document.querySelectorAll('figure')].map(f => f.dataset.chart)")
    assert len(names) == FIGURES
    for name in names:
        links = page.locator(f"#figure-{name} .links a").all()
        files = [link.get_attribute("href") for link in links]
        assert files == [f"figure-{name}.{ending}" for ending in ("svg", "pdf", "png", "csv")]
        lines = (report.parent / files[-1]).read_text().splitlines()
        assert len(lines) > 1 and "," in lines[0], name


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
    assert page.locator("figure .still").count() == FIGURES
    for still in page.locator("figure .still").all():
        assert still.is_visible() and still.bounding_box()["height"] > 50


def test_it_prints_on_a4_with_whole_still_figures(chromium: Browser, report: Path) -> None:
    page = open_report(chromium, report, [])
    wait_for_figures(page)
    page.emulate_media(media="print")
    page.set_viewport_size({"width": int(PAPER_WIDTH_PX), "height": int(PAPER_HEIGHT_PX)})
    assert not page.locator("#figure-quality .live").is_visible()
    for figure in page.locator("figure").all():
        assert figure.locator(".still").is_visible()
        # A figure is never parted, so it must fit on a page by itself.
        box = figure.bounding_box()
        assert box["height"] < PAPER_HEIGHT_PX and box["width"] <= PAPER_WIDTH_PX
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_two_fits_open_side_by_side(chromium: Browser, report: Path, tmp_path: Path) -> None:
    other = write_report(make_context(), tmp_path / "other").folder
    write_comparison(first=report.parent, second=other, out=tmp_path / "out")
    complaints: list[str] = []
    page = open_report(chromium, tmp_path / "out" / PAGE, complaints)
    wait_for_figures(page)
    assert page.locator("figure.is-live").count() == 2
    assert [each for each in complaints if not each.startswith("data:")] == [
        (tmp_path / "out" / PAGE).as_uri()
    ]


def test_long_names_stay_within_the_window(chromium: Browser, tmp_path: Path) -> None:
    context = make_context(codec_labels={"new": "n" * 120}, title="t" * 200)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("elo.report.figures.write_figures", sketch_figures)
        page = open_report(chromium, write_report(context, tmp_path / "out").page, [])
    width = page.evaluate("document.documentElement.scrollWidth")
    assert width == 1280
