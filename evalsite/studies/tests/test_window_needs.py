from __future__ import annotations

import pytest
from django.urls import reverse

from evalsite.studies.rules.opening import check_policy, open_study
from evalsite.studies.stimuli.importing import import_stimuli
from evalsite.testing import make_manifest, make_study
from raters.policies import freeze_policy
from raters.testing import make_bank

pytestmark = pytest.mark.django_db


def test_every_page_tells_the_window_that_the_checks_ask_for(client, tmp_path) -> None:
    """Small pictures do not make it smaller than the checks' own."""
    study = make_study()
    import_stimuli(study=study, manifest=make_manifest(tmp_path))
    make_bank()
    client.force_login(study.owner)
    for name in ("opening", "settings"):
        page = client.get(reverse(f"studies:{name}", args=[study.slug])).content.decode()
        assert "880 × 600" in page and "× 296" not in page
    assert freeze_policy("device", check_policy(study, "device"))["window_height_px"] == 600
    open_study(study)
    assert "880 by 600 pixels" in client.get(study.join_path).content.decode()
