"""What comes if nobody acts: how long until shelf life is lost, or until few readings reach a limit."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np

from alerts.science.breach import Breach, hours_to_limit
from alerts.science.exposure import Side
from alerts.science.kinetics import Values
from alerts.science.ranges import numbers
from alerts.science.segments import Array, Cost
from alerts.science.trend import recent_trend

FORECAST_POINTS = 96
"""Points at which the coming course is integrated. [-] (house choice)"""
FORECAST_LAGS = 8.0
"""After so many time constants the goods are as warm as the air, to 0.03 % of the difference. [-]
(derived: exp(-8))"""
LAGS = FORECAST_LAGS * np.linspace(0.0, 1.0, FORECAST_POINTS) ** 2
"""Those points, closer where temperature changes faster. [time constants] (house choice)"""
STEPS, KEPT = np.diff(LAGS), np.exp(-LAGS)
"""Between them; and what is left of the distance to the air at each. [time constants], [-] (derived from
`LAGS`)"""
NO_EXCESS = 1e-9
"""Air in which life runs out faster than planned by less than this never costs anything: it is as planned,
but for rounding. [-] (house choice)"""


def hours_until_lost(
    lost_h: Values,
    temperatures_c: tuple[Values | float, Values | float],
    lag_h: Values | float,
    cost: Cost,
) -> Values:
    """Return how long it takes to lose so much shelf life if the air stays as it is.

    Parameters
    ----------
    lost_h : float or array
        Loss beyond plan that is waited for. [h of life at the planned temperature]
    temperatures_c : (float or array, float or array)
        Product temperature now, air temperature from now on. [°C]
    lag_h : float or array
        Time constant of the goods in their packaging; 0: the product stays as it is. [h]
    cost : callable
        What segments of temperature cost, in hours of life at the planned temperature: as
        `ramps.arrhenius_cost` with the planned temperature for its reference. [h]

    Returns
    -------
    float or array
        Time until then; 0 where *lost_h* is not above 0, infinity where it never comes, NaN where a number
        is. [h]

    Notes
    -----
    The integral of [k(T) / k(T_plan) - 1] dt along `after_hold`, until it reaches *lost_h*;
    from `FORECAST_LAGS` time constants on the rate is that of the air [1]_.

    References
    ----------
    .. [1] `ramps.arrhenius_cost` and `product_temperature.after_hold`, with their references.

    Examples
    --------
    Waxberry planned at 1 °C, goods and air at 25 °C: 7.4963 h are lost per hour.

    >>> from alerts.science.ramps import arrhenius_cost
    >>> round(hours_until_lost(75.0, (25.0, 25.0), 1.0, arrhenius_cost(1.0, 60.588)), 2)
    10.0
    """
    parts = [numbers(part) for part in (lost_h, *temperatures_c, lag_h)]
    single = not any(part.ndim for part in parts)
    columns = [part.reshape(-1, 1) for part in parts]
    wanted_h, product_c, air_c, lags_h = columns if single else np.broadcast_arrays(*columns)
    final_c = np.where(lags_h == 0.0, product_c, air_c)
    warm_c = final_c + (product_c - final_c) * KEPT
    step_h = lags_h * STEPS
    lost_at_h = np.cumsum(cost(warm_c[:, :-1], warm_c[:, 1:], step_h) - step_h, axis=1)
    hours = _crossing_h(wanted_h[:, 0], lost_at_h, lags_h[:, 0])
    later = np.flatnonzero(np.isinf(hours))
    if later.size:
        excess = cost(final_c[later, 0], final_c[later, 0], np.ones(later.size)) - 1.0
        more_h = (wanted_h[later, 0] - lost_at_h[later, -1]) / np.where(excess > NO_EXCESS, excess, 1.0)
        whole_h = FORECAST_LAGS * lags_h[later, 0]
        hours[later] = np.where(excess > NO_EXCESS, whole_h + more_h, np.inf)
    hours = np.where(wanted_h[:, 0] <= 0.0, 0.0, hours) + 0.0 * (wanted_h + product_c + final_c)[:, 0]
    return cast("Values", float(hours[0]) if single else hours)


def _crossing_h(wanted_h: Array, lost_at_h: Array, lags_h: Array) -> Array:
    """Return when each row of losses passes what is waited for; infinity where it does not."""
    is_lost = lost_at_h >= wanted_h[:, None]
    at = is_lost.argmax(axis=1)
    rows = np.arange(at.size)
    before_h = np.where(at > 0, lost_at_h[rows, at - 1], 0.0)
    comes = is_lost[rows, at] & (wanted_h > 0.0)
    share = (wanted_h - before_h) / np.where(comes, lost_at_h[rows, at] - before_h, 1.0)
    return np.where(comes, lags_h * (LAGS[at] + share * STEPS[at]), np.inf)


def breach_of_readings(
    readings: Sequence[tuple[float, float]],
    limit_c: float,
    side: Side = Side.ABOVE,
    surroundings: tuple[float, float] | None = None,
) -> Breach[float]:
    """Return when the course of a few readings reaches a limit if nobody acts.

    Parameters
    ----------
    readings : sequence of (float, float)
        Time and temperature, at least four, at ascending times. [h], [°C]
    limit_c : float
        The limit. [°C]
    side : Side
        Which side of it is outside. [-]
    surroundings : (float, float), optional
        Where it ends, and the standard error of that, where something tells. [°C], [K]

    Returns
    -------
    Breach
        In hours from the last reading on. [h]

    Notes
    -----
    `trend.recent_trend` and `breach.hours_to_limit` [1]_.

    References
    ----------
    .. [1] Those functions, with their references.

    Examples
    --------
    A room that gets warmer by 0.6 K per hour, and half a kelvin is left.

    >>> readings = [(hour / 3, 2.0 + 0.2 * hour) for hour in range(7)]
    >>> round(breach_of_readings(readings, 3.7).p50_h, 1)
    0.9
    """
    time_h, seen_c = (np.array(part, dtype=np.float64) for part in zip(*readings, strict=True))
    return hours_to_limit(recent_trend(time_h, seen_c, surroundings), limit_c, side)
