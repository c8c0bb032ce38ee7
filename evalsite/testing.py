"""Plain factories for tests. Pictures are drawn, tiny and blurred by hand: no codec runs."""

from __future__ import annotations

import itertools
import re
import secrets
from http.cookies import SimpleCookie
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from django.urls import reverse
from django.utils.timezone import now
from scipy.ndimage import gaussian_filter

from evalsite.studies.models import Recruitment, Session, Study
from evalsite.studies.rules.opening import check_policy, open_study
from evalsite.studies.stimuli.importing import import_stimuli
from imgcodecs.blind import png_bytes
from imgcodecs.types import Image
from raters.models import ArtefactItem, Channel, ConsentText, Rater, ScreeningAttempt
from raters.policies import CHECKS, freeze_policy
from raters.recruiting import join_rater
from raters.testing import make_bank

BASE_DIR = Path(settings.BASE_DIR)
ML_PICO = BASE_DIR.parent / "shared" / "data" / "ml-pico"
HEADER = "source,reference,codec,decoded,target_bpp,bpp\n"
UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
RANDOM = re.compile(rf"{UUID}|[A-Za-z0-9]{{32,64}}")
numbers = itertools.count(1)


def mask_random(text: str) -> str:
    """What a page says, in small letters, its random codes and tokens taken out."""
    return RANDOM.sub("*", text).lower()


def make_user(**kwargs: Any) -> Any:
    kwargs.setdefault("username", f"researcher{next(numbers)}")
    return get_user_model().objects.create_user(password="a long password", **kwargs)


def make_channel(**kwargs: Any) -> Channel:
    kwargs.setdefault("kind", Channel.Kind.OPEN)
    return Channel.objects.get_or_create(name=kwargs.pop("name", "open"), defaults=kwargs)[0]


def make_study(**kwargs: Any) -> Study:
    """A draft with an open link and no stimuli."""
    number = next(numbers)
    channel = kwargs.pop("channel", None) or make_channel()
    kwargs.setdefault("slug", f"study-{number}")
    kwargs.setdefault("title", f"Study {number}")
    kwargs.setdefault("owner", kwargs.get("owner") or make_user())
    kwargs.setdefault("crop_width_px", 96)
    kwargs.setdefault("crop_height_px", 96)
    kwargs.setdefault("trials_per_session", 20)
    kwargs.setdefault(
        "consent_text",
        ConsentText.objects.get_or_create(version="test", defaults={"body": "You may stop."})[0],
    )
    study = Study.objects.create(**kwargs)
    returns = {"completed": "TESTDONE"} if channel.kind == Channel.Kind.PROLIFIC else {}
    Recruitment.objects.create(study=study, channel=channel, returns=returns)
    return study


def draw_picture(seed: int, *, width: int = 96, height: int = 96) -> Image:
    """A smooth, coloured field with some texture: enough for metrics to say something."""
    rng = np.random.default_rng(seed)
    noise = rng.normal(0, 1, (height, width, 3))
    field = gaussian_filter(noise, (9, 9, 0)) * 900 + gaussian_filter(noise, (1, 1, 0)) * 60
    return np.clip(128 + field, 0, 255).astype(np.uint8)


def blur(image: Image, sigma: float) -> Image:
    return gaussian_filter(image.astype(float), (sigma, sigma, 0)).round().astype(np.uint8)


def make_manifest(
    folder: Path,
    *,
    sources: int = 2,
    codecs: tuple[str, ...] = ("av1", "vvc"),
    rates: tuple[float, ...] = (0.2, 0.5),
    width: int = 96,
    height: int = 96,
    heights: tuple[int, ...] = (),
) -> Path:
    """A folder of images made elsewhere, with its manifest; `heights` for sources that differ."""
    folder.mkdir(parents=True, exist_ok=True)
    lines = [HEADER]
    for number in range(sources):
        high = heights[number] if heights else height
        original = draw_picture(number, width=width, height=high)
        (folder / f"s{number}.png").write_bytes(png_bytes(original))
        for (rank, codec), rate in itertools.product(enumerate(codecs), rates):
            name = f"s{number}_{codec}_{rate}.png"
            (folder / name).write_bytes(png_bytes(blur(original, 0.5 / rate - 0.1 * rank)))
            lines.append(f"s{number},s{number}.png,{codec},{name},{rate},{rate}\n")
    (folder / "manifest.csv").write_text("".join(lines))
    return folder / "manifest.csv"


def make_open_study(
    folder: Path, *, manifest: dict[str, Any] | None = None, **kwargs: Any
) -> Study:
    study = make_study(**kwargs)
    import_stimuli(study=study, manifest=make_manifest(folder, **(manifest or {})))
    ready_and_open(study)
    return study


def ready_and_open(study: Study) -> None:
    if not ArtefactItem.objects.exists():
        make_bank()
    open_study(study)


def make_session(study: Study, *, screened: bool = True, **kwargs: Any) -> Session:
    """A rater in a study, by default past every check and ready to compare."""
    recruitment = study.recruitments.get()
    rater = kwargs.pop("rater", None) or join_rater(channel=recruitment.channel, external_id=None)
    kwargs.setdefault("seed", secrets.randbits(62))
    kwargs.setdefault("at_work_since", now() if screened else None)
    session = Session.objects.create(study=study, rater=rater, recruitment=recruitment, **kwargs)
    if screened:
        pass_checks(rater, study)
    return session


def pass_checks(rater: Rater, study: Study | None = None) -> None:
    """Under the checks' own rules, or under what a study asks."""
    ScreeningAttempt.objects.bulk_create(
        ScreeningAttempt(
            rater=rater,
            check_name=check,
            policy=freeze_policy(check, check_policy(study, check) if study else {}),
            seed=1,
            return_path="/",
            finished_at=now(),
            outcome="passed",
        )
        for check in CHECKS
    )


def log_in_rater(client: Client, session: Session) -> None:
    """Give a test client the cookie that joining gives a browser."""
    browser = client.session
    rater, code = str(session.rater.code), str(session.code)
    held = browser.get("visits", []) if browser.get("rater") == rater else []
    browser["rater"], browser["visits"] = rater, [*held, code]
    browser.save()


def open_welcome(address: str) -> tuple[Client, str]:
    """A browser on a welcome page, and the ticket in that page's form."""
    browser = Client()
    page = browser.get(address).content.decode()
    return browser, page.split('name="ticket" value="')[1].split('"')[0]


def second_click(browser: Client) -> Client:
    """The same browser, before the answer to its first click has arrived."""
    twin = Client()
    twin.cookies = SimpleCookie({name: kept.value for name, kept in browser.cookies.items()})
    return twin


def vote_fields(**kwargs: Any) -> dict[str, Any]:
    """What the page sends with an answer."""
    return {
        "choice": "a",
        "response_ms": 2000,
        "time_a_ms": 900,
        "time_b_ms": 1100,
        "flips": 3,
        "lost_focus": 0,
        "viewport_width_px": 1280,
        "viewport_height_px": 720,
        "device_pixel_ratio": 1,
        **kwargs,
    }


def send_vote(client: Client, session: Session, **fields: Any) -> Any:
    """Post an answer as the page does."""
    return client.post(reverse("studies:vote", args=[session.code]), vote_fields(**fields))
