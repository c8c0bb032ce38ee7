"""What leaves the house carries no panel's name of anybody, and of colour vision passed or not."""

from __future__ import annotations

import gzip
import json
import zlib

import numpy as np
import pytest

from elo.evidence import load_votes
from elo.fitting import carry_out
from elo.models import FitRun
from evalsite.studies.bots.simulating import simulate_votes
from evalsite.studies.models import Session, Study
from evalsite.testing import make_open_study
from raters.models import Rater, ScreeningAnswer, ScreeningAttempt

pytestmark = pytest.mark.django_db
SECRETS = ("EXTERNALID", "PANELVISIT", "PLATEDETAIL", "MEASUREDDETAIL")


@pytest.fixture
def study(tmp_path) -> Study:
    """A study that bots have answered, with everything that must not leave written all over."""
    shape = {"rates": (0.2, 0.4, 0.8), "sources": 3}
    study = make_open_study(tmp_path / "in", manifest=shape, trials_per_session=40)
    simulate_votes(study=study, raters=12, votes=None, seed=3)
    for number, rater in enumerate(Rater.objects.all()):
        Rater.objects.filter(pk=rater.pk).update(external_id=f"EXTERNALID-{number}")
    Session.objects.update(panel_session="PANELVISIT")
    ScreeningAttempt.objects.update(measured={"kind": "MEASUREDDETAIL", "protan_errors": 4})
    attempts = ScreeningAttempt.objects.filter(check_name="colour")
    ScreeningAnswer.objects.bulk_create(
        ScreeningAnswer(attempt=attempt, position=0, item={"digit": "PLATEDETAIL"})
        for attempt in attempts
    )
    return study


def fit(study: Study) -> FitRun:
    run = FitRun.objects.create(study=study, model="mle", seed=1)
    carry_out(run)
    run.refresh_from_db()
    assert run.state == "done", run.problem
    return run


def every_text(path) -> bytes:
    """A file's bytes, and what is in them once unpacked: the draws are kept compressed."""
    raw = path.read_bytes()
    if path.suffix == ".nc":
        return raw + unpack_chunks(raw)
    return gzip.decompress(raw) if path.suffix == ".gz" else raw


def unpack_chunks(raw: bytes) -> bytes:
    found, at = b"", -1
    while (at := raw.find(b"\x78", at + 1)) >= 0:
        try:
            found += zlib.decompressobj().decompress(raw[at:])
        except zlib.error:
            continue
    return found


def test_no_file_of_a_report_names_anybody(study) -> None:
    folder = fit(study).report_folder
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert {"report.html", "elo.csv", "fit.json"} <= {path.name for path in files}
    for path in files:
        text = every_text(path)
        for secret in SECRETS:
            assert secret.encode() not in text, f"{secret} in {path.name}"


def test_what_is_kept_of_a_fit_names_nobody(study) -> None:
    run = fit(study)
    kept = json.dumps([run.facts, run.headline, run.problem])
    assert not [secret for secret in SECRETS if secret in kept]


def test_raters_are_told_apart_by_codes_of_our_own(study) -> None:
    votes = load_votes(study)
    codes = {str(code) for code in Rater.objects.values_list("code", flat=True)}
    assert set(votes.raters) <= codes and len(votes.raters) > 1
    columns = [getattr(votes, name) for name in votes.__dataclass_fields__]
    texts = [str(each) for each in columns if not isinstance(each, np.ndarray)]
    assert not [secret for secret in SECRETS if any(secret in text for text in texts)]


def test_the_report_says_of_colours_how_many_read_them_and_no_more(study) -> None:
    page = (fit(study).report_folder / "report.html").read_text()
    assert "Colours read" in page
    for word in ("protan", "deutan", "tritan", "anomal"):
        assert word not in page.lower()
