"""What comes if nobody acts: how long until shelf life is lost, or until few readings reach a limit."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from alerts.science.breach import Breach, hours_to_limit
from alerts.science.exposure import Side
from alerts.science.product_temperature import after_hold
from alerts.science.segments import Cost
from alerts.science.trend import recent_trend

FORECAST_POINTS = 96
"""Points at which the coming course is integrated. [-] (house choice)"""
FORECAST_LAGS = 8.0
"""After so many time constants the goods are as warm as the air, to 0.03 % of the difference. [-]
(derived: exp(-8))"""
NO_EXCESS = 1e-9
"""Air in which life runs out faster than planned by less than this never costs anything: it is as planned,
but for rounding. [-] (house choice)"""


def hours_until_lost(
    lost_h: float,
    temperatures_c: tuple[float, float],
    lag_h: float,
    cost: Cost,
) -> float:
    """Return how long it takes to lose so much shelf life if the air stays as it is.

    Parameters
    ----------
    lost_h : float
        Loss beyond plan that is waited for. [h of life at the planned temperature]
    temperatures_c : (float, float)
        Product temperature now, air temperature from now on. [°C]
    lag_h : float
        Time constant of the goods in their packaging; 0: the product stays as it is. [h]
    cost : callable
        What segments of temperature cost, in hours of life at the planned temperature: as
        `ramps.arrhenius_cost` with the planned temperature for its reference. [h]

    Returns
    -------
    float
        Time until then; 0 where *lost_h* is not above 0, infinity where it never comes. [h]

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
    product_c, air_c = temperatures_c
    if lost_h <= 0.0:
        return 0.0
    time_h = FORECAST_LAGS * lag_h * np.linspace(0.0, 1.0, FORECAST_POINTS) ** 2
    final_c = air_c if lag_h else product_c
    warm_c = after_hold(product_c, final_c, time_h, lag_h or 1.0)
    step_h = np.diff(time_h)
    cost_h = np.concatenate(([0.0], np.cumsum(cost(warm_c[:-1], warm_c[1:], step_h) - step_h)))
    reached = int(np.argmax(cost_h >= lost_h))
    if reached:
        share = (lost_h - cost_h[reached - 1]) / (cost_h[reached] - cost_h[reached - 1])
        return float(time_h[reached - 1] + share * step_h[reached - 1])
    at_last_c = np.array([final_c])
    excess = float(cost(at_last_c, at_last_c, np.ones(1))[0]) - 1.0
    return float(time_h[-1]) + (lost_h - float(cost_h[-1])) / excess if excess > NO_EXCESS else float("inf")


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
