"""What the screen really draws, in device pixels."""

from __future__ import annotations

import base64
import io

import numpy as np
from PIL import Image
from playwright.sync_api import Page


def grab(page: Page, selector: str) -> np.ndarray:
    """What is drawn in an element's box."""
    return grab_all(page, selector)[0]


def grab_all(page: Page, *selectors: str) -> list[np.ndarray]:
    """What is drawn in each element's box, at one and the same moment."""
    boxes = [find_box(page, selector) for selector in selectors]
    shot = grab_window(page)
    assert all(top >= 0 and bottom <= shot.shape[0] for top, bottom, *_ in boxes), "not in sight"
    return [shot[top:bottom, left:right] for top, bottom, left, right in boxes]


def find_box(page: Page, selector: str) -> list[int]:
    """Top, bottom, left and right in device pixels, all of them whole."""
    box = page.evaluate(
        """(selector) => {
            const box = document.querySelector(selector).getBoundingClientRect();
            return [box.top, box.bottom, box.left, box.right].map((at) => at * devicePixelRatio);
        }""",
        selector,
    )
    assert all(abs(at - round(at)) < 0.1 for at in box), f"{box} is not on whole device pixels"
    return [round(at) for at in box]


def grab_window(page: Page) -> np.ndarray:
    shot = read_png(page.screenshot(animations="disabled"))
    if shot.shape[0] >= page.evaluate("Math.floor(innerHeight * devicePixelRatio)"):
        return shot
    # Playwright's own picture is cut off where the page is really zoomed; the browser's is not.
    session = page.context.new_cdp_session(page)
    taken = session.send("Page.captureScreenshot", {"format": "png"})
    return read_png(base64.b64decode(taken["data"]))


def read_png(data: bytes) -> np.ndarray:
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"))
