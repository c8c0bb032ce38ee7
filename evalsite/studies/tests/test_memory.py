from __future__ import annotations

from evalsite.studies.memory import Memory


def test_the_things_asked_for_last_are_remembered() -> None:
    memory: Memory[int] = Memory(3)
    for name in "abc":
        memory.remember(name, ord(name))
    memory.remember("a", 1)
    memory.remember("d", 4)
    assert [memory.recall(name) for name in "abcd"] == [1, None, ord("c"), 4]
