from __future__ import annotations

from django.conf import settings
from django.core.management.base import BaseCommand

from evalsite.recruiting.forgetting import forget_old


class Command(BaseCommand):
    help = (
        "Forget what the checks measured, and panels' identifiers, once they are older than "
        "SCREENING_KEEP_DAYS and EXTERNAL_IDS_KEEP_DAYS. Run it once a day."
    )

    def handle(self, **options: object) -> None:
        forgotten = forget_old()
        self.stdout.write(
            f"{forgotten.screening_answers} answers of checks begun more than "
            f"{settings.SCREENING_KEEP_DAYS} days ago forgotten; who passed is kept"
        )
        self.stdout.write(
            f"{forgotten.identifiers} identifiers of people whose studies closed more than "
            f"{settings.EXTERNAL_IDS_KEEP_DAYS} days ago forgotten"
        )
