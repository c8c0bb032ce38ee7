"""A fit as its report's folder keeps it."""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import xarray as xr

from elo.core.curves import Curve, make_codec_curves
from elo.core.types import FloatArray

NEEDED = ("fit.json", "elo.csv", "posterior.nc")


@dataclass(frozen=True, slots=True)
class StoredFit:
    """What a comparison needs of a fit.

    Parameters
    ----------
    facts : mapping
        fit.json.
    conditions, codec : tuple of str
        Rated conditions, in the order of the draws, and their codecs.
    bpp : ndarray of float, shape (n_conditions,)
        Rates; nan where there is none.
    draws_elo : ndarray of float, shape (n_draws, n_conditions)
        Of every chain, one after the other.
    """

    facts: Mapping[str, Any]
    conditions: tuple[str, ...]
    codec: tuple[str, ...]
    bpp: FloatArray
    draws_elo: FloatArray

    @property
    def codecs(self) -> tuple[str, ...]:
        """Codecs in the order of the first report's conditions."""
        return tuple(dict.fromkeys(self.codec))

    def label(self, codec: str) -> str:
        """Name a codec as its report does."""
        return str(self.facts.get("codecs", {}).get(codec, codec))

    def make_curves(self) -> dict[str, Curve]:
        """Rate over quality of every codec with rates, in every draw."""
        number = {name: index for index, name in enumerate(self.codecs)}
        codec = np.array([number[each] for each in self.codec])
        return make_codec_curves(
            names=self.codecs, codec=codec, bpp=self.bpp, draws_elo=self.draws_elo
        )


def read_fit(folder: Path) -> StoredFit:
    """Read a report's folder.

    Raises
    ------
    ValueError
        If it is no folder of a report, or its files do not belong together; names what is missing.
    """
    missing = [name for name in NEEDED if not (folder / name).is_file()]
    if missing:
        raise ValueError(
            f"{folder} is not a report's folder: it has no {', '.join(missing)}; name a folder "
            "that analyse or write_report filled"
        )
    facts = read_facts(folder / "fit.json")
    rows = read_scores(folder / "elo.csv")
    conditions, draws_elo = read_draws(folder / "posterior.nc")
    if set(rows) != set(conditions):
        raise ValueError(f"{folder}: elo.csv and posterior.nc are not of the same conditions")
    order = tuple(rows)
    column = {name: at for at, name in enumerate(conditions)}
    return StoredFit(
        facts=facts,
        conditions=order,
        codec=tuple(rows[name][0] for name in order),
        bpp=np.array([rows[name][1] for name in order]),
        draws_elo=draws_elo[:, [column[name] for name in order]],
    )


def read_facts(path: Path) -> dict[str, Any]:
    """fit.json, refused where it is not one."""
    try:
        facts = dict(json.loads(path.read_text(encoding="utf-8")))
        facts["model"], facts["votes_sha256"], facts["headline"]
    except (ValueError, KeyError, TypeError, RecursionError):
        raise ValueError(f"{path} is not the fit.json of a report") from None
    for name, what in {"codecs": "labels", "settings": "values"}.items():
        if not isinstance(facts.get(name, {}), dict):
            raise ValueError(f"{path}: {name} is not a table of names and {what}")
    if not isinstance(facts.get("test_codec"), str | None):
        raise ValueError(f"{path}: test_codec is not a name")
    return facts


def read_scores(path: Path) -> dict[str, tuple[str, float]]:
    """Codec and rate of every condition of elo.csv, in its order."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = {row["condition"]: read_score(row) for row in csv.DictReader(file)}
    except UnicodeDecodeError:
        raise ValueError(f"{path} is not UTF-8, expected the elo.csv of a report") from None
    except (ValueError, KeyError, TypeError, csv.Error):
        raise ValueError(
            f"{path} is not the elo.csv of a report: expected condition, codec and a number or "
            "nothing as bpp in every row"
        ) from None
    if not rows:
        raise ValueError(f"{path} has no scores")
    return rows


def read_score(row: Mapping[str, str | None]) -> tuple[str, float]:
    """Codec and rate of a row, nan where there is none."""
    codec, bpp = row["codec"], row["bpp"]
    if codec is None or bpp is None:
        raise ValueError("a row is too short")
    return codec, float(bpp or "nan")


def read_draws(path: Path) -> tuple[tuple[str, ...], FloatArray]:
    """Conditions and draws, chain after chain."""
    try:
        with xr.open_dataset(path, group="posterior", engine="h5netcdf") as dataset:
            elo = dataset["elo"].load()
        names = tuple(str(name) for name in elo["condition"].to_numpy())
    except (OSError, KeyError, ValueError) as error:
        raise ValueError(f"{path} does not hold the draws of a fit: {error}") from None
    return names, np.asarray(elo.to_numpy(), dtype=np.float64).reshape(-1, len(names))
