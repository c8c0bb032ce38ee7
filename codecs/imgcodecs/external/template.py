"""What a template says: a codec whose encoder and decoder are programs, described by data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from imgcodecs.types import Option, QualityRange

Kind = Literal["program", "file", "folder"]
KINDS: tuple[str, ...] = get_args(Kind)

# What the runner fills in by itself; nothing else may be called so.
FILLED = ("input", "output", "bitstream", "quality", "level", "width", "height", "depth")


@dataclass(frozen=True, slots=True)
class Setting:
    """A program, file or folder of the researcher's machine, named by an environment variable."""

    variable: str  # "IMGCODECS_VTM_ENCODER"
    kind: Kind
    default: str = ""  # name of a program on the PATH, or path of a file or folder
    beside: str = ""  # setting in whose folder ``default`` starts; else only whole paths count


@dataclass(frozen=True, slots=True)
class OptionRule:
    """A setting besides quality, and the values it takes."""

    default: Option
    choices: tuple[Option, ...] = ()  # empty: every value from lowest to highest
    lowest: float = 0.0
    highest: float = 0.0

    def allows(self, value: Option) -> bool:
        """Tell whether a value, already of the default's type, can be given."""
        if self.choices:
            return value in self.choices
        return not isinstance(value, str) and self.lowest <= value <= self.highest

    def describe(self) -> str:
        """Name the values, for messages."""
        if self.choices:
            return f"one of {', '.join(map(str, self.choices))}"
        return f"from {self.lowest:g} to {self.highest:g}"


@dataclass(frozen=True, slots=True)
class Padding:
    """Sides the program can code: at least so many pixels, and a multiple of so many."""

    multiple: int = 1
    least: int = 1  # pixels

    def pad(self, side: int) -> int:
        """Length a side is brought up to."""
        return -(-max(side, self.least) // self.multiple) * self.multiple


@dataclass(frozen=True, slots=True)
class VersionRule:
    """Where the version comes from: a text, or a command that prints it."""

    text: str = ""
    argv: tuple[str, ...] = ()
    pattern: str = ""  # its first group is the version
    variable: str = ""  # environment variable that says it where the command cannot


@dataclass(frozen=True, slots=True)
class Step:
    """One program to run."""

    argv: tuple[str, ...]
    folder: str = ""  # where it runs; empty: the temporary folder


@dataclass(frozen=True, slots=True)
class Template:
    """An external codec. Texts may hold placeholders: settings, options and ``FILLED``."""

    name: str
    label: str
    origin: str  # address of the program's documentation
    licence: str
    missing: str = ""  # why there is no program at all; the fields below are then unused
    suffix: str = ""  # of the bitstream, without the dot
    quality: QualityRange = QualityRange(0, 0, 1, True)
    levels: tuple[str, ...] = ()  # names of the qualities, where the program wants names
    input: str = "png"  # picture formats, see ``formats``
    output: str = "png"
    full_range: bool = True  # of YUV
    padding: Padding = Padding()
    limit_s: float = 3600.0  # of one program
    settings: Mapping[str, Setting] = field(default_factory=dict)
    options: Mapping[str, OptionRule] = field(default_factory=dict)
    version: VersionRule = VersionRule()
    encode: tuple[Step, ...] = ()
    decode: tuple[Step, ...] = ()  # empty where the encoder decodes too, in the same run
    environment: Mapping[str, str] = field(default_factory=dict)  # for the programs
    files: Mapping[str, str] = field(default_factory=dict)  # name -> text, made before encoding
    input_path: str = ""  # plain names in the temporary folder, where a program insists on them
    output_path: str = ""
    bitstream_path: str = ""

    @property
    def joint(self) -> bool:
        """Whether one run of the program gives both the bitstream and the decoded picture."""
        return not self.decode
