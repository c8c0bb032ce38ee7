"""Which workers may take part: those that would make the very same files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from distributed import Client

from imgcodecs.errors import CodecError
from imgcodecs.fingerprint import find_fingerprint
from imgcodecs.types import Codec


@dataclass(frozen=True, slots=True)
class Equipment:
    """What a process would encode with."""

    fingerprint: str  # of imgcodecs itself
    versions: Mapping[str, str]  # codec -> version, or what is missing


def describe_equipment(codecs: Sequence[Codec]) -> Equipment:
    """Describe this process."""
    return Equipment(find_fingerprint(), {codec.name: _find_version(codec) for codec in codecs})


def find_unfit(client: Client, addresses: Sequence[str], codecs: Sequence[Codec]) -> dict[str, str]:
    """For each worker that cannot take part, the reason.

    Parameters
    ----------
    client : distributed.Client
        Connected.
    addresses : sequence of str
        Workers to look at.
    codecs : sequence of Codec
        Those of the run.
    """
    here = describe_equipment(codecs)
    threads = client.scheduler_info(n_workers=-1)["workers"]
    there = client.run(describe_equipment, codecs, workers=list(addresses), on_error="return")
    reasons = {
        address: _find_difference(here, equipment, threads.get(address, {}).get("nthreads", 1))
        for address, equipment in there.items()
    }
    return {address: reason for address, reason in reasons.items() if reason}


def _find_difference(here: Equipment, there: Equipment | Exception, threads: int) -> str:
    if isinstance(there, Exception):
        return f"imgcodecs does not run there: {type(there).__name__}: {there}"
    if threads != 1:
        return f"it has {threads} threads; start it with --nthreads 1, or its times mean nothing"
    if there.fingerprint != here.fingerprint:
        return f"its imgcodecs is {there.fingerprint}, the one here {here.fingerprint}"
    for name, version in here.versions.items():
        if there.versions[name] != version:
            return f"its {name} is {there.versions[name]!r}, the one here {version!r}"
    return ""


def _find_version(codec: Codec) -> str:
    try:
        return codec.version
    except CodecError as error:
        return f"missing: {error.message}"
