"""Results, one JSON line each, so that a run may be cut at any moment and go on later."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from pathlib import Path
from typing import Any

TELL_EVERY = 50  # results
Record = dict[str, Any]
Task = tuple[Any, ...]


def read_records(path: Path) -> list[Record]:
    """Every whole line; one cut short by a kill is left out, and its task is done again."""
    if not path.exists():
        return []
    lines = path.read_text(encoding="utf-8").split("\n")
    return [json.loads(line) for line in lines[:-1] if line]


def mend(path: Path) -> None:
    """Take a last line without its end away, or the next one would be written into it."""
    if path.exists():
        whole, _, _ = path.read_text(encoding="utf-8").rpartition("\n")
        path.write_text(whole + "\n" if whole else "", encoding="utf-8")


def carry_out(
    work: Callable[..., Record], tasks: Iterable[Task], *, out: Path, workers: int
) -> int:
    """Do every task, in processes of their own, and keep each result at once; say how many."""
    out.parent.mkdir(parents=True, exist_ok=True)
    mend(out)
    done = 0
    with ProcessPoolExecutor(workers, mp_context=get_context("spawn")) as pool:
        running = {pool.submit(work, *task): task for task in tasks}
        with out.open("a", encoding="utf-8") as file:
            for each in as_completed(running):
                file.write(json.dumps(each.result()) + "\n")
                file.flush()
                done += 1
                if not done % TELL_EVERY:
                    print(f"{done} of {len(running)} done", flush=True)
    return done
