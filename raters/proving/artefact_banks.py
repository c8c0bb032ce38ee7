"""Banks for the proof: the strengths that `build_item_bank` makes, and the fewest it accepts."""

from __future__ import annotations

import numpy as np

from raters.checks.items import SPARE_ITEMS, BankEntry

# By photograph, as built from our own photographs with the default codecs.
BUILT: dict[str, str] = {
    "brick": "0.057 0.072 0.134 0.203 0.237 0.298 0.35 0.386 "
    "0.45 0.519 0.57 0.636 0.645 0.72 0.81 0.826 0.865 0.92",
    "camera": "0.082 0.118 0.179 0.26 0.277 0.345 0.402 0.429 "
    "0.494 0.56 0.602 0.663 0.738 0.768 0.84 0.871 0.921 1",
    "grass": "0.109 0.171 0.187 0.249 0.313 0.342 0.419 0.462 "
    "0.52 0.584 0.636 0.675 0.718 0.81 0.84 0.879 0.953 1",
    "gravel": "0.071 0.141 0.169 0.222 0.284 0.322 0.398 0.436 "
    "0.486 0.565 0.622 0.639 0.714 0.8 0.835 0.871 0.889 0.96",
    "ihc": "0.061 0.096 0.164 0.236 0.255 0.318 0.38 0.422 0.482 "
    "0.543 0.581 0.644 0.717 0.731 0.813 0.882 0.888 0.956",
    "rocket": "0.132 0.133 0.191 0.203 0.266 0.35 0.382 0.441 "
    "0.499 0.53 0.6 0.648 0.696 0.762 0.808 0.841 0.902 0.956",
}
PRACTISED = ("camera", "grass")  # their plainest items are for practice
LEAST_ITEMS = 28 + SPARE_ITEMS


def built_bank() -> list[BankEntry]:
    pairs = [(source, float(each)) for source, listed in BUILT.items() for each in listed.split()]
    plainest = {max(pair for pair in pairs if pair[0] == source) for source in PRACTISED}
    return [
        make_entry(number, source, strength, practice=(source, strength) in plainest)
        for number, (source, strength) in enumerate(pairs)
    ]


def sparse_bank() -> list[BankEntry]:
    """As few items, of as few photographs, as a bank may have."""
    strengths = np.linspace(0.06, 1, LEAST_ITEMS).tolist()
    return [
        *(make_entry(n, f"photo {n % 3}", strength) for n, strength in enumerate(strengths)),
        *(make_entry(n, f"photo {n % 3}", 1.0, practice=True) for n in (100, 101)),
    ]


def make_entry(number: int, source: str, strength: float, *, practice: bool = False) -> BankEntry:
    name = str(number)
    return BankEntry(
        code=name,
        source=source,
        strength=strength,
        practice=practice,
        reference_code=source,
        original_code=f"original {name}",
        coded_code=f"coded {name}",
        size_px=(400, 400),
    )


BANKS = {"built": built_bank(), "sparse": sparse_bank()}
