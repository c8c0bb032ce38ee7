"""What can go wrong with codecs, images and manifests; one class for each."""

from __future__ import annotations

from collections.abc import Sequence


class CodecError(Exception):
    """An encoder or decoder failed, or is not installed.

    Parameters
    ----------
    codec : str
        Name of the codec, as in the registry.
    message : str
        What happened, ending with the program's own last lines where there are any.
    missing : bool
        True when the codec cannot run on this machine at all.
    """

    def __init__(self, codec: str, message: str, missing: bool = False) -> None:
        super().__init__(f"{codec}: {message}")
        self.codec = codec
        self.message = message
        self.missing = missing


class ImageError(Exception):
    """An image file cannot be used; the message names the file and the reason."""


class ManifestError(Exception):
    """A manifest has problems, each of them named with file and line.

    Parameters
    ----------
    problems : sequence of str
        For instance ``"manifest.csv:7: bpp must be a number above 0, got 'fast'"``.
    """

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)
