"""Q10 that changes from one band of temperature to the next: what is used when nothing else is known."""

from __future__ import annotations

from itertools import pairwise
from typing import NamedTuple

import numpy as np

from alerts.science.ramps import Rule, rate_cost
from alerts.science.segments import Array, Cost
from alerts.science.shelf_life import segment_integral

FAR_K = 1_000.0
"""How far the outer bands reach beyond their edges. [K] (house choice: beyond any temperature)"""


class Q10Bands(NamedTuple):
    """Bands of temperature, each with its Q10; the outer ones hold beyond the outer edges too."""

    edges_c: tuple[float, ...]
    """Edges of the bands, ascending: one more than there are bands. [°C]"""
    q10: tuple[float, ...]
    """Factor per 10 K in each band, above 0. [-]"""


HANDBOOK_BANDS = Q10Bands((0.0, 10.0, 20.0, 30.0, 40.0), (3.0, 2.5, 2.0, 1.5))
"""Bands for goods without kinetics of their own; not below a chilling threshold. [°C], [-] (USDA
Agriculture Handbook 66, draft 2002, after Saltveit: bands of 2.5-4.0, 2.0-2.5, 1.5-2.0 and 1.0-1.5, with
the figures of its own example; grade G)"""


def banded_q10_rate(temperature_c: Array, reference_c: float, bands: Q10Bands = HANDBOOK_BANDS) -> Array:
    """Return the rate relative to the reference where Q10 depends on the band.

    Parameters
    ----------
    temperature_c : array
        Temperature of the goods. [°C]
    reference_c : float
        Temperature at which the rate is 1. [°C]
    bands : Q10Bands
        Edges [°C] and Q10 [-].

    Returns
    -------
    array
        Relative rate. [-]

    Raises
    ------
    ValueError
        Edges that do not ascend or are not one more than the Q10s; a Q10 that is not above 0.

    Notes
    -----
    ln k is linear in each band, with slope ln(Q10) / 10, and continuous [1]_. Not valid below the
    chilling threshold of chilling-sensitive goods.

    References
    ----------
    .. [1] Saltveit M.E., "Respiratory metabolism", in USDA Agriculture Handbook 66.

    Examples
    --------
    Relative life at 0, 10, 20, 30 and 40 °C, in percent.

    >>> (100.0 / banded_q10_rate(np.array([0.0, 10.0, 20.0, 30.0, 40.0]), 0.0)).round(1)
    array([100. ,  33.3,  13.3,   6.7,   4.4])
    """
    edges_c, ln_rates = _corners(bands)
    at_reference = np.interp(reference_c, edges_c, ln_rates)
    return np.exp(np.interp(temperature_c, edges_c, ln_rates) - at_reference)


def banded_q10_cost(reference_c: float, bands: Q10Bands = HANDBOOK_BANDS, rule: Rule = Rule.RAMP) -> Cost:
    """Return what segments of temperature cost where Q10 depends on the band.

    Parameters
    ----------
    reference_c : float
        Temperature at which the rate is 1. [°C]
    bands : Q10Bands
        Edges [°C] and Q10 [-].
    rule : Rule
        What happened between the samples. [-]

    Returns
    -------
    callable
        Cost [h] of start temperatures [°C], end temperatures [°C] and durations [h], for
        `segments.segment_sums`.

    Raises
    ------
    ValueError
        Edges that do not ascend or are not one more than the Q10s; a Q10 that is not above 0.

    Notes
    -----
    A straight line is cut at the edges of the bands; in each the logarithmic mean is exact, see
    `shelf_life.segment_integral` [1]_.

    References
    ----------
    .. [1] Saltveit M.E., "Respiratory metabolism", in USDA Agriculture Handbook 66, for the rates.

    Examples
    --------
    An hour from 0 to 20 °C: half of it at 2 / ln 3, half at 3 times 1.5 / ln 2.5.

    >>> cost = banded_q10_cost(0.0)
    >>> cost(np.array([0.0]), np.array([20.0]), np.array([1.0])).round(5)
    array([3.36579])
    """
    if rule is not Rule.RAMP:
        return rate_cost(lambda temperature_c: banded_q10_rate(temperature_c, reference_c, bands), rule)
    edges_c, _ = _corners(bands)

    def ramp(start_c: Array, end_c: Array, duration_h: Array) -> Array:
        low_c, high_c = np.minimum(start_c, end_c), np.maximum(start_c, end_c)
        width_k = high_c - low_c
        still = width_k == 0.0
        total = np.where(still, banded_q10_rate(start_c, reference_c, bands), 0.0 * width_k)
        for lower_c, upper_c in pairwise(edges_c):
            from_c, to_c = np.clip(low_c, lower_c, upper_c), np.clip(high_c, lower_c, upper_c)
            share = np.where(still, 0.0, to_c - from_c) / np.where(still, 1.0, width_k)
            from_rate = banded_q10_rate(from_c, reference_c, bands)
            to_rate = banded_q10_rate(to_c, reference_c, bands)
            total += segment_integral(from_rate, to_rate, share)
        return total * duration_h

    return ramp


def _corners(bands: Q10Bands) -> tuple[Array, Array]:
    """Return the edges [°C] with two far ones, and ln k at them, 0 at the first edge."""
    edges_c, q10 = np.array(bands.edges_c), np.array(bands.q10)
    if edges_c.size != q10.size + 1 or not (np.all(np.diff(edges_c) > 0.0) and np.all(q10 > 0.0)):
        raise ValueError(f"bands: {bands}, expected ascending edges, one more than Q10s, and Q10s above 0")
    slopes = np.log(q10) / 10.0
    ln_rates = np.concatenate(([0.0], np.cumsum(slopes * np.diff(edges_c))))
    far_c = np.concatenate(([edges_c[0] - FAR_K], edges_c, [edges_c[-1] + FAR_K]))
    outer = [-slopes[0] * FAR_K], [ln_rates[-1] + slopes[-1] * FAR_K]
    return far_c, np.concatenate((outer[0], ln_rates, outer[1]))
