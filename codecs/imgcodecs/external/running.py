"""Runs a template's programs in a temporary folder of their own."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from imgcodecs.errors import CodecError
from imgcodecs.external.placeholders import fill
from imgcodecs.external.template import Step, Template
from imgcodecs.programs import run_in_folder


@dataclass(frozen=True, slots=True)
class Workshop:
    """A temporary folder and what the placeholders stand for in it."""

    template: Template
    folder: Path
    values: Mapping[str, str]  # settings, options, quality, size
    names: Mapping[str, str]  # "input", "output", "bitstream" -> name in the folder

    def path(self, file: str) -> Path:
        """Path of one of the three files, its folder made."""
        path = self.folder / self.names[file]
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def write_files(self) -> None:
        """Write the template's own files."""
        for name, text in self.template.files.items():
            path = self.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(fill(text, {**self.values, **self.names}))

    def run(self, steps: Sequence[Step]) -> None:
        """Run programs one after the other; CodecError for the first that fails."""
        for step in steps:
            values = {**self.values, **self._address(step)}
            run_in_folder(
                codec=self.template.name,
                argv=[fill(word, values) for word in step.argv],
                folder=Path(fill(step.folder, values)) if step.folder else self.folder,
                limit_s=self.template.limit_s,
                environment={
                    name: fill(text, values) for name, text in self.template.environment.items()
                },
            )

    def collect(self, file: str, *, steps: Sequence[Step]) -> Path:
        """Path of a file that the programs made; CodecError where they did not."""
        found = sorted(self.folder.glob(self.names[file]))
        if len(found) == 1 and found[0].is_file() and found[0].stat().st_size:
            return found[0]
        program = os.path.basename(fill(steps[-1].argv[0], self.values))
        wrote = {0: "no", 1: "an empty"}.get(len(found), f"{len(found)} files that fit")
        raise CodecError(self.template.name, f"{program} wrote {wrote} {self.names[file]}")

    def _address(self, step: Step) -> dict[str, str]:
        # A program that runs elsewhere is given whole paths; one that runs here is not, so that
        # no random name of a folder can get into a bitstream.
        folder = f"{self.folder}/" if step.folder else ""
        return {file: folder + name for file, name in self.names.items()}


@contextmanager
def open_workshop(
    template: Template, *, values: Mapping[str, str], suffixes: Mapping[str, str]
) -> Iterator[Workshop]:
    """Make the folder; it is gone at the end, with all that is in it."""
    given = {
        "input": template.input_path,
        "output": template.output_path,
        "bitstream": template.bitstream_path,
    }
    names = {
        file: fill(path, values) if path else f"{file}.{suffixes[file]}"
        for file, path in given.items()
    }
    with tempfile.TemporaryDirectory(prefix="imgcodecs-") as folder:
        yield Workshop(template, Path(folder), values, names)
