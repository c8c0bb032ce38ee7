"""The page "Add stimuli" begins with what the study has."""

from __future__ import annotations

import pytest

from evalsite.encoding.plan import Plan
from evalsite.encoding.prefilling import prefill_plan
from evalsite.encoding.requesting import RunRefused
from evalsite.encoding.tests.samples import add_photographs, address, begin, work
from evalsite.studies.stimuli.importing import import_stimuli
from evalsite.testing import make_manifest, make_study

pytestmark = pytest.mark.django_db


@pytest.fixture
def study(tmp_path):
    study = make_study()
    add_photographs(study, tmp_path / "photographs", 1)
    return study


def test_a_fresh_study_begins_with_the_default_rates(client, study) -> None:
    client.force_login(study.owner)
    assert 'value="0.08 0.1148' in client.get(address("add", study)).content.decode()


def test_the_next_plan_begins_with_the_codecs_settings_and_rates_so_far(client, study) -> None:
    begin(study, Plan(codecs=("jpeg:chroma=444",), targets_bpp=(0.75, 1.5)))
    work()
    client.force_login(study.owner)
    page = client.get(address("add", study)).content.decode()
    assert 'value="0.75 1.5"' in page
    assert 'name="codec" value="jpeg" checked' in page
    assert 'name="settings-jpeg" value="chroma=444"' in page
    assert 'value="webp" checked' not in page
    page = client.get(study.get_absolute_url()).content.decode()
    assert "<td>chroma=444</td>" in page


def test_a_codec_from_elsewhere_is_not_chosen_and_not_mixed(study, tmp_path) -> None:
    import_stimuli(study=study, manifest=make_manifest(tmp_path / "theirs", codecs=("jpeg",)))
    assert prefill_plan(study) == {"codec": [], "rates": "0.2 0.5"}
    with pytest.raises(RunRefused, match="“jpeg” already, with no stated version"):
        begin(study)
