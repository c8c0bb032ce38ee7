"""Blinded files: what raters load is written here, under random codes, by one writer."""

from __future__ import annotations

import uuid
from pathlib import Path
from types import TracebackType

import numpy as np
from django.conf import settings

from evalsite.studies.cropping import Window, choose_windows
from evalsite.studies.models import Condition, Crop, Showing, Source, Stimulus, Study
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

    def show(self, stimulus: Stimulus, crop: Crop, image: Image) -> None:
        """Publish what raters see of a stimulus in one crop."""
        Showing.objects.create(stimulus=stimulus, crop=crop, file_code=self.publish(image))

    def show_whole(self, stimulus: Stimulus, image: Image) -> None:
        """Cut a decoded image into the crops of its source and publish each."""
        for crop in stimulus.source.crops.all():
            self.show(stimulus, crop, cut(image, crop))

    def level(self, source: Source) -> None:
        """Give all files of a crop one length, or the trap's original could be told by it.

        Files of an earlier import may grow; nobody has loaded them, for the study is a draft.
        """
        for crop in source.crops.all():
            codes = [crop.file_code, *crop.showings.values_list("file_code", flat=True)]
            level_files([shown_path(self.folder, code) for code in codes])


def cut(image: Image, crop: Crop) -> Image:
    window = Window(crop.x_px, crop.y_px, crop.width_px, crop.height_px)
    return image[window.rows, window.columns]


def add_crops(study: Study, source: Source, reference: Image, publisher: Publisher) -> None:
    windows = choose_windows(
        width_px=source.width_px,
        height_px=source.height_px,
        crop_width_px=study.crop_width_px,
        crop_height_px=study.crop_height_px,
        count=study.crops_per_source,
        seed=study.seed,
    )
    for index, window in enumerate(windows):
        Crop.objects.create(
            source=source,
            index=index,
            file_code=publisher.publish(reference[window.rows, window.columns]),
            x_px=window.x_px,
            y_px=window.y_px,
            width_px=window.width_px,
            height_px=window.height_px,
        )


def add_original(source: Source, reference: Image, publisher: Publisher) -> None:
    """The untouched original as a candidate: the right answer of every trap."""
    publisher.show_whole(add_control(source, Condition.Role.ORIGINAL), reference)


def add_trap(source: Source, reference: Image, publisher: Publisher) -> None:
    """The strongly coded copy, calibrated to be visible in every crop that raters see."""
    crops = [cut(reference, crop) for crop in source.crops.all()]
    jpeg = load_codec("jpeg")
    for quality in TRAP_QUALITIES:
        decoded = [code_image(jpeg, crop, quality).decoded for crop in crops]
        scores = [ssimulacra2(*pair) for pair in zip(crops, decoded, strict=True)]
        if max(scores) <= TRAP_SSIMULACRA2:
            break
    stimulus = add_control(source, Condition.Role.TRAP)
    stimulus.metrics = {"ssimulacra2": max(scores), "jpeg_quality": quality}
    stimulus.save(update_fields=["metrics"])
    for crop, image in zip(source.crops.all(), decoded, strict=True):
        publisher.show(stimulus, crop, image)


def add_control(source: Source, role: Condition.Role) -> Stimulus:
    condition, _ = Condition.objects.get_or_create(
        study=source.study, name=role.value, role=role, codec=None
    )
    return Stimulus.objects.create(source=source, condition=condition)
