"""Eyes: what is left of linear sRGB light in a colour-deficient one.

Dichromats after Brettel, Vienot and Mollon (1997) and Vienot, Brettel and Mollon (1999) by
`daltonlens`; anomalous trichromats after Machado, Oliveira and Fernandes (2009) by
`colour-science`. Neither shares code with the plates. Both are needed for the proof alone, never by
a server, and are imported when an eye is first opened.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from raters.checks.colours import Floats

INSTALL = "pip install daltonlens==0.1.5 colour-science==0.4.7"


class MissingLibrary(RuntimeError):
    """A library of the proof is not installed; the message says which line installs it."""


@dataclass(frozen=True, slots=True)
class Eye:
    """A kind of colour vision."""

    label: str
    model: str  # `normal`, `brettel`, `vienot` or `machado`
    cone: str = ""  # the cone that is missing or shifted: `protan` or `deutan`
    severity: float = 1.0

    def see(self, linear: Floats) -> Floats:
        """The linear sRGB, shape (..., 3), in which a normal eye sees what this eye does."""
        if self.model == "normal":
            return linear
        if self.model == "machado":
            return np.asarray(
                linear @ machado_matrix(self.cone, self.severity).T.astype(linear.dtype)
            )
        return dichromat(self.model, self.cone)(linear)


@functools.lru_cache(maxsize=32)
def machado_matrix(cone: str, severity: float) -> Floats:
    try:
        from colour import matrix_cvd_Machado2009
    except ImportError as error:
        raise MissingLibrary(f"{error.name} is not installed: {INSTALL}") from None
    kind = {"protan": "Protanomaly", "deutan": "Deuteranomaly"}[cone]
    return np.asarray(matrix_cvd_Machado2009(kind, severity), np.float64)


@functools.lru_cache(maxsize=8)
def dichromat(model: str, cone: str) -> Callable[[Floats], Floats]:
    try:
        from daltonlens import simulate  # type: ignore[import-untyped]
    except ImportError as error:
        raise MissingLibrary(f"{error.name} is not installed: {INSTALL}") from None
    kinds = {"protan": simulate.Deficiency.PROTAN, "deutan": simulate.Deficiency.DEUTAN}
    models = {
        "brettel": simulate.Simulator_Brettel1997,
        "vienot": simulate.Simulator_Vienot1999,
    }
    simulator = models[model]()

    def see(linear: Floats) -> Floats:
        # Its public entry takes and gives 8-bit sRGB, which would clamp what a wide gamut shows.
        image = linear.reshape(-1, 1, 3)
        seen = simulator._simulate_cvd_linear_rgb(image, kinds[cone], 1.0)
        return np.asarray(seen, linear.dtype).reshape(linear.shape)

    return see


def anomalous(cone: str, severity: float) -> Eye:
    label = {"protan": "protanomalous", "deutan": "deuteranomalous"}[cone]
    return Eye(f"{label} {severity:.1f} (Machado)", "machado", cone, severity)


EYES: dict[str, Eye] = {
    "normal": Eye("normal", "normal"),
    "protanope_brettel": Eye("protanope (Brettel)", "brettel", "protan"),
    "protanope_vienot": Eye("protanope (Vienot)", "vienot", "protan"),
    "deuteranope_brettel": Eye("deuteranope (Brettel)", "brettel", "deutan"),
    "deuteranope_vienot": Eye("deuteranope (Vienot)", "vienot", "deutan"),
    **{
        f"{cone}_{severity:.1f}": anomalous(cone, severity)
        for cone in ("protan", "deutan")
        for severity in (0.6, 0.8, 1.0)
    },
}
