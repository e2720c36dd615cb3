"""Pre-cooling: half and seven-eighths cooling time, time to a target, and what is overdue.

How a pull-down is fitted is in ``cooling_fit``.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, cast

import numpy as np

from alerts.science.kinetics import Values
from alerts.science.ragged import Flags
from alerts.science.ranges import as_given, numbers

OVERDUE = 1.25
"""How many times the planned seven-eighths time goods may take. [-] (house choice)"""
TYPICAL_PER_H = {"room": 0.10, "forced air": 0.40, "water": 0.90, "vacuum": 1.80}
"""Cooling coefficients where nothing was measured. [1/h] (a vendor's calculator; grade T)"""


@dataclass(frozen=True)
class Cooling(Generic[Values]):
    """How goods cool: one load, or each of many."""

    coefficient_per_h: Values
    """Cooling coefficient: the reciprocal of the time constant. [1/h]"""
    lag_factor: Values | float = 1.0
    """J: where the straight part of the logarithm begins; 1 for goods of one temperature, more for the
    core of large ones. [-]"""
    error_per_h: Values | float = 0.0
    """Standard error of the coefficient; infinite where the readings do not tell. [1/h]"""

    @property
    def half_h(self) -> Values:
        """Return the half cooling time, ln(2 J) / C [h]."""
        return self.time_h(2.0)

    @property
    def seven_eighths_h(self) -> Values:
        """Return the seven-eighths cooling time, ln(8 J) / C [h]."""
        return self.time_h(8.0)

    def time_h(self, divisor: Values | float) -> Values:
        """Return when the distance to the air is down to one part in *divisor* [h]."""
        return cast("Values", as_given(np.log(divisor * self.lag_factor) / self.coefficient_per_h))

    def after_c(self, elapsed_h: Values | float, initial_c: Values | float, air_c: Values | float) -> Values:
        """Return the temperature after a time in steady air [°C]; never above the start."""
        share = np.minimum(1.0, self.lag_factor * np.exp(-self.coefficient_per_h * elapsed_h))
        return cast("Values", as_given(air_c + (initial_c - air_c) * share))


def cooling_of_half_time(half_h: Values, lag_factor: Values | float = 1.0) -> Cooling[Values]:
    """Return how goods cool whose half cooling time is known.

    Parameters
    ----------
    half_h : float or array
        Half cooling time, above 0. [h]
    lag_factor : float or array
        J, above one half. [-]

    Returns
    -------
    Cooling
        Coefficient [1/h] and lag factor [-].

    Raises
    ------
    ValueError
        A time that is not above 0, or a lag factor that is not above one half.

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


def cooling_of_seven_eighths(seven_eighths_h: Values, lag_factor: Values | float = 1.0) -> Cooling[Values]:
    """Return how goods cool whose seven-eighths cooling time is known.

    Parameters
    ----------
    seven_eighths_h : float or array
        Seven-eighths cooling time, above 0. [h]
    lag_factor : float or array
        J, above one eighth. [-]

    Returns
    -------
    Cooling
        Coefficient [1/h] and lag factor [-].

    Raises
    ------
    ValueError
        A time that is not above 0, or a lag factor that is not above one eighth.

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


def cooling_of_time(time_h: Values, divisor: float, lag_factor: Values | float = 1.0) -> Cooling[Values]:
    """Return how goods cool that have come to one part in *divisor* after a known time.

    Parameters
    ----------
    time_h : float or array
        That time, above 0. [h]
    divisor : float
        2 for the half, 8 for the seven-eighths cooling time; times *lag_factor* above 1. [-]
    lag_factor : float or array
        J. [-]

    Returns
    -------
    Cooling
        Coefficient [1/h] and lag factor [-].

    Raises
    ------
    ValueError
        A time that is not above 0, or divisor times lag factor not above 1.

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
    if not np.all(
        (np.asarray(time_h) > 0.0) & np.isfinite(time_h) & (divisor * np.asarray(lag_factor) > 1.0)
    ):
        raise ValueError(f"time_h {time_h}, lag_factor {lag_factor}: expected above 0, above {1.0 / divisor}")
    coefficient_per_h = cast("Values", as_given(np.log(divisor * lag_factor) / time_h))
    return Cooling(coefficient_per_h, lag_factor)


def time_to_target_h(
    cooling: Cooling[Values], initial_c: Values | float, air_c: Values | float, target_c: Values | float
) -> Values:
    """Return how long goods take to a target in steady air.

    Parameters
    ----------
    cooling : Cooling
        How they cool.
    initial_c, air_c, target_c : float or array
        Pulp at the start, air, target. [°C]

    Returns
    -------
    float or array
        Time; 0 where they are there, infinity where the air is not colder than the target; NaN where a
        temperature is. [h]

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
    start_c, around_c, wanted_c = (numbers(celsius) for celsius in (initial_c, air_c, target_c))
    comes = (start_c > wanted_c) & (wanted_c > around_c)
    divisor = np.where(comes, start_c - around_c, 1.0) / np.where(comes, wanted_c - around_c, 1.0)
    hours = np.maximum(0.0, np.log(divisor * cooling.lag_factor) / cooling.coefficient_per_h)
    unknown = np.isnan(start_c + around_c + wanted_c)
    hours = np.where(comes, hours, np.where(start_c <= wanted_c, 0.0, np.inf))
    return cast("Values", as_given(np.where(unknown, np.nan, hours)))


def is_overdue(
    elapsed_h: Values | float,
    planned_h: Values | float,
    initial_c: Values | float,
    air_c: Values | float,
    pulp_c: Values,
) -> bool | Flags:
    """Return whether pre-cooling takes longer than it should.

    Parameters
    ----------
    elapsed_h : float or array
        Time since the start. [h]
    planned_h : float or array
        Planned seven-eighths cooling time. [h]
    initial_c, air_c, pulp_c : float or array
        Pulp at the start, air, pulp now, of the slowest carton: the one at the rear. [°C]

    Returns
    -------
    bool or array of bool
        Whether `OVERDUE` times the plan has gone by and more than an eighth is left. [-]

    Raises
    ------
    ValueError
        A number that is NaN: what is not known is not in time.

    Notes
    -----
    T > T_a + (T_0 - T_a) / 8 [1]_. What is not known is refused: it is neither in time nor late.

    References
    ----------
    .. [1] Carnelossi M.A.G., Sargent S.A., Berry A.D. (2013): judge by the rear carton.

    Examples
    --------
    >>> is_overdue(8.0, 6.0, 30.0, 2.0, 6.0), is_overdue(8.0, 6.0, 30.0, 2.0, 5.0)
    (True, False)
    """
    if np.isnan(numbers(elapsed_h) + planned_h + initial_c + air_c + pulp_c).any():
        raise ValueError(
            f"pulp_c {pulp_c}, air_c {air_c}: expected numbers; what is not known is not in time"
        )
    late = (numbers(elapsed_h) >= OVERDUE * numbers(planned_h)) & (
        numbers(pulp_c) > air_c + (numbers(initial_c) - air_c) / 8.0
    )
    return late if late.ndim else bool(late)
