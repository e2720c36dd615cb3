"""Pre-cooling: half and seven-eighths cooling time, time to a target, and what is overdue."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from alerts.science.packaging_lag import fit_lag
from alerts.science.segments import Array

OVERDUE = 1.25
"""How many times the planned seven-eighths time goods may take. [-] (house choice)"""
TYPICAL_PER_H = {"room": 0.10, "forced air": 0.40, "water": 0.90, "vacuum": 1.80}
"""Cooling coefficients where nothing was measured. [1/h] (a vendor's calculator; grade T)"""


class Cooling(NamedTuple):
    """How goods cool."""

    coefficient_per_h: float
    """Cooling coefficient: the reciprocal of the time constant. [1/h]"""
    lag_factor: float = 1.0
    """J: where the straight part of the logarithm begins; 1 for goods of one temperature, more for the
    core of large ones. [-]"""
    error_per_h: float = 0.0
    """Standard error of the coefficient; infinite where the readings do not tell. [1/h]"""

    @property
    def half_h(self) -> float:
        """Return the half cooling time, ln(2 J) / C [h]."""
        return self.time_h(2.0)

    @property
    def seven_eighths_h(self) -> float:
        """Return the seven-eighths cooling time, ln(8 J) / C [h]."""
        return self.time_h(8.0)

    def time_h(self, divisor: float) -> float:
        """Return when the distance to the air is down to one part in *divisor* [h]."""
        return float(np.log(divisor * self.lag_factor)) / self.coefficient_per_h

    def after_c(self, elapsed_h: float, initial_c: float, air_c: float) -> float:
        """Return the temperature after a time in steady air [°C]; never above the start."""
        share = self.lag_factor * float(np.exp(-self.coefficient_per_h * elapsed_h))
        return air_c + (initial_c - air_c) * min(1.0, share)


def cooling_of_half_time(half_h: float, lag_factor: float = 1.0) -> Cooling:
    """Return how goods cool whose half cooling time is known.

    Parameters
    ----------
    half_h : float
        Half cooling time, above 0. [h]
    lag_factor : float
        J, above one half. [-]

    Returns
    -------
    Cooling
        Coefficient [1/h] and lag factor [-].

    Notes
    -----
    C = ln(2 J) / Z [1]_; with J = 1 the seven-eighths time is three half times.

    References
    ----------
    .. [1] Dincer I., "Heat transfer in food cooling applications".

    Examples
    --------
    Fruit of 30 °C in air of 2 °C is at 16 °C after 2 h, at 5.5 °C after 6 h.

    >>> cooling = cooling_of_half_time(2.0)
    >>> round(cooling.seven_eighths_h, 6), round(cooling.after_c(6.0, 30.0, 2.0), 6)
    (6.0, 5.5)
    """
    return cooling_of_time(half_h, 2.0, lag_factor)


def cooling_of_seven_eighths(seven_eighths_h: float, lag_factor: float = 1.0) -> Cooling:
    """Return how goods cool whose seven-eighths cooling time is known.

    Parameters
    ----------
    seven_eighths_h : float
        Seven-eighths cooling time, above 0. [h]
    lag_factor : float
        J, above one eighth. [-]

    Returns
    -------
    Cooling
        Coefficient [1/h] and lag factor [-].

    Notes
    -----
    C = ln(8 J) / t [1]_.

    References
    ----------
    .. [1] Carnelossi M.A.G., Sargent S.A., Berry A.D. (2013), Proc. Florida State Hort. Soc. 126.

    Examples
    --------
    Strawberries in 2-pound clamshells, 116.34 min: half of it is gone after 38.78 min.

    >>> cooling = cooling_of_seven_eighths(116.34 / 60.0)
    >>> round(cooling.coefficient_per_h, 4), round(60.0 * cooling.half_h, 2)
    (1.0724, 38.78)
    """
    return cooling_of_time(seven_eighths_h, 8.0, lag_factor)


def cooling_of_time(time_h: float, divisor: float, lag_factor: float = 1.0) -> Cooling:
    """Return how goods cool that have come to one part in *divisor* after a known time.

    Parameters
    ----------
    time_h : float
        That time, above 0. [h]
    divisor : float
        2 for the half, 8 for the seven-eighths cooling time; times *lag_factor* above 1. [-]
    lag_factor : float
        J. [-]

    Returns
    -------
    Cooling
        Coefficient [1/h] and lag factor [-].

    Notes
    -----
    Y = J exp(-C t) [1]_.

    References
    ----------
    .. [1] Dincer I., "Heat transfer in food cooling applications".

    Examples
    --------
    >>> round(cooling_of_time(2.0, 2.0).coefficient_per_h, 4)
    0.3466
    """
    if not (0.0 < time_h < np.inf and divisor * lag_factor > 1.0):
        raise ValueError(f"time_h {time_h}, lag_factor {lag_factor}: expected above 0, above {1.0 / divisor}")
    return Cooling(float(np.log(divisor * lag_factor)) / time_h, lag_factor)


def fit_cooling(
    time_h: Array, air_c: Array, pulp_c: Array, *, initial_c: float | None = None, from_h: float = 0.0
) -> Cooling:
    """Return how goods cool, from a pull-down in air that moves.

    Parameters
    ----------
    time_h : array
        Times, ascending; the first is the start of cooling. [h]
    air_c, pulp_c : array
        Air and pulp at each of them; NaN in the pulp where it was not read. [°C]
    initial_c : float, optional
        Pulp at the start, where it was measured: then the lag factor is found, too; without it J is 1 and
        the start is fitted. [°C]
    from_h : float
        How long after the start the pulp is looked at: the core of large goods does not follow one
        exponential at first. [h]

    Returns
    -------
    Cooling
        Coefficient with its standard error [1/h], lag factor [-].

    Notes
    -----
    The exponential that follows the air as it was, fitted to temperatures by `packaging_lag.fit_lag`, not
    a straight line through logarithms: air that drifts spoils those [1]_, and noise near the end weighs
    as much in them as the whole pull-down.

    References
    ----------
    .. [1] Anderson B.A., Sarkar A., Thompson J.F., Singh R.P. (2004), "Commercial-scale forced-air cooling
       of packaged strawberries", Trans. ASAE 47(1).

    Examples
    --------
    >>> time_h = np.linspace(0.0, 3.0, 37)
    >>> pulp_c = 0.5 + 24.5 * np.exp(-1.0724 * time_h)
    >>> cooling = fit_cooling(time_h, np.full(37, 0.5), pulp_c, initial_c=25.0)
    >>> round(60.0 * cooling.seven_eighths_h, 1), round(cooling.lag_factor, 3)
    (116.3, 1.0)
    """
    seen_c = np.where(time_h - time_h[0] >= from_h, pulp_c, np.nan)
    fit = fit_lag(time_h, air_c, seen_c)
    factor = 1.0
    if initial_c is not None:
        apart_k = initial_c - float(air_c[0])
        factor = (fit.initial_c - float(air_c[0])) / apart_k if apart_k else float("nan")
        if not factor > 0.0:
            raise ValueError(f"initial_c: {initial_c} °C in air of {air_c[0]} °C, expected the warmer pulp")
    return Cooling(1.0 / fit.lag_h, factor, fit.error_h / fit.lag_h**2)


def time_to_target_h(cooling: Cooling, initial_c: float, air_c: float, target_c: float) -> float:
    """Return how long goods take to a target in steady air.

    Parameters
    ----------
    cooling : Cooling
        How they cool.
    initial_c, air_c, target_c : float
        Pulp at the start, air, target. [°C]

    Returns
    -------
    float
        Time; 0 where they are there, infinity where the air is not colder than the target. [h]

    Notes
    -----
    ln[J (T_0 - T_a) / (T_t - T_a)] / C [1]_.

    References
    ----------
    .. [1] Dincer I., "Heat transfer in food cooling applications".

    Examples
    --------
    >>> round(time_to_target_h(cooling_of_half_time(2.0), 30.0, 2.0, 5.5), 6)
    6.0
    """
    if np.isnan([initial_c, air_c, target_c]).any():
        return float("nan")
    if initial_c <= target_c:
        return 0.0
    if target_c <= air_c:
        return float("inf")
    return max(0.0, cooling.time_h((initial_c - air_c) / (target_c - air_c)))


def is_overdue(elapsed_h: float, planned_h: float, initial_c: float, air_c: float, pulp_c: float) -> bool:
    """Return whether pre-cooling takes longer than it should.

    Parameters
    ----------
    elapsed_h : float
        Time since the start. [h]
    planned_h : float
        Planned seven-eighths cooling time. [h]
    initial_c, air_c, pulp_c : float
        Pulp at the start, air, pulp now, of the slowest carton: the one at the rear. [°C]

    Returns
    -------
    bool
        Whether `OVERDUE` times the plan has gone by and more than an eighth is left. [-]

    Notes
    -----
    T > T_a + (T_0 - T_a) / 8 [1]_.

    References
    ----------
    .. [1] Carnelossi M.A.G., Sargent S.A., Berry A.D. (2013): judge by the rear carton.

    Examples
    --------
    >>> is_overdue(8.0, 6.0, 30.0, 2.0, 6.0), is_overdue(8.0, 6.0, 30.0, 2.0, 5.0)
    (True, False)
    """
    if np.isnan([elapsed_h, planned_h, initial_c, air_c, pulp_c]).any():
        raise ValueError(
            f"pulp_c {pulp_c}, air_c {air_c}: expected numbers; what is not known is not in time"
        )
    return elapsed_h >= OVERDUE * planned_h and pulp_c > air_c + (initial_c - air_c) / 8.0
