"""Blinded files: what raters load is written here, under random codes, by one writer."""

from __future__ import annotations

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType

import numpy as np
from django.conf import settings

from evalsite.studies.models import Condition, Crop, Showing, Source, Stimulus
from evalsite.studies.stimuli.cropping import Window, choose_windows
from imgcodecs.blind import level_files, publish_png, shown_path
from imgcodecs.harness import code_image
from imgcodecs.metrics import ssimulacra2
from imgcodecs.registry import load_codec
from imgcodecs.types import Image

# A trap must be seen by anybody who looks: SSIMULACRA2 calls 30 "low quality"; at or below 10 the
# blocking of a JPEG is plain at a glance. The first of these qualities to get there is taken.
TRAP_QUALITIES = (20, 14, 10, 7, 5, 3, 2, 1)
TRAP_SSIMULACRA2 = 10.0


class Publisher:
    """Writes blinded files, and takes them all back if the import fails."""

    def __init__(self) -> None:
        self.folder = Path(settings.SHOWN_ROOT)
        self.written: list[Path] = []

    def __enter__(self) -> Publisher:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        if kind is not None:
            for path in self.written:
                path.unlink(missing_ok=True)

    def publish(self, image: Image) -> uuid.UUID:
        code = publish_png(np.ascontiguousarray(image), self.folder)
        self.written.append(shown_path(self.folder, code))
        return code

    def show_whole(self, stimulus: Stimulus, crops: Sequence[Crop], image: Image) -> list[Showing]:
        """Cut a decoded image into the crops of its source and publish each."""
        return self.show_cut(stimulus, crops, [cut(image, crop) for crop in crops])

    def show_cut(
        self, stimulus: Stimulus, crops: Sequence[Crop], images: Sequence[Image]
    ) -> list[Showing]:
        return [
            Showing(stimulus=stimulus, crop=crop, file_code=self.publish(image))
            for crop, image in zip(crops, images, strict=True)
        ]

    def level(self, batch: Batch) -> None:
        """Give all files of a crop one length, or the trap's original could be told by it.

        Files of an earlier import may grow; nobody has loaded them, for the study is a draft.
        """
        for crop in batch.crops:
            earlier = crop.showings.values_list("file_code", flat=True) if crop.pk else ()
            own = [showing.file_code for showing in batch.showings if showing.crop is crop]
            codes = [crop.file_code, *earlier, *own]
            level_files([shown_path(self.folder, code) for code in codes])


@dataclass(slots=True)
class Batch:
    """What one source gains by an import: its files are written, its rows not stored yet."""

    source: Source
    crops: list[Crop]  # in the database already where the source is
    controls: dict[Condition.Role, Stimulus] = field(default_factory=dict)  # of a new source
    stimuli: list[Stimulus] = field(default_factory=list)  # their conditions are yet to be matched
    showings: list[Showing] = field(default_factory=list)

    @classmethod
    def of(cls, source: Source) -> Batch:
        """For a source that is stored."""
        return cls(source, list(source.crops.all()))

    def add(self, stimulus: Stimulus, showings: Iterable[Showing]) -> None:
        self.stimuli.append(stimulus)
        self.showings += showings

    def add_control(
        self, role: Condition.Role, stimulus: Stimulus, showings: Iterable[Showing]
    ) -> None:
        self.controls[role] = stimulus
        self.showings += showings


def make_batch(source: Source, reference: Image, publisher: Publisher) -> Batch:
    """For a new source: its windows, and the two controls that every source has."""
    batch = Batch(source, make_crops(source, reference, publisher))
    add_original(batch, reference, publisher)
    add_trap(batch, reference, publisher)
    return batch


def cut(image: Image, crop: Crop) -> Image:
    window = Window(crop.x_px, crop.y_px, crop.width_px, crop.height_px)
    return image[window.rows, window.columns]


def make_crops(source: Source, reference: Image, publisher: Publisher) -> list[Crop]:
    study = source.study
    windows = choose_windows(
        width_px=source.width_px,
        height_px=source.height_px,
        crop_width_px=study.crop_width_px,
        crop_height_px=study.crop_height_px,
        count=study.crops_per_source,
        seed=study.seed,
    )
    return [
        Crop(
            source=source,
            index=index,
            file_code=publisher.publish(reference[window.rows, window.columns]),
            x_px=window.x_px,
            y_px=window.y_px,
            width_px=window.width_px,
            height_px=window.height_px,
        )
        for index, window in enumerate(windows)
    ]


def add_original(batch: Batch, reference: Image, publisher: Publisher) -> None:
    """The untouched original as a candidate: the right answer of every trap."""
    stimulus = Stimulus(source=batch.source)
    showings = publisher.show_whole(stimulus, batch.crops, reference)
    batch.add_control(Condition.Role.ORIGINAL, stimulus, showings)


def add_trap(batch: Batch, reference: Image, publisher: Publisher) -> None:
    """The strongly coded copy, calibrated to be visible in every crop that raters see."""
    crops = [cut(reference, crop) for crop in batch.crops]
    jpeg = load_codec("jpeg")
    for quality in TRAP_QUALITIES:
        decoded = [code_image(jpeg, crop, quality).decoded for crop in crops]
        scores = [ssimulacra2(*pair) for pair in zip(crops, decoded, strict=True)]
        if max(scores) <= TRAP_SSIMULACRA2:
            break
    metrics = {"ssimulacra2": max(scores), "jpeg_quality": quality}
    stimulus = Stimulus(source=batch.source, metrics=metrics)
    showings = publisher.show_cut(stimulus, batch.crops, decoded)
    batch.add_control(Condition.Role.TRAP, stimulus, showings)
