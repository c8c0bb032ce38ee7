"""Rank-normalised split R-hat and effective sample sizes, for thousands of parameters at once.

A. Vehtari, A. Gelman, D. Simpson, B. Carpenter, P.-C. Buerkner, Rank-normalization, folding, and
localization: an improved R-hat, Bayesian Analysis 16 (2021). Agrees with ArviZ, whose functions
take one parameter at a time.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.fft import irfft, next_fast_len, rfft
from scipy.special import ndtri
from scipy.stats import rankdata

from elo.core.types import FloatArray

AT_ONCE = 400  # parameters; bounds the memory
TAIL = 0.05


@dataclass(frozen=True, slots=True)
class Convergence:
    """One number for each parameter, shape (n,)."""

    rhat: FloatArray
    ess_bulk: FloatArray
    ess_tail: FloatArray

    @property
    def worst_rhat(self) -> float:
        """Largest of all; nan if one is."""
        return float(self.rhat.max())

    @property
    def least_ess(self) -> float:
        """Smallest of all, bulk or tail; nan if one is."""
        return float(np.min([self.ess_bulk, self.ess_tail]))


def diagnose(draws: FloatArray) -> Convergence:
    """Judge chains.

    Parameters
    ----------
    draws : ndarray of float, shape (n_chains, n_draws, n)
        An even number of at least 20 draws a chain.

    Raises
    ------
    ValueError
        With fewer draws, or an odd number of them.
    """
    if draws.ndim != 3 or draws.shape[1] < 20 or draws.shape[1] % 2:
        raise ValueError(f"draws have shape {draws.shape}, expected (chains, even from 20 on, n)")
    parts = [
        diagnose_some(split_chains(draws[:, :, start : start + AT_ONCE]))
        for start in range(0, draws.shape[2], AT_ONCE)
    ]
    return Convergence(*(np.concatenate(each) for each in zip(*parts, strict=True)))


def diagnose_some(halves: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    scaled = normalise_ranks(halves)
    folded = np.abs(halves - np.median(halves, axis=(0, 1)))
    rhat = np.maximum(find_rhat(scaled), find_rhat(normalise_ranks(folded)))
    low, high = np.quantile(halves, [TAIL, 1 - TAIL], axis=(0, 1))
    tail = np.minimum(find_ess(halves <= low), find_ess(halves <= high))
    return rhat, find_ess(scaled), tail


def split_chains(draws: FloatArray) -> FloatArray:
    """Both halves of each chain as chains of their own."""
    half = draws.shape[1] // 2
    return np.concatenate([draws[:, :half], draws[:, half:]])


def normalise_ranks(halves: FloatArray) -> FloatArray:
    """Normal scores of the ranks over all chains."""
    flat = halves.reshape(-1, halves.shape[2])
    ranks = rankdata(flat, axis=0)
    return np.asarray(ndtri((ranks - 0.375) / (len(flat) + 0.25)).reshape(halves.shape))


def find_rhat(halves: FloatArray) -> FloatArray:
    n = halves.shape[1]
    between = n * halves.mean(axis=1).var(axis=0, ddof=1)
    within = halves.var(axis=1, ddof=1).mean(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.sqrt((between / within + n - 1) / n))


def find_ess(halves: FloatArray) -> FloatArray:
    """Effective draws for a mean, by Geyer's initial monotone sequence; shape (n,)."""
    chains, n, _ = halves.shape
    covariance = autocovariance(halves).mean(axis=1)
    within = covariance[0] * n / (n - 1)
    total = covariance[0] + halves.mean(axis=1).var(axis=0, ddof=1)
    with np.errstate(divide="ignore", invalid="ignore"):
        correlation = 1 - (within - covariance) / total
    correlation[0] = 1
    even = correlation[0 : n - n % 2 : 2]
    pairs = even + correlation[1 : n - n % 2 + 1 : 2]
    kept = np.logical_and.accumulate(pairs >= 0, axis=0)
    kept[(n - 1) // 2 - 1 :] = False  # the last lags rest on too little, as ArviZ has it
    kept[0] = True
    summed = np.where(kept, np.minimum.accumulate(pairs, axis=0), 0).sum(axis=0)
    # Of the first pair that is left out, the even lag still counts where it is above 0.
    after = np.minimum(kept.sum(axis=0), len(even) - 1)
    spare = np.take_along_axis(even, after[None], axis=0)[0]
    length = -1 + 2 * summed + np.maximum(spare, 0)
    found = chains * n / np.maximum(length, 1 / np.log10(chains * n))
    # A parameter that never moves has told all there is.
    return np.where(total > 0, found, float(chains * n))


def autocovariance(halves: FloatArray) -> FloatArray:
    """Of each chain by Fourier's way, shape (lag, chain, n)."""
    n = halves.shape[1]
    centred = np.moveaxis(halves - halves.mean(axis=1, keepdims=True), 1, 0)
    spectrum = rfft(centred, n=next_fast_len(2 * n), axis=0)
    power = (spectrum * spectrum.conj()).real
    return np.asarray(irfft(power, n=next_fast_len(2 * n), axis=0)[:n] / n)
