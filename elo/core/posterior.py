"""A fit's draws as NetCDF, laid out as ArviZ expects: `arviz.from_netcdf` opens it."""

from __future__ import annotations

from pathlib import Path

import xarray as xr

from elo.core.types import EloFit


def write_posterior(*, fit: EloFit, path: Path) -> None:
    """Write the draws of a fit.

    Parameters
    ----------
    fit : EloFit
        Any model; ``elo`` has shape (chain, draw, condition), in Elo points.
    path : Path
        A new .nc file.
    """
    shape = (fit.chains, len(fit.draws_elo) // fit.chains)
    variables = {
        "elo": (
            ("chain", "draw", "condition"),
            fit.draws_elo.reshape(*shape, -1),
            {"units": "Elo points, mean 2000"},
        ),
        **{
            name: (("chain", "draw"), values.reshape(shape), {"units": name.rpartition("_")[2]})
            for name, values in fit.other_draws.items()
        },
    }
    dataset = xr.Dataset(
        variables,
        coords={"condition": list(fit.conditions)},
        attrs={"model": fit.model, "seed": fit.seed, "votes_sha256": fit.digest},
    )
    # Scores to a hundredth of a point need no more than single precision.
    dataset.astype("float32").to_netcdf(path, group="posterior", engine="h5netcdf")
