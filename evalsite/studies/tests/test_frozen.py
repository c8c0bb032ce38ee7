"""A study's rules are written out when it opens, and nothing changes them afterwards."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from evalsite.studies.models import Codec, Study
from evalsite.studies.models.frozen import FROZEN
from evalsite.studies.rules.opening import open_study, pause_study
from evalsite.testing import make_open_study, make_study, make_user
from raters.models import ConsentText
from raters.policies import CHECKS

pytestmark = pytest.mark.django_db
OTHER = {
    "presentation": "side_by_side",
    "allow_ties": False,
    "sampler": "random",
    "boost_zoom": 2,
    "boost_amplify": 2,
    "flicker_hz": 10.0,
    "crop_width_px": 128,
    "crop_height_px": 128,
    "crops_per_source": 2,
    "seed": 7,
    "trials_per_session": 40,
    "minutes": 14,
    "sessions_per_rater": 2,
    "screening": {"colour": {"pass_at": 1}},
    "away_limit": timedelta(minutes=10),
    "accept_trap_share": 0.5,
    "use_trap_share": 0.5,
}


def other_value(name: str) -> object:
    if name == "test_codec":
        return Codec.objects.create(study=make_study(), name="other", label="Other", position=0)
    if name == "consent_text":
        return ConsentText.objects.create(version="other", body="Other words.")
    return OTHER[name]


@pytest.mark.parametrize("name", FROZEN)
def test_a_draft_may_change_each_rule_and_an_open_study_none(tmp_path, name) -> None:
    draft, opened, value = make_study(), make_open_study(tmp_path), other_value(name)
    setattr(draft, name, value)
    draft.save()
    for state in ("open", "paused"):
        Study.objects.filter(pk=opened.pk).update(state=state)
        study = Study.objects.get(pk=opened.pk)
        setattr(study, name, value)
        with pytest.raises(ValidationError, match=r"can no longer change") as refusal:
            study.save()
        assert str(FROZEN[name]) in str(refusal.value)
        with pytest.raises(ValidationError):
            study.save(update_fields=[name])
        with pytest.raises(ValidationError):
            Study.objects.filter(pk=opened.pk).update(**{name: value})
    assert getattr(Study.objects.get(pk=opened.pk), name) != value
    assert getattr(Study.objects.get(pk=draft.pk), name) == value


def test_what_is_no_rule_may_change_while_it_is_open(tmp_path) -> None:
    study = make_open_study(tmp_path)
    study.raters_wanted, study.title = 500, "Another title"
    study.save()
    assert Study.objects.filter(pk=study.pk).update(pay="5 pounds") == 1
    study.screening = {"colour": {"pass_at": 1}}
    study.save(update_fields=["title"])  # writes no rule
    study.refresh_from_db()
    assert study.screening["colour"]["pass_at"] != 1


def test_no_way_leads_back_to_a_draft(tmp_path) -> None:
    study = make_open_study(tmp_path)
    study.state = "draft"
    with pytest.raises(ValidationError, match="cannot become a draft again"):
        study.save()
    with pytest.raises(ValidationError, match="cannot become a draft again"):
        Study.objects.update(state="draft")


def test_opening_writes_every_rule_down_and_later_defaults_do_not_reach_it(
    tmp_path, monkeypatch
) -> None:
    study = make_open_study(tmp_path, screening={"artefact": {"limit": 0.5}})
    assert study.screening.keys() == CHECKS.keys()
    for check, found in CHECKS.items():
        assert study.screening[check].keys() == found.policy.keys()
    assert study.screening["artefact"]["limit"] == 0.5
    monkeypatch.setitem(CHECKS["colour"].policy, "pass_at", 1)
    pause_study(study)
    open_study(study)
    assert study.screening["colour"]["pass_at"] != 1


def test_the_admin_refuses_too(client, tmp_path) -> None:
    study = make_open_study(tmp_path)
    client.force_login(make_user(is_staff=True, is_superuser=True))
    address = reverse("admin:studies_study_change", args=[study.pk])
    assert client.get(address).status_code == 200
    assert client.post(address, {"trials_per_session": 21}).status_code == 403
    study.refresh_from_db()
    assert study.trials_per_session == 20
