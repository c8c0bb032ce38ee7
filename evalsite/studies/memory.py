"""What a process remembers from one request or task to the next."""

from __future__ import annotations

from collections.abc import Hashable
from threading import Lock
from typing import Generic, TypeVar

T = TypeVar("T")


class Memory(Generic[T]):
    """The things asked for last. Threads share it: nothing in it is changed, only replaced."""

    def __init__(self, most: int) -> None:
        self.most = most
        self.things: dict[Hashable, T] = {}
        self.lock = Lock()

    def recall(self, name: Hashable) -> T | None:
        return self.things.get(name)

    def remember(self, name: Hashable, thing: T) -> None:
        with self.lock:
            self.things.pop(name, None)
            self.things[name] = thing
            while len(self.things) > self.most:
                del self.things[next(iter(self.things))]  # the one asked for longest ago
