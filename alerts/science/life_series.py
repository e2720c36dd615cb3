"""Shelf life of many series at once: used, by when, beyond plan, and what is left.

In any window: ``rolling``.
"""

from __future__ import annotations

import numpy as np

from alerts.science.kinetics import arrhenius_rate
from alerts.science.ramps import Rule, arrhenius_cost
from alerts.science.segments import Array, Cost, Starts, running_sums, segment_sums, spans_h


def lives_used(
    cost: Cost, reference_life_h: float, time_h: Array, temperature_c: Array, starts: Starts | None = None
) -> Array:
    """Return the fraction of shelf life that every series has used.

    Parameters
    ----------
    cost : callable
        What segments of temperature cost at the reference temperature [h]: `ramps.arrhenius_cost`,
        `square_root.square_root_cost`, `q10_bands.banded_q10_cost`, `keeping_quality.parallel_cost`; by
        `ramps.Rule.STEP` for change-of-value telemetry.
    reference_life_h : float
        Life at the reference temperature, above 0. [h]
    time_h : array
        Times, ascending in each series: one row for each, or one for all of them. [h]
    temperature_c : array
        Temperature of the goods: series x samples; or all series one after the other. [°C]
    starts : array of int, optional
        For the flat form: index of the first sample of every series. [-]

    Returns
    -------
    array
        Fraction of life used by each series; 1 is the end of life. [-]

    Raises
    ------
    ValueError
        Times that go back or are no numbers, shapes that do not fit each other, an infinite temperature;
        a life that is not above 0.

    Notes
    -----
    D = (1 / L_ref) times the integral of k dt [1]_, exact for temperature that is linear between
    samples, whatever the sampling. `segments.in_order` sorts and averages duplicates.

    References
    ----------
    .. [1] Tijskens L.M.M., Polderdijk J.J. (1996), Agricultural Systems 51, 431-452.

    Examples
    --------
    Waxberry, 14 days at 1 °C: 2 h at 25 °C, 4 h at 10 °C and 66 h at 2 °C use 29.46 % of it.

    >>> time_h, temperature_c = np.array([0.0, 2.0, 6.0, 72.0]), np.array([[25.0, 10.0, 2.0, 2.0]])
    >>> lives_used(arrhenius_cost(1.0, 60.588, Rule.STEP), 336.0, time_h, temperature_c).round(4)
    array([0.2946])
    """
    life_h = _positive("reference_life_h", reference_life_h)
    return segment_sums(cost, time_h, temperature_c, starts) / life_h


def lives_used_at_samples(
    cost: Cost, reference_life_h: float, time_h: Array, temperature_c: Array, starts: Starts | None = None
) -> Array:
    """Return the fraction of shelf life that every series has used by each of its samples.

    Parameters
    ----------
    cost, reference_life_h, time_h, temperature_c, starts
        As in `lives_used`.

    Returns
    -------
    array
        Fraction of life used, 0 at the first sample; of the shape of *temperature_c*. [-]

    Raises
    ------
    ValueError
        Times that go back or are no numbers, shapes that do not fit each other, an infinite temperature;
        a life that is not above 0.

    Notes
    -----
    The integral of `lives_used` [1]_ up to every sample.

    References
    ----------
    .. [1] Tijskens L.M.M., Polderdijk J.J. (1996), Agricultural Systems 51, 431-452.

    Examples
    --------
    >>> lives_used_at_samples(arrhenius_cost(1.0, 60.588), 240.0, np.array([0.0, 12.0, 24.0]), np.ones(3))
    array([0.  , 0.05, 0.1 ])
    """
    life_h = _positive("reference_life_h", reference_life_h)
    return running_sums(cost, time_h, temperature_c, starts) / life_h


def excess_costs_h(
    time_h: Array,
    temperature_c: Array,
    planned: tuple[float, float],
    starts: Starts | None = None,
    rule: Rule = Rule.RAMP,
) -> Array:
    """Return the shelf life that every series cost beyond what a planned temperature would have.

    Parameters
    ----------
    time_h, temperature_c, starts
        As in `lives_used`.
    planned : (float, float)
        Planned temperature [°C] and activation energy [kJ/mol].
    rule : Rule
        What happened between the samples. [-]

    Returns
    -------
    array
        Hours of life at the planned temperature; below 0 where it was colder than planned. [h]

    Raises
    ------
    ValueError
        Times that go back or are no numbers, shapes that do not fit each other, an infinite temperature;
        one of absolute zero or less.

    Notes
    -----
    The integral of [k(T) / k(T_plan) - 1] dt [1]_.

    References
    ----------
    .. [1] Tijskens L.M.M., Polderdijk J.J. (1996), Agricultural Systems 51, 431-452, for the integral.

    Examples
    --------
    Four hours of waxberry at 25 °C use 37.5 h of life at 0 °C, 33.5 h more than planned.

    >>> excess_costs_h(np.array([0.0, 4.0]), np.array([25.0, 25.0]), (0.0, 60.588)).round(1)
    array([33.5])
    """
    spent_h = segment_sums(arrhenius_cost(*planned, rule), time_h, temperature_c, starts)
    return spent_h - spans_h(time_h, temperature_c, starts)


def lives_left_h(
    used: Array, reference_life_h: float, kinetics: tuple[float, float], planned_c: float
) -> Array:
    """Return the shelf life that is left at the planned temperature.

    Parameters
    ----------
    used : array
        Fraction of life used; from 1 on nothing is left. [-]
    reference_life_h : float
        Life at the reference temperature, above 0. [h]
    kinetics : (float, float)
        Reference temperature [°C] and activation energy [kJ/mol].
    planned_c : float
        Planned temperature. [°C]

    Returns
    -------
    array
        Median remaining life; `uncertainty.remaining_life_band` puts a band around it. [h]

    Raises
    ------
    ValueError
        A life that is not above 0.

    Notes
    -----
    (1 - D) L(T_plan), with L(T) = L_ref / k(T) [1]_.

    References
    ----------
    .. [1] Tijskens L.M.M., Polderdijk J.J. (1996), Agricultural Systems 51, 431-452.

    Examples
    --------
    >>> (lives_left_h(np.array([0.29463, 1.2]), 336.0, (1.0, 60.588), 2.0) / 24.0).round(3)
    array([8.966, 0.   ])
    """
    left = 1.0 - used
    kept = np.where(left < 0.0, 0.0, left)
    return kept * _positive("reference_life_h", reference_life_h) / arrhenius_rate(planned_c, *kinetics)


def _positive(name: str, value: float) -> float:
    if not value > 0.0:
        raise ValueError(f"{name}: {value}, expected more than 0")
    return value
