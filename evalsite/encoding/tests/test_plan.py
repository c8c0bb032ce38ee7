"""Codecs, settings and rates as a researcher writes them."""

from __future__ import annotations

from html import unescape

import pytest
from django.http import QueryDict

from evalsite.encoding import choosing
from evalsite.encoding.forms import PlanForm
from evalsite.encoding.models import EncodeRun
from evalsite.encoding.tests.samples import add_photographs, address
from evalsite.testing import make_study
from imgcodecs.registry import CodecRow, list_names
from imgcodecs.targets import DEFAULT_TARGETS_BPP

pytestmark = pytest.mark.django_db


def fill(**fields: str) -> PlanForm:
    data = QueryDict(mutable=True)
    data.update({"effort": "study", "rates": "0.5", **fields})
    data.setlist("codec", fields.get("codec", "jpeg").split())
    return PlanForm(data)


@pytest.fixture
def study(client):
    study = make_study()
    client.force_login(study.owner)
    return study


def test_every_codec_is_offered_in_both_ways_to_run_it() -> None:
    known = {choice.name: choice for choice in choosing.list_choices()}
    assert set(known) == set(list_names())
    assert (known["vvc"].study, known["vvc"].quick) == ("preset=slow", "preset=faster")
    assert (known["av1"].study, known["av1"].quick) == ("cpu_used=2,tune=ssim", "cpu_used=8")
    assert known["jpeg"].quick == ""


def test_a_plan_is_written_as_the_command_line_writes_it() -> None:
    form = fill(codec="jpeg av1 vvc", effort="quick", **{"settings-av1": "cpu_used=5"})
    assert form.is_valid(), form.errors
    assert form.plan().codecs == ("jpeg", "av1:cpu_used=5", "vvc:preset=faster")
    assert fill(codec="vvc").is_valid()


def test_the_default_rates_are_the_ladders() -> None:
    form = fill(rates=PlanForm.base_fields["rates"].initial)
    assert form.is_valid() and form.plan().targets_bpp == DEFAULT_TARGETS_BPP


def test_rates_are_sorted_whatever_stands_between_them() -> None:
    form = fill(rates=" 1, 0.25;0.5\n2 ")
    assert form.is_valid() and form.plan().targets_bpp == (0.25, 0.5, 1.0, 2.0)


@pytest.mark.parametrize(
    ("field", "given", "said"),
    [
        ("rates", "0.5 fast", "“fast” is no rate"),
        ("rates", "0", "“0” is no rate"),
        ("rates", "-1", "“-1” is no rate"),
        ("rates", "nan", "“nan” is no rate"),
        ("rates", "inf", "“inf” is no rate"),
        ("rates", "0.5 0.50", "Given twice: 0.5"),
        ("rates", ",", "from 1 to 16 rates, got 0"),
        ("rates", " ".join(map(str, range(1, 18))), "from 1 to 16 rates, got 17"),
        ("codec", [], "Choose at least one codec."),
        ("codec", "nonsense", "not one of the available choices"),
        ("effort", "huge", "not one of the available choices"),
        ("settings-jpeg", "chroma", "expected settings like option=value"),
        ("settings-jpeg", "speed=3", "jpeg has no option"),
        ("settings-jpeg", "chroma=411", "chroma must be one of"),
    ],
)
def test_a_plan_that_cannot_run_says_why(client, study, tmp_path, field, given, said) -> None:
    add_photographs(study, tmp_path, 1)
    fields = {"codec": "jpeg", "effort": "study", "rates": "0.5", field: given}
    page = client.post(address("start", study), fields)
    assert page.status_code == 400 and not EncodeRun.objects.exists()
    notices = unescape(page.content.decode()).split('<p class="notice bad">')[1:]
    assert any(said in notice.split("</p>")[0] for notice in notices), notices


def test_a_codec_that_cannot_run_is_shown_with_the_reason(client, study, monkeypatch) -> None:
    row = CodecRow("vvc", "VVC (libvvenc)", "", "", runnable=False, reason="no vvenc found")
    monkeypatch.setattr(choosing, "describe_codecs", lambda: (row,))
    choosing.list_choices.cache_clear()
    try:
        page = client.get(address("add", study)).content.decode()
        assert 'value="vvc" disabled' in page and "no vvenc found" in page
        assert "1 codec cannot run here" in page
        assert not fill(codec="vvc").is_valid()
    finally:
        choosing.list_choices.cache_clear()


def test_the_page_says_what_the_plan_comes_to(client, study, tmp_path) -> None:
    add_photographs(study, tmp_path, 2)
    asked = {"codec": ["jpeg", "vvc"], "effort": "quick", "rates": "0.5 1 2"}
    said = client.get(address("estimate", study), asked).json()["said"]
    assert "2 × 2 × 3 = 12 stimuli, about 26 encodes" in said
    assert "no run has timed JPEG (libjpeg-turbo), VVC (libvvenc) at these settings" in said
    wrong = client.get(address("estimate", study), {**asked, "rates": "x"}).json()
    assert "“x” is no rate" in wrong["said"]
