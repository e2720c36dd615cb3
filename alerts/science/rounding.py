"""Rounding that does not pretend to know more than the band says."""

from __future__ import annotations

from math import floor

WIDE_SPREAD = 0.15
"""From here on a remaining life is not printed finer than half a day or six hours. [-] (house
choice)"""


def rounded_days(days: float, spread: float) -> float:
    """Return remaining life in days, rounded down to what its spread allows.

    Parameters
    ----------
    days : float
        Remaining life. [d]
    spread : float
        Standard deviation of ln(remaining life). [-]

    Returns
    -------
    float
        Half days where the spread is above 0.15, else tenths; never more than *days*. [d]

    Notes
    -----
    Rounded down: a promise that is too long costs more than one that is too short [1]_.

    References
    ----------
    .. [1] House choice: where the standard deviation is above 15 %, a figure finer than half a day or
       six hours is noise.

    Examples
    --------
    >>> rounded_days(9.87, 0.39), rounded_days(9.87, 0.1)
    (9.5, 9.8)
    """
    steps_per_day = 2.0 if spread > WIDE_SPREAD else 10.0
    return floor(days * steps_per_day) / steps_per_day


def rounded_hours(hours: float, spread: float) -> float:
    """Return remaining life in hours, rounded down to what its spread allows.

    Parameters
    ----------
    hours : float
        Remaining life. [h]
    spread : float
        Standard deviation of ln(remaining life). [-]

    Returns
    -------
    float
        Steps of six hours where the spread is above 0.15, else whole hours; never more than *hours*.
        Zero means "less than one step". [h]

    Notes
    -----
    As `rounded_days` [1]_.

    References
    ----------
    .. [1] House choice, as in `rounded_days`.

    Examples
    --------
    >>> rounded_hours(44.0, 0.39), rounded_hours(44.7, 0.1)
    (42.0, 44.0)
    """
    step_h = 6.0 if spread > WIDE_SPREAD else 1.0
    return floor(hours / step_h) * step_h
