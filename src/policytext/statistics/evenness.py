"""Measures of how evenly a term is spread over parts.

Each takes counts (n_terms, n_parts) and the sizes of the parts (n_parts,), in tokens, and gives a
value a term. Parts of no size are left out: no term could stand there. Of a term that never
occurs, and where a formula becomes 0/0 because there is one part only, the value is 0.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

    Floats = NDArray[np.float64]

__all__ = [
    "carroll_d2",
    "carroll_um",
    "engwall_fm",
    "gries_dp",
    "gries_dp_norm",
    "juilland_d",
    "juilland_u",
    "kl_divergence",
    "lyne_d3",
    "range_",
    "rosengren_kf",
    "rosengren_s",
]


def gries_dp(counts: ArrayLike, sizes: ArrayLike) -> Floats:
    """Gries' DP = ½ Σ |p - s|, from 0 (even) to almost 1 (clumped)."""
    _, p, s = _shares(counts, sizes)
    return _where_present(p, np.abs(p - s).sum(axis=1) / 2)


def gries_dp_norm(counts: ArrayLike, sizes: ArrayLike) -> Floats:
    """DPnorm = DP / (1 - min s), from 0 (even) to 1 (all in the smallest part)."""
    _, p, s = _shares(counts, sizes)
    if s.size < 2:
        return np.zeros(len(p))
    return _where_present(p, np.abs(p - s).sum(axis=1) / 2 / (1 - s.min()))


def juilland_d(counts: ArrayLike, sizes: ArrayLike) -> Floats:
    """Juilland's D = 1 - (σ/μ) / √(n - 1) of the rates in the parts, σ the population's."""
    v, p, s = _shares(counts, sizes)
    if s.size < 2:
        return np.zeros(len(p))
    rates = v / s
    mean = np.where(rates.any(axis=1), rates.mean(axis=1), 1)
    d = 1 - rates.std(axis=1) / mean / np.sqrt(s.size - 1)
    return _where_present(p, np.clip(d, 0, 1))


def carroll_d2(counts: ArrayLike, sizes: ArrayLike) -> Floats:
    """Carroll's D2: the entropy of the rates in the parts, as a share of the highest, log n."""
    v, p, s = _shares(counts, sizes)
    if s.size < 2:
        return np.zeros(len(p))
    rates = v / s
    q = rates / np.where(rates.any(axis=1), rates.sum(axis=1), 1)[:, None]
    return _where_present(p, np.clip(-_x_log_y(q, q).sum(axis=1) / np.log(s.size), 0, 1))


def rosengren_s(counts: ArrayLike, sizes: ArrayLike) -> Floats:
    """Rosengren's S = (Σ √(s p))², from min s (clumped) to 1 (even)."""
    _, p, s = _shares(counts, sizes)
    return np.asarray(np.minimum(np.sqrt(s * p).sum(axis=1) ** 2, 1))


def lyne_d3(counts: ArrayLike, sizes: ArrayLike) -> Floats:
    """Lyne's D3 = 1 - Σ (p - s)² / (4 s), 1 where a term is even."""
    _, p, s = _shares(counts, sizes)
    return _where_present(p, 1 - ((p - s) ** 2 / s).sum(axis=1) / 4)


def kl_divergence(counts: ArrayLike, sizes: ArrayLike) -> Floats:
    """Kullback-Leibler divergence Σ p log2(p / s) in bits, 0 where a term is even."""
    _, p, s = _shares(counts, sizes)
    return np.asarray(np.maximum(_x_log_y(p, p / s).sum(axis=1) / np.log(2), 0))


def range_(counts: ArrayLike, sizes: ArrayLike) -> NDArray[np.int64]:
    """Count the parts that have the term."""
    v, _, _ = _shares(counts, sizes)
    return np.asarray(np.count_nonzero(v, axis=1), dtype=np.int64)


def juilland_u(counts: ArrayLike, sizes: ArrayLike) -> Floats:
    """Juilland's usage U = f D: the count, less where a term is clumped."""
    return _totals(counts) * juilland_d(counts, sizes)


def carroll_um(counts: ArrayLike, sizes: ArrayLike) -> Floats:
    """Carroll's Um = f D2 + (1 - D2) f / n."""
    v, _, s = _shares(counts, sizes)
    d2 = carroll_d2(counts, sizes)
    return np.asarray(v.sum(axis=1) * (d2 + (1 - d2) / max(s.size, 1)))


def rosengren_kf(counts: ArrayLike, sizes: ArrayLike) -> Floats:
    """Rosengren's adjusted frequency KF = f S."""
    return _totals(counts) * rosengren_s(counts, sizes)


def engwall_fm(counts: ArrayLike, sizes: ArrayLike) -> Floats:
    """Engwall's FM = f range / n."""
    v, _, s = _shares(counts, sizes)
    return np.asarray(v.sum(axis=1) * np.count_nonzero(v, axis=1) / max(s.size, 1))


def _shares(counts: ArrayLike, sizes: ArrayLike) -> tuple[Floats, Floats, Floats]:
    """Return counts v, each term's shares p = v/f over the parts, and the parts' shares s."""
    size = np.asarray(sizes, dtype=np.float64)
    v = np.atleast_2d(np.asarray(counts, dtype=np.float64))[:, size > 0]
    size = size[size > 0]
    f = v.sum(axis=1, keepdims=True)
    return v, v / np.where(f > 0, f, 1), size / (size.sum() or 1)


def _totals(counts: ArrayLike) -> Floats:
    """Count each term in all parts."""
    return np.asarray(np.atleast_2d(np.asarray(counts, dtype=np.float64)).sum(axis=1))


def _where_present(p: Floats, values: Floats) -> Floats:
    """Give 0 to terms that never occur."""
    return np.where(p.any(axis=1), values, 0.0)


def _x_log_y(x: Floats, y: Floats) -> Floats:
    """Return x ln y, which is 0 where x is 0."""
    return x * np.log(np.where(x > 0, y, 1))
