"""Small photographs, and what is done with them again and again."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from evalsite.encoding.models import EncodeRun, Photograph
from evalsite.encoding.plan import Plan
from evalsite.encoding.receiving import Credit, receive_photograph
from evalsite.encoding.requesting import request_run
from evalsite.encoding.running import carry_out
from evalsite.studies.models import Study
from evalsite.testing import draw_picture
from imgcodecs.blind import png_bytes

JPEG = Plan(codecs=("jpeg",), targets_bpp=(0.5, 1.0))


def draw_file(seed: int = 0, *, width: int = 96, height: int = 80) -> bytes:
    return png_bytes(draw_picture(seed, width=width, height=height))


def address(name: str, study: Study, *more: Any) -> str:
    return reverse(f"encoding:{name}", args=[study.slug, *more])


def upload(client: Client, study: Study, files: dict[str, bytes], **fields: str) -> HttpResponse:
    sent = [SimpleUploadedFile(name, content) for name, content in files.items()]
    form = {"photographs": sent, **fields}
    return client.post(address("upload", study), form, follow=True)


def add_photographs(study: Study, folder: Path, count: int = 2) -> list[Photograph]:
    folder.mkdir(parents=True, exist_ok=True)
    added = []
    for seed in range(count):
        path = folder / f"photo{seed}.png"
        path.write_bytes(draw_file(seed))
        added.append(
            receive_photograph(study=study, path=path, file_name=path.name, credit=Credit("town"))
        )
    return added


def begin(study: Study, plan: Plan = JPEG) -> EncodeRun:
    return request_run(study=study, user=study.owner, plan=plan)


def work() -> None:
    """Carry out what waits, as the worker does."""
    for run in EncodeRun.objects.filter(state=EncodeRun.State.QUEUED):
        carry_out(run)


def run_worker() -> None:
    """A worker, until its queue is empty; it needs a test that commits."""
    call_command("db_worker", batch=True, interval=0, startup_delay=False, verbosity=0)
