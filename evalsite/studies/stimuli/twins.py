"""Codecs whose pictures are the same: an export that went wrong looks like this."""

from __future__ import annotations

import hashlib
import zlib
from collections import defaultdict
from itertools import combinations

from django.conf import settings

from evalsite.studies.models import Condition, Crop, Showing, Study
from imgcodecs.blind import shown_path
from imgcodecs.png import read_chunks


def find_twins(study: Study) -> list[tuple[str, str, str]]:
    """Pairs of codecs (by label) with a same picture of the first photograph, and its name.

    One window tells enough, and is read in a second.
    """
    crop = Crop.objects.filter(source__study=study).select_related("source").order_by("pk").first()
    if crop is None:
        return []
    labels: dict[str, set[str]] = defaultdict(set)
    rated = {"stimulus__condition__role": Condition.Role.RATED}
    shown = Showing.objects.filter(crop=crop, **rated).order_by("pk")
    for code, label in shown.values_list("file_code", "stimulus__condition__codec__label"):
        path = shown_path(settings.SHOWN_ROOT, code)
        if path.exists():
            labels[digest_pixels(path.read_bytes())].add(label)
    pairs = {pair for same in labels.values() for pair in combinations(sorted(same), 2)}
    return [(first, second, crop.source.name) for first, second in sorted(pairs)]


def digest_pixels(file: bytes) -> str:
    """The same for files of one writer with the same pixels, however each was padded."""
    parts = [content for name, content in read_chunks(file) if name == "IDAT"]
    return hashlib.sha256(zlib.decompress(b"".join(parts))).hexdigest()
