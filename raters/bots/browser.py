"""A browser without a window: keeps cookies, follows redirects, reads forms. No script runs."""

from __future__ import annotations

import http.cookiejar
import json
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

PATIENCE_S = 60.0


class Unexpected(Exception):
    """The site answered something a browser could not go on with; one line."""


class Reader(HTMLParser):
    """Collects what a script would: data attributes by element, hidden fields, pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: dict[str, dict[str, str]] = {}  # id -> attributes
        self.hidden: dict[str, str] = {}  # the fields a form sends along

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = {name: value or "" for name, value in attrs}
        if "id" in attributes:
            self.elements[attributes["id"]] = attributes
        if tag == "input" and attributes.get("type") == "hidden" and "name" in attributes:
            self.hidden[attributes["name"]] = attributes.get("value", "")


@dataclass(frozen=True, slots=True)
class Page:
    """What came back."""

    path: str  # after all redirects
    status: int
    body: bytes

    def read(self) -> Reader:
        reader = Reader()
        reader.feed(self.body.decode())
        return reader

    def json(self) -> dict[str, Any]:
        return dict(json.loads(self.body))


@dataclass(slots=True)
class Browser:
    """One person's browser, at one site."""

    address: str  # "http://127.0.0.1:8000"
    opener: urllib.request.OpenerDirector = field(init=False)

    def __post_init__(self) -> None:
        cookies = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        # A proxy of the machine's is not for the site under rehearsal.
        self.opener = urllib.request.build_opener(urllib.request.ProxyHandler({}), cookies)

    def get(self, path: str) -> Page:
        return self._open(urllib.request.Request(self._absolute(path)))

    def post(self, path: str, fields: Mapping[str, object]) -> Page:
        body = urllib.parse.urlencode(fields).encode()
        return self._open(urllib.request.Request(self._absolute(path), data=body))

    def picture(self, path: str) -> bytes:
        page = self.get(path)
        if page.status != 200:
            raise Unexpected(f"{path}: the picture came with status {page.status}")
        return page.body

    def _absolute(self, path: str) -> str:
        return urllib.parse.urljoin(self.address, path)

    def _open(self, request: urllib.request.Request) -> Page:
        try:
            with self.opener.open(request, timeout=PATIENCE_S) as answer:
                return Page(urllib.parse.urlsplit(answer.url).path, answer.status, answer.read())
        except urllib.error.HTTPError as refusal:
            with refusal:
                return Page(urllib.parse.urlsplit(refusal.url).path, refusal.code, refusal.read())
        except OSError as error:
            raise Unexpected(
                f"{self.address} does not answer: {error}. --address says where it is"
            ) from None
