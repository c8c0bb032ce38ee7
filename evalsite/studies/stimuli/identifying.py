"""Which codec a row is of: one name in a study is one version at one group of settings.

Codecs are compared, fitted and coloured by name, so that two of one name would be mixed in silence.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from evalsite.studies.models import Stimulus, Study
from imgcodecs.manifest import ManifestRow
from imgcodecs.registry import find_label
from imgcodecs.types import Codec, format_parameters


@dataclass(frozen=True, slots=True)
class Identity:
    """What a codec is besides its name; empty where it is not stated."""

    version: str
    settings: str  # parameters besides quality, "preset=slow"

    def __str__(self) -> str:
        version = f"version {self.version!r}" if self.version else "no stated version"
        settings = f"parameters {self.settings!r}" if self.settings else "no stated parameters"
        return f"{version} and {settings}"


def read_settings(parameters: str) -> str:
    """Parameters without the quality, which differs from rate to rate."""
    return " ".join(word for word in parameters.split() if not word.startswith("quality="))


def identify(row: ManifestRow) -> Identity:
    return Identity(version=row.version, settings=read_settings(row.parameters))


def identify_codec(codec: Codec) -> Identity:
    """As the rows will say it that this codec is going to make."""
    parameters = format_parameters(options=codec.options, quality=0)
    return Identity(version=codec.version, settings=read_settings(parameters))


def find_identities(study: Study) -> dict[str, Identity]:
    """Every codec of the study by name; one that older imports mixed shows one of its settings."""
    rated = Stimulus.objects.filter(source__study=study, condition__codec__isnull=False)
    stated = rated.values_list("condition__codec__name", "condition__codec__version", "parameters")
    return {
        name: Identity(version=version, settings=read_settings(parameters))
        for name, version, parameters in stated.order_by("pk").iterator()
    }


def mixed_codecs(study: Study, rows: Sequence[ManifestRow]) -> Iterator[str]:
    """A sentence for each codec that would stand for two in the study."""
    yield from clash_with(find_identities(study), f"in study {study.slug!r}", rows)


def clash_with(
    known: dict[str, Identity], place: str, rows: Iterable[ManifestRow]
) -> Iterator[str]:
    seen = {name: (identity, place) for name, identity in known.items()}
    told: set[str] = set()
    for row in rows:
        first, where = seen.setdefault(row.codec, (identify(row), f"at {row.where}"))
        if identify(row) != first and row.codec not in told:
            told.add(row.codec)
            yield (
                f"{row.where}: codec {row.codec!r} has {identify(row)} here, but {first} {where}; "
                "under one name they would be fitted together. If they are two codecs, rename "
                f"one in the manifest, e.g. '{row.codec}-apple' after who made it; if they are "
                "one, state the same version and parameters (only quality=… may differ)"
            )


def label_codec(row: ManifestRow) -> str:
    """Name on reports. The registry's names a program: only a stated version tells it was that."""
    return find_label(row.codec) if row.version else row.codec.upper()
