"""The least HTTP/1.1 that a kept-alive connection needs, so that the load costs little."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field

# What Chromium sends with every request of this kind: the server parses it all.
AGENT = (
    "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
    "Chrome/131.0.0.0 Safari/537.36\r\n"
    'sec-ch-ua: "Chromium";v="131", "Not_A Brand";v="24"\r\n'
    'sec-ch-ua-mobile: ?0\r\nsec-ch-ua-platform: "Linux"\r\n'
    "Accept-Encoding: gzip, deflate, br, zstd\r\nAccept-Language: en-GB,en;q=0.9\r\n"
    "Sec-Fetch-Site: same-origin\r\nSec-Fetch-Mode: cors\r\nSec-Fetch-Dest: empty\r\n"
    "Connection: keep-alive\r\n"
)


class Broken(Exception):
    """No answer came: the connection was refused, or ended before it."""


@dataclass(slots=True)
class Reply:
    status: int
    head: bytes
    body: bytes
    first_byte_s: float  # loop time at which the head had arrived

    def header(self, name: bytes) -> bytes:
        """The first header of that name, given in small letters; empty where there is none."""
        at = self.head.lower().find(b"\r\n" + name + b":")
        if at < 0:
            return b""
        begin = at + len(name) + 3
        end = self.head.find(b"\r\n", begin)
        return self.head[begin : len(self.head) if end < 0 else end].strip()


class Wire(asyncio.Protocol):
    """One connection, one request at a time."""

    def __init__(self) -> None:
        self.transport: asyncio.Transport | None = None
        self.data = bytearray()
        self.reply: Reply | None = None
        self.missing = 0
        self.waiter: asyncio.Future[Reply] | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.data += data
        if self.reply is None:
            end = self.data.find(b"\r\n\r\n")
            if end < 0:
                return
            head = bytes(self.data[:end])
            now_s = asyncio.get_running_loop().time()
            self.reply = Reply(int(head[9:12]), head, b"", now_s)
            self.missing = end + 4 + int(self.reply.header(b"content-length") or 0)
        if len(self.data) >= self.missing and self.waiter is not None:
            self.finish()

    def finish(self) -> None:
        assert self.reply and self.waiter and self.transport
        reply, waiter = self.reply, self.waiter
        reply.body = bytes(self.data[len(reply.head) + 4 :])
        self.reply, self.waiter = None, None
        self.data.clear()
        if reply.header(b"connection").lower() == b"close":
            self.transport.close()
        if not waiter.done():
            waiter.set_result(reply)

    def connection_lost(self, problem: Exception | None) -> None:
        self.transport = None
        if self.waiter is not None and not self.waiter.done():
            self.waiter.set_exception(Broken(str(problem or "closed before an answer")))

    async def ask(self, request: bytes) -> Reply:
        if self.transport is None or self.transport.is_closing():
            raise Broken("closed")
        self.waiter = asyncio.get_running_loop().create_future()
        self.transport.write(request)
        return await self.waiter


@dataclass(slots=True)
class Browser:
    """Cookies and one connection, opened again whenever the server has closed it."""

    host: str
    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    wire: Wire | None = None
    connects: int = 0

    async def get(self, path: str) -> Reply:
        return await self.send(f"GET {path} HTTP/1.1\r\n", b"")

    async def post(self, path: str, body: bytes, extra: str) -> Reply:
        address = f"http://{self.host}:{self.port}"
        lines = (
            f"Origin: {address}\r\nReferer: {address}/\r\n{extra}Content-Length: {len(body)}\r\n"
        )
        return await self.send(f"POST {path} HTTP/1.1\r\n{lines}", body)

    async def send(self, lines: str, body: bytes) -> Reply:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        head = f"{lines}Host: {self.host}:{self.port}\r\n{AGENT}Cookie: {cookies}\r\n\r\n"
        reply = await (await self.connected()).ask(head.encode() + body)
        self.keep_cookies(reply)
        return reply

    async def connected(self) -> Wire:
        if self.wire is None or self.wire.transport is None or self.wire.transport.is_closing():
            self.connects += 1
            try:
                loop = asyncio.get_running_loop()
                _, self.wire = await loop.create_connection(Wire, self.host, self.port)
            except OSError as refused:
                raise Broken(str(refused)) from None
        return self.wire

    def keep_cookies(self, reply: Reply) -> None:
        if not reply.header(b"set-cookie"):
            return
        for line in reply.head.split(b"\r\n"):
            name, _, value = line.partition(b":")
            if name.lower() == b"set-cookie":
                cookie = value.split(b";")[0].strip().decode()
                self.cookies[cookie.partition("=")[0]] = cookie.partition("=")[2]

    def close(self) -> None:
        if self.wire is not None and self.wire.transport is not None:
            self.wire.transport.close()
