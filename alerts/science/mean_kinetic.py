"""Mean kinetic temperature: the one temperature that would have done as much as the whole history.

In any window: ``mean_kinetic_windows``.
"""

from __future__ import annotations

import numpy as np

from alerts.science.kinetics import arrhenius_rate, temperature_of_rate
from alerts.science.ramps import Rule, arrhenius_cost
from alerts.science.segments import Array, Starts, in_order, segment_sums, spans_h

ACTIVATION_KJ_MOL = 83.144
"""Activation energy where the product has none of its own. [kJ/mol] (USP 29 <1160>; grade S)"""
ANCHOR_C = 20.0
"""Temperature to which rates are taken relative; the result does not depend on it. [°C] (house choice)"""


def mean_kinetic_temperature(
    time_h: Array,
    temperature_c: Array,
    activation_kj_mol: float = ACTIVATION_KJ_MOL,
    rule: Rule = Rule.TRAPEZOID,
) -> float:
    """Return the mean kinetic temperature of one history, whatever the order of its samples.

    Parameters
    ----------
    time_h, temperature_c : array
        Times, in any order, those of one time averaged [h]; temperature at each of them [°C].
    activation_kj_mol : float
        Activation energy, above 0. [kJ/mol]
    rule : Rule
        What happened between the samples. [-]

    Returns
    -------
    float
        Mean kinetic temperature, between the lowest and the highest of the history. [°C]

    Raises
    ------
    ValueError
        No samples; a time that is no number, shapes that differ, an infinite temperature; one of absolute
        zero or less.

    Notes
    -----
    T = (H / R) / -ln(mean of exp[-H / (R T)] over time) [1]_, the mean by the trapezoid rule on the
    intervals as they were, as in published reference code [2]_; `Rule.STEP` is its other rule. It
    averages: a short excursion can hide in it, so show the excursion beside it [3]_.

    References
    ----------
    .. [1] USP 29, <1160> "Pharmaceutical calculations in prescription compounding".
    .. [2] Tong C., Lock A. (2015), JSM Proceedings, Biopharmaceutical Section; functions mkt1, mkt2.
    .. [3] USP stimuli article on the correct use of mean kinetic temperature: 23.98 °C over 52 weeks,
       28.98 °C over the worst 30 days of them.

    Examples
    --------
    >>> time_h = np.array([0.0, 1.0, 2.0, 2.0, 6.0, 12.0, 24.0])
    >>> temperature_c = np.array([5.0, 5.0, 14.0, 12.0, 14.0, 6.0, 5.0])
    >>> round(mean_kinetic_temperature(time_h, temperature_c), 3)
    9.008
    >>> round(mean_kinetic_temperature(time_h, temperature_c, rule=Rule.STEP), 3)
    9.967
    """
    times_h, values_c, _ = in_order(time_h, temperature_c)
    return float(mean_kinetic_temperatures(times_h, values_c, activation_kj_mol, rule=rule)[0])


def mean_kinetic_temperatures(
    time_h: Array,
    temperature_c: Array,
    activation_kj_mol: float = ACTIVATION_KJ_MOL,
    starts: Starts | None = None,
    rule: Rule = Rule.TRAPEZOID,
) -> Array:
    """Return the mean kinetic temperature of every series.

    Parameters
    ----------
    time_h : array
        Times, ascending in each series: one row for each, or one for all of them. [h]
    temperature_c : array
        Temperature: series x samples; or all series one after the other. [°C]
    activation_kj_mol : float
        Activation energy, above 0. [kJ/mol]
    starts : array of int, optional
        For the flat form: index of the first sample of every series. [-]
    rule : Rule
        What happened between the samples. [-]

    Returns
    -------
    array
        Mean kinetic temperature of each; of a single sample its temperature. [°C]

    Raises
    ------
    ValueError
        Times that go back or are no numbers, shapes that do not fit each other, an infinite temperature;
        one of absolute zero or less; an activation energy of 0.

    Notes
    -----
    As `mean_kinetic_temperature` [1]_.

    References
    ----------
    .. [1] USP 29, <1160>.

    Examples
    --------
    >>> time_h, temperature_c = np.array([0.0, 6.0, 24.0]), np.array([[5.0, 15.0, 5.0], [7.0, 7.0, 7.0]])
    >>> mean_kinetic_temperatures(time_h, temperature_c).round(3)
    array([11.387,  7.   ])
    """
    rate_h = segment_sums(arrhenius_cost(ANCHOR_C, activation_kj_mol, rule), time_h, temperature_c, starts)
    hours = spans_h(time_h, temperature_c, starts)
    lasting = hours > 0.0
    mean = np.where(lasting, rate_h, 1.0) / np.where(lasting, hours, 1.0)
    first_c = temperature_c[:, 0] if temperature_c.ndim > 1 else temperature_c[_firsts(starts)]
    return np.where(lasting, temperature_of_rate(mean, ANCHOR_C, activation_kj_mol), first_c)


def temperature_of_mean(rate_h: float, hours: float, kinetics: tuple[float, float]) -> float:
    """Return the mean kinetic temperature that a running sum amounts to.

    Parameters
    ----------
    rate_h : float
        Equivalent time at the reference temperature, above 0: `running.total` of an Arrhenius cost. [h]
    hours : float
        Length of the history, above 0: `running.RunningSum.hours`. [h]
    kinetics : (float, float)
        Reference temperature [°C] and activation energy [kJ/mol] of that cost.

    Returns
    -------
    float
        Mean kinetic temperature. [°C]

    Raises
    ------
    ValueError
        Hours that are not above 0.

    Notes
    -----
    The temperature at which the mean rate is the rate [1]_.

    References
    ----------
    .. [1] USP 29, <1160>.

    Examples
    --------
    Half of the time at a rate of 1 and half of it at the rate of 14 °C.

    >>> rate_h = 12.0 + 12.0 * float(arrhenius_rate(14.0, 5.0, ACTIVATION_KJ_MOL))
    >>> round(temperature_of_mean(rate_h, 24.0, (5.0, ACTIVATION_KJ_MOL)), 3)
    10.639
    >>> round(mean_kinetic_of_periods(np.array([5.0, 14.0]), np.array([12.0, 12.0])), 3)
    10.639
    """
    if not hours > 0.0:
        raise ValueError(f"hours: {hours}, expected more than 0")
    return float(temperature_of_rate(rate_h / hours, *kinetics))


def mean_kinetic_of_periods(
    temperature_c: Array, duration_h: Array, activation_kj_mol: float = ACTIVATION_KJ_MOL
) -> float:
    """Return the mean kinetic temperature of periods of constant temperature.

    Parameters
    ----------
    temperature_c, duration_h : array
        Temperature of each period [°C] and its length, not below 0 [h].
    activation_kj_mol : float
        Activation energy, above 0. [kJ/mol]

    Returns
    -------
    float
        Mean kinetic temperature. [°C]

    Raises
    ------
    ValueError
        Lengths below 0, or that add up to nothing.

    Notes
    -----
    The sum form of [1]_: weights d_i, T = (H / R) / -ln(sum of d_i exp[-H / (R T_i)] / sum of d_i). Equal
    weights make it the formula for equally spaced readings.

    References
    ----------
    .. [1] USP 29, <1160>.

    Examples
    --------
    A published example of seven equal readings; and a truck, 18 h at 5 °C and 6 h at 14 °C.

    >>> readings_c = np.array([2.0, 2.0, 5.0, 8.0, 8.0, 8.0, 8.0])
    >>> round(mean_kinetic_of_periods(readings_c, np.ones(7)), 2)
    6.25
    >>> round(mean_kinetic_of_periods(np.array([5.0, 14.0]), np.array([18.0, 6.0])), 3)
    8.285
    """
    hours = float(duration_h.sum())
    if not (hours > 0.0 and float(duration_h.min()) >= 0.0):
        raise ValueError(f"duration_h: {duration_h.tolist()}, expected lengths that add up to more than 0")
    rate = arrhenius_rate(temperature_c, ANCHOR_C, activation_kj_mol)
    mean = float(np.dot(rate, duration_h)) / hours
    return float(temperature_of_rate(mean, ANCHOR_C, activation_kj_mol))


def _firsts(starts: Starts | None) -> Starts:
    return np.zeros(1, dtype=np.intp) if starts is None else starts
