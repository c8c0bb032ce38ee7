"""Which codecs a researcher can choose, and the two ways to run one: for a study, or for a look."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from imgcodecs.errors import CodecError
from imgcodecs.registry import describe_codecs, load_codec
from imgcodecs.types import Option

# Values of a codec's speed setting that are quick, by the setting's name; the first one it takes.
QUICK: dict[str, tuple[Option, ...]] = {
    "preset": ("ultrafast", "superfast", "veryfast", "faster"),
    "cpu_used": (8,),
    "speed": (10, 9, 8, 6),
    "effort": (3,),
    "method": (1,),
}


@dataclass(frozen=True, slots=True)
class CodecChoice:
    """A codec on the page; a reason says why it cannot be chosen."""

    name: str
    label: str
    version: str
    reason: str
    study: str  # settings of a study, "preset=slow"
    quick: str  # settings of a quick look; empty where it has no speed to choose


@functools.cache
def list_choices() -> tuple[CodecChoice, ...]:
    """Every codec. Asking some for their version runs a program: a process asks once."""
    return tuple(
        CodecChoice(
            name=row.name,
            label=row.label,
            version=row.version,
            reason=row.reason,
            study=write_settings(read_options(row.name)) if row.runnable else "",
            quick=write_settings(find_quick(row.name)) if row.runnable else "",
        )
        for row in describe_codecs()
    )


def read_options(name: str) -> dict[str, Option]:
    return dict(load_codec(name).options)


def find_quick(name: str) -> dict[str, Option]:
    options = read_options(name)
    found = {option: first_accepted(name, option) for option in QUICK if option in options}
    return {option: value for option, value in found.items() if value is not None}


def first_accepted(name: str, option: str) -> Option | None:
    for value in QUICK[option]:
        try:
            load_codec(name, **{option: value})
        except (ValueError, TypeError, CodecError):
            continue
        return value
    return None


def write_settings(options: dict[str, Option]) -> str:
    return ",".join(f"{option}={value}" for option, value in options.items())
