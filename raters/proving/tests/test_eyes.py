from __future__ import annotations

import sys

import numpy as np
import pytest
from daltonlens import simulate

from raters.checks.colours import confusion_line
from raters.proving import eyes
from raters.proving.eyes import EYES, MissingLibrary

LINEAR = np.random.default_rng(0).uniform(0, 1, (40, 3))
KINDS = {"protan": simulate.Deficiency.PROTAN, "deutan": simulate.Deficiency.DEUTAN}


@pytest.mark.parametrize("severity", [0.6, 0.8, 1.0])
@pytest.mark.parametrize("cone", KINDS)
def test_both_libraries_mean_the_same_by_machado(cone: str, severity: float) -> None:
    other = simulate.Simulator_Machado2009()
    theirs = other._simulate_cvd_linear_rgb(LINEAR[None], KINDS[cone], severity)[0]
    np.testing.assert_allclose(EYES[f"{cone}_{severity}"].see(LINEAR), theirs, atol=1e-5)


@pytest.mark.parametrize("model", ["brettel", "vienot"])
@pytest.mark.parametrize("cone", KINDS)
def test_a_dichromat_sees_nothing_along_its_line(cone: str, model: str) -> None:
    name = {"protan": "protanope", "deutan": "deuteranope"}[cone]
    eye = EYES[f"{name}_{model}"]
    grey = np.full(3, 0.3)
    ends = np.stack([grey, grey + 0.1 * confusion_line(cone)])
    seen = eye.see(ends)
    assert np.abs(seen[0] - seen[1]).max() < 1e-3
    other = "deutan" if cone == "protan" else "protan"
    crossed = eye.see(np.stack([grey, grey + 0.1 * confusion_line(other)]))
    assert np.abs(crossed[0] - crossed[1]).max() > 0.01


@pytest.mark.parametrize("name", EYES)
def test_grey_stays_grey_and_lights_outside_srgb_are_not_clamped(name: str) -> None:
    grey = np.full((1, 3), 0.4)
    np.testing.assert_allclose(EYES[name].see(grey), grey, atol=2e-3)
    # Twice as far from black is seen twice as far, beyond 1 as well.
    np.testing.assert_allclose(EYES[name].see(3 * LINEAR), 3 * EYES[name].see(LINEAR), rtol=1e-6)


def test_the_shape_is_kept() -> None:
    stack = np.random.default_rng(1).uniform(0, 1, (2, 5, 3)).astype(np.float32)
    for eye in EYES.values():
        assert eye.see(stack).shape == stack.shape


@pytest.mark.parametrize(
    ("module", "name"), [("daltonlens", "protanope_vienot"), ("colour", "deutan_0.8")]
)
def test_a_missing_library_is_named_with_the_line_that_installs_it(
    monkeypatch: pytest.MonkeyPatch, module: str, name: str
) -> None:
    for cached in (eyes.dichromat, eyes.machado_matrix):
        cached.cache_clear()
    monkeypatch.setitem(sys.modules, module, None)
    with pytest.raises(MissingLibrary, match="pip install daltonlens"):
        EYES[name].see(LINEAR)
