"""Photographs into a study's tray: each is decoded and kept, or refused with the reason."""

from __future__ import annotations

import hashlib
import re
import shutil
import threading
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from PIL import Image as Pillow

from evalsite.encoding.models import EncodeRun, Photograph
from evalsite.studies.models import Study
from imgcodecs.errors import ImageError
from imgcodecs.manifest import MIN_SIDE
from imgcodecs.sources import read_image
from imgcodecs.types import Image

MAX_NAME = 60  # characters; with four bytes each, a file system still takes the name
SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,5}")
THUMBNAIL_PX = 320
# The ladder keeps its encodes in a folder of this name, beside a folder for each source.
TAKEN = "cache"
# A photograph of 64 megapixels takes some 400 MB to decode: a process decodes one at a time.
DECODING = threading.Lock()


class PhotographRefused(Exception):
    """The photograph was not kept; the message says why, without its name."""


@dataclass(frozen=True, slots=True)
class Credit:
    """What a researcher says about photographs as they come."""

    category: str = ""
    attribution: str = ""


def receive_photograph(*, study: Study, path: Path, file_name: str, credit: Credit) -> Photograph:
    """Check a file, copy it beside the others and note it down; PhotographRefused says why not."""
    size_bytes = path.stat().st_size
    refuse_by_size(study, size_bytes)
    name = name_source(file_name)
    with DECODING:
        image = read_pixels(path)
        digest = hashlib.sha256(np.ascontiguousarray(image).data).hexdigest()
        refuse_clash(study, name, digest)
        small = shrink(image)
    photograph = Photograph(
        study=study,
        name=name,
        file_name=name + find_suffix(file_name),
        category=credit.category,
        attribution=credit.attribution,
        size_bytes=size_bytes,
        width_px=image.shape[1],
        height_px=image.shape[0],
        pixel_digest=digest,
    )
    keep(photograph, path, small)
    return photograph


def refuse_by_size(study: Study, size_bytes: int) -> None:
    if size_bytes == 0:
        raise PhotographRefused(_("the file is empty"))
    if size_bytes > settings.PHOTOGRAPH_MAX_BYTES:
        raise PhotographRefused(say_too_large(size_bytes))
    if study.photographs.count() >= settings.PHOTOGRAPHS_MAX:
        raise PhotographRefused(
            _("a study takes at most %(most)d photographs") % {"most": settings.PHOTOGRAPHS_MAX}
        )


def say_too_large(size_bytes: int) -> str:
    return _("the file has %(size).1f MB, more than %(most).1f") % {
        "size": size_bytes / 1e6,
        "most": settings.PHOTOGRAPH_MAX_BYTES / 1e6,
    }


def name_source(file_name: str) -> str:
    """The name of a source: the file's, with letters, digits, "-" and "_" alone."""
    stem = unicodedata.normalize("NFC", Path(file_name).stem)
    name = re.sub(r"[^\w-]+", "_", stem).strip("_-")[:MAX_NAME] or "photograph"
    return f"{name}_photograph" if name == TAKEN else name


def find_suffix(file_name: str) -> str:
    suffix = Path(file_name).suffix
    return suffix.lower() if SUFFIX.fullmatch(suffix) else ""


def read_pixels(path: Path) -> Image:
    try:
        image = read_image(path, max_pixels=settings.PHOTOGRAPH_MAX_MEGAPIXELS * 1_000_000)
    except ImageError as error:
        raise PhotographRefused(str(error).removeprefix(f"{path}: ")) from None
    if min(image.shape[:2]) < MIN_SIDE:
        raise PhotographRefused(
            _("it is %(width)d by %(height)d pixels; expected at least %(least)d a side")
            % {"width": image.shape[1], "height": image.shape[0], "least": MIN_SIDE}
        )
    return image


def refuse_clash(study: Study, name: str, digest: str) -> None:
    """Refuse now what the import would refuse after hours of encoding."""
    twin = study.photographs.filter(pixel_digest=digest).first()
    if twin is not None:
        raise PhotographRefused(_("it has the same pixels as “%s”, which is here") % twin.name)
    if study.photographs.filter(name=name).exists():
        raise PhotographRefused(_("another photograph is called “%s”; rename one of them") % name)
    if study.sources.filter(name=name).exclude(pixel_digest=digest).exists():
        raise PhotographRefused(
            _("the study has a source “%s” with other pixels; rename this one") % name
        )


def shrink(image: Image) -> Pillow.Image:
    small = Pillow.fromarray(np.ascontiguousarray(image))
    small.thumbnail((THUMBNAIL_PX, THUMBNAIL_PX), reducing_gap=3.0)
    return small


def keep(photograph: Photograph, path: Path, small: Pillow.Image) -> None:
    """Files first, then the row; where the row is refused, the files go again."""
    photograph.thumbnail_path.parent.mkdir(parents=True)
    try:
        shutil.copyfile(path, photograph.path)
        small.save(photograph.thumbnail_path, "JPEG", quality=85)
        with transaction.atomic():
            photograph.save(force_insert=True)
    except IntegrityError:
        shutil.rmtree(photograph.folder)
        raise PhotographRefused(_("the same photograph arrived at the same moment")) from None
    except BaseException:
        shutil.rmtree(photograph.folder)
        raise


def remove_photograph(photograph: Photograph) -> None:
    """Take a photograph and its files away; what was imported from it stays in the study."""
    if EncodeRun.objects.under_way().filter(photographs=photograph).exists():
        raise PhotographRefused(_("it is being encoded; stop the run first"))
    photograph.delete()
    shutil.rmtree(photograph.folder, ignore_errors=True)
