from __future__ import annotations

import pytest
from django.urls import reverse

from evalsite.studies.rules.opening import StudyRefused, open_study, reasons_not_to_open
from evalsite.studies.stimuli.importing import import_stimuli
from evalsite.testing import make_manifest, make_study
from raters.testing import make_bank

pytestmark = pytest.mark.django_db


def test_opening_asks_first_and_shows_what_it_fixes(client, tmp_path) -> None:
    study = make_study(allow_ties=False, raters_wanted=37, pay="4 pounds")
    import_stimuli(study=study, manifest=make_manifest(tmp_path, codecs=("vvc", "pico")))
    make_bank()
    client.force_login(study.owner)
    asking = reverse("studies:opening", args=[study.slug])
    deed = reverse("studies:change", args=[study.slug, "open"])
    page = client.get(study.get_absolute_url()).content.decode()
    assert f'href="{asking}"' in page and f'action="{deed}"' not in page
    page = client.get(asking).content.decode()
    for said in (
        *("96 × 96 pixels", "<dd>20 ", "<dd>37 ", "A and B alternate", "is not offered"),
        *("with 75% of the traps", "used with 85%", "version test", "4 pounds"),
        *("plates to read right", "/settings/"),
        *("8 stimuli of 2 sources", "<td>VVC</td>", "<td>PICO</td>", "0.200 – 0.500"),
    ):
        assert said in page, said
    study.refresh_from_db()
    assert study.state == "draft", "a look opens nothing"
    assert f'action="{deed}"' in page and "disabled" not in page
    client.post(deed)
    study.refresh_from_db()
    assert study.state == "open"


@pytest.mark.parametrize(
    ("sampler", "rates", "resolved", "said"),
    [
        ("auto", 2, "active", "the pairs whose answers tell most"),
        ("auto", 1, "balanced", "the pair, source and sides asked least"),
        ("random", 2, "random", "every pair alike likely"),
    ],
)
def test_how_pairs_are_chosen_is_settled_when_it_opens(
    client, tmp_path, sampler, rates, resolved, said
) -> None:
    """Active from 4 conditions on; written down, so that later rules of ours are not its own."""
    study = make_study(sampler=sampler)
    manifest = {"sources": 1, "rates": tuple(0.1 * (rate + 1) for rate in range(rates))}
    import_stimuli(study=study, manifest=make_manifest(tmp_path, **manifest))
    make_bank()
    client.force_login(study.owner)
    page = client.get(reverse("studies:opening", args=[study.slug])).content.decode()
    assert f"Pairs – {said}" in page
    study.refresh_from_db()
    assert study.sampler == sampler, "a look settles nothing"
    open_study(study)
    study.refresh_from_db()
    assert study.sampler == resolved
    page = client.get(reverse("studies:settings", args=[study.slug])).content.decode()
    assert f"Pairs – {said}" in page


def test_what_cannot_open_says_why_beside_a_resting_button(client) -> None:
    study = make_study()
    client.force_login(study.owner)
    page = client.get(reverse("studies:opening", args=[study.slug])).content.decode()
    assert "It has no stimuli" in page and "<button disabled>Open the study" in page
    assert "The artefact check has 0 easy items for practice and needs 2; has 0 items" in page


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"early_probability": 95}, "artefact early_probability: expected a number from 0.5"),
        ({"items_least": 30}, "artefact items_least: expected at most items_most (28), got 30."),
    ],
)
def test_rules_that_cannot_hold_are_not_frozen(tmp_path, asked, said) -> None:
    """However they came to be stored: no form and no validator stood in their way."""
    study = make_study(screening={"artefact": asked})
    import_stimuli(study=study, manifest=make_manifest(tmp_path, codecs=("vvc", "pico")))
    make_bank()
    (reason,) = reasons_not_to_open(study)
    assert said in reason
    with pytest.raises(StudyRefused):
        open_study(study)


def test_codecs_with_the_same_pictures_are_named_before_it_opens(client, tmp_path) -> None:
    study = make_study()
    manifest = make_manifest(tmp_path, codecs=("av1", "vvc", "jxl"))
    for rate in (0.2, 0.5):  # an export that wrote one codec's pictures twice
        copy = (tmp_path / f"s0_av1_{rate}.png").read_bytes()
        (tmp_path / f"s0_vvc_{rate}.png").write_bytes(copy)
    import_stimuli(study=study, manifest=manifest)
    client.force_login(study.owner)
    page = client.get(reverse("studies:opening", args=[study.slug])).content.decode()
    assert page.count("have the very same picture of s0") == 1
    assert "“AV1” and “VVC” have" in page
