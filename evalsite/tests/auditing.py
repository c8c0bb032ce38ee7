"""What a page is to somebody with a screen reader or a keyboard alone; problems as sentences."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

from playwright.sync_api import Page

# Roles that mean nothing to a listener without a name.
NAMED_ROLES = {
    "alertdialog",
    "button",
    "checkbox",
    "combobox",
    "dialog",
    "group",
    "image",
    "link",
    "progressbar",
    "radio",
    "slider",
    "textbox",
}
FOCUSED = """() => {
    const at = document.activeElement;
    if (!at || at === document.body) return null;
    const style = getComputedStyle(at);
    const seen = at.matches(":focus-visible") && style.outlineStyle !== "none"
        && parseFloat(style.outlineWidth) >= 2;
    return { name: at.outerHTML.slice(0, 80), seen };
}"""
MOST_STOPS = 40


@cache
def axe_script() -> str:
    return (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def audit(page: Page) -> list[str]:
    """Everything wrong with the page as it stands; leaves the focus where the tabs end."""
    return [*find_violations(page), *find_nameless(page), *find_hidden_focus(page)]


def find_violations(page: Page) -> list[str]:
    """What axe-core finds. The script goes in through the driver, past the site's own policy."""
    page.evaluate(axe_script())
    found = page.evaluate("axe.run(document, { resultTypes: ['violations'] })")
    return [
        f"axe {each['id']} ({each['help']}): {node['html'][:160]}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def find_nameless(page: Page) -> list[str]:
    """Controls and pictures without a name in the browser's own accessibility tree."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    session.detach()
    told = [node for node in nodes if not node.get("ignored") and "role" in node]
    # Under an open dialog the rest of the page is not there, headings included.
    assert {node["role"]["value"] for node in told} & {"heading", "button"}, "an empty tree"
    return [
        f"{node['role']['value']} without a name"
        for node in told
        if node["role"]["value"] in NAMED_ROLES and not node.get("name", {}).get("value")
    ]


def find_hidden_focus(page: Page) -> list[str]:
    """Stops of the tab key that do not show that the focus is there."""
    problems: list[str] = []
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        at = page.evaluate(FOCUSED)
        if at is None or at["name"] in {problem.removeprefix("no focus: ") for problem in problems}:
            break
        if not at["seen"]:
            problems.append(f"no focus: {at['name']}")
    return problems


def press_by_tab(page: Page, name: str) -> None:
    """Reach a button or link with the tab key alone, and press it."""
    wanted = page.get_by_role("button", name=name).or_(page.get_by_role("link", name=name)).first
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if wanted.evaluate("each => each === document.activeElement"):
            page.keyboard.press("Enter")
            return
    raise AssertionError(f"the tab key never comes to {name!r}")
