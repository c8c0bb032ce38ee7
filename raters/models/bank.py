from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Q


class ArtefactItem(models.Model):
    """A photograph and a coded copy of it, with how plainly the two differ."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    # Of pixels, codec, version and quality: building the bank again adds nothing twice.
    digest = models.CharField(max_length=64, unique=True)
    source = models.CharField(max_length=200)
    codec = models.CharField(max_length=200)
    quality = models.FloatField()
    ssimulacra2 = models.FloatField()
    strength = models.FloatField(help_text="0 invisible, 1 obvious")
    practice = models.BooleanField(default=False)
    reference_code = models.UUIDField(help_text="Names the file of the original, as reference.")
    # A file of its own for every item: the same bytes as the reference, or the same candidate in
    # two items, would tell which one is the original.
    original_code = models.UUIDField(
        unique=True, help_text="Names the file of the original, as candidate."
    )
    coded_code = models.UUIDField(unique=True, help_text="Names the file of the coded copy.")
    width_px = models.PositiveIntegerField()
    height_px = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(strength__gte=0, strength__lte=1), name="item_strength_is_a_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.codec} {self.quality:g}"
