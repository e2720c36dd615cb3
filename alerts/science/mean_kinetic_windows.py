"""Mean kinetic temperature in windows, of which the highest is the one to judge by."""

from __future__ import annotations

import numpy as np

from alerts.science.kinetics import temperature_of_rate
from alerts.science.mean_kinetic import ACTIVATION_KJ_MOL, ANCHOR_C
from alerts.science.ragged import Ragged, laid_out
from alerts.science.ramps import Rule, arrhenius_cost
from alerts.science.rolling import Windows, rolling_sums_of_series
from alerts.science.segments import Array, Starts

COLD_WINDOW_H = 24.0
"""Window for goods of 2-8 °C, excursion included. [h] (USP <1079.2>; grade S)"""
ROOM_WINDOW_H = 30.0 * 24.0
"""Window for controlled room temperature, excursion included. [h] (USP <1079.2>; grade S)"""


def rolling_mean_kinetic(
    time_h: Array,
    temperature_c: Array,
    window_h: float = COLD_WINDOW_H,
    activation_kj_mol: float = ACTIVATION_KJ_MOL,
    rule: Rule = Rule.TRAPEZOID,
) -> Windows:
    """Return the mean kinetic temperature of each window that ends at a sample.

    Parameters
    ----------
    time_h, temperature_c : array
        Times, ascending [h]; temperature at each of them [°C].
    window_h : float
        Length of the window: `COLD_WINDOW_H`, `ROOM_WINDOW_H`. [h]
    activation_kj_mol : float
        Activation energy, above 0. [kJ/mol]
    rule : Rule
        What happened between the samples. [-]

    Returns
    -------
    Windows
        End [h], length [h] and, as ``total``, mean kinetic temperature [°C] of each window; the highest
        is the one to judge by. A record shorter than the window is one window of its own length.

    Raises
    ------
    ValueError
        Times that go back or are no numbers, shapes that do not fit each other, an infinite temperature;
        one of absolute zero or less; a window that is not above 0.

    Notes
    -----
    The windows of <1079.2>: 24 consecutive hours for goods of 2-8 °C, 30 consecutive days for controlled
    room temperature, such that the excursion is inside [1]_.

    References
    ----------
    .. [1] USP <1079.2> "Mean kinetic temperature in the evaluation of temperature excursions".

    Examples
    --------
    Two days of which six hours were at 14 °C, the rest at 5 °C: the worst day is above 8 °C.

    >>> time_h = np.arange(49.0)
    >>> temperature_c = np.where((time_h >= 20.0) & (time_h < 26.0), 14.0, 5.0)
    >>> windows = rolling_mean_kinetic(time_h, temperature_c, rule=Rule.STEP)
    >>> windows.end_h[0], windows.total.max().round(3)
    (np.float64(24.0), np.float64(8.285))
    """
    return _rolling(time_h, temperature_c, window_h, activation_kj_mol, None, rule)[0]


def highest_mean_kinetic_of_series(
    time_h: Array, temperature_c: Array, window_h: float = COLD_WINDOW_H, starts: Starts | None = None
) -> Array:
    """Return the highest mean kinetic temperature of any window of every series.

    Parameters
    ----------
    time_h, temperature_c, starts
        As in `mean_kinetic_temperatures`.
    window_h : float
        Length of the window: `COLD_WINDOW_H`, `ROOM_WINDOW_H`. [h]

    Returns
    -------
    array
        Highest of each series; of the whole record where that is shorter than a window. [°C]

    Raises
    ------
    ValueError
        Times that go back or are no numbers, shapes that do not fit each other, an infinite temperature;
        one of absolute zero or less; a window that is not above 0.

    Notes
    -----
    As `rolling_mean_kinetic` of each series with its default energy and rule, in one pass [1]_.

    References
    ----------
    .. [1] USP <1079.2>.

    Examples
    --------
    >>> temperature_c = np.array([[5.0] * 49, [5.0] * 24 + [9.0] * 25])
    >>> highest_mean_kinetic_of_series(np.arange(49.0), temperature_c).round(6)
    array([5., 9.])
    """
    windows, series = _rolling(time_h, temperature_c, window_h, ACTIVATION_KJ_MOL, starts, Rule.TRAPEZOID)
    return series.highest(windows.total)


def _rolling(  # noqa: PLR0913, PLR0917 - what both functions take
    time_h: Array,
    temperature_c: Array,
    window_h: float,
    activation_kj_mol: float,
    starts: Starts | None,
    rule: Rule,
) -> tuple[Windows, Ragged]:
    """Return the mean kinetic temperature of each window of every series, and where each series' lie."""
    cost = arrhenius_cost(ANCHOR_C, activation_kj_mol, rule)
    windows, found = rolling_sums_of_series(cost, time_h, temperature_c, window_h, starts, rule=rule)
    lasting = windows.hours > 0.0
    mean = np.where(lasting, windows.total, 1.0) / np.where(lasting, windows.hours, 1.0)
    of_mean_c = temperature_of_rate(mean, ANCHOR_C, activation_kj_mol)
    if lasting.all():
        return windows._replace(total=of_mean_c), found
    _, (values_c,), series = laid_out(time_h, starts, temperature_c=temperature_c)
    alone_c = np.repeat(series.lasts(values_c), found.counts)
    return windows._replace(total=np.where(lasting, of_mean_c, alone_c)), found
