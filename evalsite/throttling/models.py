from __future__ import annotations

from django.db import models


class Count(models.Model):
    """How often something was tried lately from one place.

    Of whom, there is a digest with the site's secret alone; it goes with the next count after its
    minutes.
    """

    digest = models.CharField(max_length=64, unique=True)
    until = models.DateTimeField(db_index=True)
    times = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.times} until {self.until:%H:%M}"
