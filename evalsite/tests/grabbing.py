"""What the screen really draws, in device pixels."""

from __future__ import annotations

import base64
import io

import numpy as np
from PIL import Image
from playwright.sync_api import Page


def grab(page: Page, selector: str) -> np.ndarray:
    """What is drawn in an element's box, in device pixels."""
    # Playwright's own picture is cut off where the page is zoomed; the browser's is not.
    session = page.context.new_cdp_session(page)
    png = base64.b64decode(session.send("Page.captureScreenshot", {"format": "png"})["data"])
    shot = np.asarray(Image.open(io.BytesIO(png)).convert("RGB"))
    box = page.evaluate(
        """(selector) => {
            const box = document.querySelector(selector).getBoundingClientRect();
            return [box.top, box.bottom, box.left, box.right].map((at) => at * devicePixelRatio);
        }""",
        selector,
    )
    assert all(abs(at - round(at)) < 0.1 for at in box), f"{box} is not on whole device pixels"
    top, bottom, left, right = (round(at) for at in box)
    assert top >= 0 and bottom <= shot.shape[0], f"{box} is not in sight"
    return shot[top:bottom, left:right]
