"""A fit's draws as NetCDF, laid out as ArviZ expects: `arviz.from_netcdf` opens it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from elo.core.elo_fit import EloFit

KEPT_OF_CHAIN = 200  # draws of lapses and scores on sources: thousands of them fill a disk


def write_posterior(*, fit: EloFit, path: Path) -> None:
    """Write the draws of a fit.

    Parameters
    ----------
    fit : EloFit
        Any model; ``elo`` has shape (chain, draw, condition), in Elo points. Where the model
        knows them, ``lapse`` (chain, kept_draw, rater), 0 to 1, and ``source_elo``
        (chain, kept_draw, source, condition) have every so many draws, numbered from 0.
    path : Path
        A new .nc file.
    """
    shape = (fit.chains, len(fit.draws_elo) // fit.chains)
    variables: dict[str, Any] = {
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
    kept = np.arange(0, shape[1], -(-shape[1] // KEPT_OF_CHAIN))
    coords: dict[str, Any] = {"condition": list(fit.conditions)}
    if fit.draws_lapse is not None:
        variables["lapse"] = (
            ("chain", "kept_draw", "rater"),
            thin(fit.draws_lapse, shape, kept),
            {"units": "share of answers at random"},
        )
        coords |= {"kept_draw": kept, "rater": list(fit.raters)}
    if fit.draws_source_elo is not None:
        variables["source_elo"] = (
            ("chain", "kept_draw", "source", "condition"),
            thin(fit.draws_source_elo, shape, kept),
            {"units": "Elo points, mean 2000 on each source"},
        )
        coords |= {"kept_draw": kept, "source": list(fit.sources)}
    dataset = xr.Dataset(
        variables,
        coords=coords,
        attrs={"model": fit.model, "seed": fit.seed, "votes_sha256": fit.digest},
    )
    # Scores to a hundredth of a point need no more than single precision.
    dataset.astype("float32").to_netcdf(path, group="posterior", engine="h5netcdf")


def thin(
    draws: NDArray[np.floating[Any]], shape: tuple[int, int], kept: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Draws of each chain that are kept, shape (chain, kept_draw, ...)."""
    return draws.reshape(*shape, *draws.shape[1:])[:, kept].astype(np.float32)
