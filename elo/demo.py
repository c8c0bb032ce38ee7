"""Builds the demo study: real encodes of photographs, then simulated raters, a fit, a report."""

from __future__ import annotations

import secrets
import sys
import tomllib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import skimage
from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.db import transaction
from PIL import Image, ImageDraw, ImageFont

from elo.fitting import carry_out
from elo.models import FitRun
from evalsite.studies.bots.simulating import simulate_votes
from evalsite.studies.creating import create_study
from evalsite.studies.models import Study
from evalsite.studies.rules.opening import open_study
from evalsite.studies.stimuli.importing import import_stimuli
from imgcodecs.blind import png_bytes
from imgcodecs.cli.progress_line import ProgressLine
from imgcodecs.ladder import build_ladder
from imgcodecs.manifest import load_manifest, write_manifest
from imgcodecs.registry import load_codec

FIXTURES = Path(settings.BASE_DIR) / "fixtures"
LOGIN = "researcher"
MODEL = FitRun.Model.FULL
Say = Callable[[str], None]


def read_plan() -> dict[str, Any]:
    return tomllib.loads((FIXTURES / "demo.toml").read_text(encoding="utf-8"))


def build_demo(say: Say) -> Study:
    """Build the demo study, or find it as an earlier run left it."""
    plan = read_plan()
    folder = Path(settings.VAR_DIR) / "demo"
    manifest = encode_ladder(plan, folder, say)
    study = Study.objects.filter(slug=plan["slug"]).first()
    if study is None:
        say("Making the artefact check's items from real encodes")
        call_command("build_item_bank")
        study = make_study(plan, manifest, folder, say)
    if not study.fit_runs.done().exists():
        fit_demo(plan, study, say)
    return study


def encode_ladder(plan: dict[str, Any], folder: Path, say: Say) -> Path:
    sources = [
        draw_page(plan["page"], folder),
        *(take_picture(p, folder) for p in plan["pictures"]),
    ]
    codecs = [
        load_codec(entry["name"], **{k: v for k, v in entry.items() if k != "name"})
        for entry in plan["codecs"]
    ]
    rates = plan["targets_bpp"]
    say(f"Encoding {len(sources)} pictures with {len(codecs)} codecs at {len(rates)} rates")
    with ProgressLine(sys.stderr) as line:
        made = build_ladder(
            sources=sources,
            codecs=codecs,
            targets_bpp=rates,
            out=folder / "ladder",
            on_progress=line.show,
        )
    if any(failure.target_bpp is None for failure in made.failures):
        raise RuntimeError(f"encodes failed: {made.failures}")
    for failure in made.failures:  # a page of text has no file of every size
        say(f"  left out: {failure.source}, {failure.codec}: {failure.reason}")
    say(f"  {len(made.rows)} stimuli, {made.encodes} real encodes")
    return add_categories(plan, made.manifest)


def add_categories(plan: dict[str, Any], manifest: Path) -> Path:
    categories = {each["name"]: each["category"] for each in [*plan["pictures"], plan["page"]]}
    rows = [replace(row, category=categories[row.source]) for row in load_manifest(manifest)]
    write_manifest(manifest, rows)
    return manifest


def take_picture(picture: dict[str, Any], folder: Path) -> Path:
    with Image.open(Path(skimage.__file__).parent / "data" / picture["file"]) as opened:
        image = opened.convert("RGB")
    if picture.get("halve"):
        image = image.resize((image.width // 2, image.height // 2), Image.Resampling.LANCZOS)
    return keep(image, folder / "sources" / f"{picture['name']}.png")


def draw_page(page: dict[str, Any], folder: Path) -> Path:
    image = Image.new("RGB", tuple(page["size_px"]), (250, 248, 243))
    draw = ImageDraw.Draw(image)
    draw.multiline_text(
        (36, 28), page["text"].strip(), (25, 28, 33), ImageFont.load_default(24), spacing=6
    )
    return keep(image, folder / "sources" / f"{page['name']}.png")


def keep(image: Image.Image, path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(png_bytes(np.asarray(image)))
    return path


@transaction.atomic
def make_study(plan: dict[str, Any], manifest: Path, folder: Path, say: Say) -> Study:
    study = create_study(
        slug=plan["slug"],
        title=plan["title"],
        owner=make_researcher(folder),
        crop_width_px=plan["crop_px"][0],
        crop_height_px=plan["crop_px"][1],
        trials_per_session=plan["trials_per_session"],
        raters_wanted=plan["raters"] * 2,
        pay="nothing: this is a demonstration",
        contact="whoever started this demonstration.",
    )
    count = import_stimuli(study=study, manifest=manifest)
    say(f"Imported and blinded {count.stimuli} stimuli")
    open_study(study)
    return study


def make_researcher(folder: Path) -> Any:
    """The demo's researcher; the password is drawn once and kept beside the demo's data."""
    user, is_new = get_user_model().objects.get_or_create(
        username=LOGIN, defaults={"is_staff": True, "is_superuser": True}
    )
    if is_new:
        password = secrets.token_urlsafe(9)
        user.set_password(password)
        user.save()
        keep_password(folder, password)
    return user


def keep_password(folder: Path, password: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "password"
    path.touch(mode=0o600)
    path.write_text(password)


def fit_demo(plan: dict[str, Any], study: Study, say: Say) -> None:
    if not study.sessions.exists():
        say(f"{plan['raters']} simulated raters answer (marked as simulated everywhere)")
        votes = simulate_votes(study=study, raters=plan["raters"], votes=None, seed=plan["seed"])
        say(f"  {votes} votes")
    say("Fitting the scores (the first fit compiles its model once) and writing the report")
    run = FitRun.objects.create(study=study, model=MODEL, seed=plan["seed"])
    carry_out(run)
    run.refresh_from_db()
    if run.state != FitRun.State.DONE:
        raise RuntimeError(run.problem)
    say(f"  {run.headline}")
