"""The core needs numpy and scipy; PyMC only for `plain`, numba for `full`; Django never."""

from __future__ import annotations

import subprocess
import sys

import pytest

from elo.tests.samples import PROJECT

MODULES = "elo.analysis, elo.report.writing, elo.core.fit, elo.core.savings, elo.core.simulate"


def run(code: str) -> None:
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=PROJECT)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("package", ["django", "torch", "pymc", "pytensor", "nutpie"])
def test_reports_and_core_load_without(package: str) -> None:
    run(f"import sys; sys.modules[{package!r}] = None; import {MODULES}")


def test_the_core_loads_without_anything_but_numpy_and_scipy() -> None:
    names = (
        "types formats.catalogue formats.sources formats.raters fit savings curves equal_quality "
        "simulate diagnostics information contrasts lapsing ladders widths sampling "
        "planning akima resampling.words subsets.saving predictive.words metrics.agreement "
        "quality.judging quality.what_if quality.observers quality.table crowd.models "
        "order_effect truth.world truth.answers truth.coverage truth.ranks"
    )
    imports = ", ".join(f"elo.core.{name}" for name in names.split())
    run(
        f"import sys\nfor name in ('pandas', 'xarray', 'altair', 'arviz', 'pymc', 'django'):\n"
        f"    sys.modules[name] = None\nimport {imports}"
    )


def test_mle_never_loads_pymc() -> None:
    run(
        "import sys; from elo.core.fit import fit; from elo.core.simulate import simulate_votes\n"
        "fit(simulate_votes(elo={'a': 0, 'b': 1}, n_votes=50, seed=1), model='mle', seed=1)\n"
        "assert not {'pymc', 'arviz', 'django', 'torch'} & set(sys.modules)"
    )


def test_full_never_loads_pymc() -> None:
    """Its statement does, for readers and tests; a fit would wait seconds for it."""
    run(
        "import sys; from elo.core.full.fitting import fit_full\n"
        "assert not {'pymc', 'pytensor', 'arviz', 'django', 'torch'} & set(sys.modules)"
    )
