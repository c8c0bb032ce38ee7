"""Everything the server sent to a browser, to be searched for what must not be told."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from contextlib import closing
from typing import Any

from evalsite.testing import mask_random
from imgcodecs.blind import chunk_names

AGREED_CHUNKS = {"IHDR", "sRGB", "IDAT", "IEND"}


class Received:
    """Addresses, headers and bodies; random codes masked."""

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self.application = application
        self.texts: list[str] = []
        self.images: list[bytes] = []

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
        heads: list[Any] = []

        def start(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
            heads.append((status, headers))
            return start_response(status, headers, *rest)

        # Closed here, as a server closes it: what is left open closes whenever it is swept up, and
        # with it the database of the thread that it happens in, in the middle of a transaction.
        with closing(self.application(environ, start)) as sent:
            body = b"".join(sent)
        self.keep(environ["PATH_INFO"], heads[0], body)
        return [body]

    def keep(self, path: str, head: tuple[str, list[tuple[str, str]]], body: bytes) -> None:
        self.texts += [mask_random(path), mask_random(json.dumps(head))]
        if dict(head[1]).get("Content-Type") == "image/png":
            self.images.append(body)
        else:
            self.texts.append(mask_random(body.decode()))

    def find(self, word: str) -> list[str]:
        alone = re.compile(rf"(?<![a-z0-9.]){re.escape(word)}(?![a-z0-9])")
        return [text[:200] for text in self.texts if alone.search(text)]


def expect_nothing_told(received: Received, forbidden: set[str], *, least_images: int) -> None:
    for word in sorted(forbidden):
        assert not received.find(word.lower()), word
    assert len(received.images) > least_images
    for image in received.images:
        assert set(chunk_names(image)) == AGREED_CHUNKS
