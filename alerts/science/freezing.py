"""Freezing: where goods freeze, and what is told before they do."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from alerts.science.alarm_counters import AlarmRule, Counted, Counting, counts_outside
from alerts.science.exposure import Side
from alerts.science.packaging_lag import THINNEST_LAG_H, cold_side_lag_h
from alerts.science.product_series import follow_air_many
from alerts.science.ramps import Rule
from alerts.science.ranges import numbers
from alerts.science.segments import Array, Starts

CRYOSCOPIC_K_KG_MOL = 1.86
"""By how much a mole in a kilogram of water lowers its freezing point. [K kg/mol] (textbook; CRC Handbook of
Chemistry and Physics; grade S)"""
SUCROSE_G_MOL = 342.3
"""Molar mass of sucrose. [g/mol] (IUPAC atomic weights; grade S)"""
HEXOSE_G_MOL = 180.16
"""Molar mass of glucose and fructose. [g/mol] (IUPAC atomic weights; grade S)"""
MARGIN_K = 0.5
"""How far above the freezing point the alarm stands: supercooling makes the instant unpredictable. [K] (house
choice)"""
DELAY_H = 10.0 / 60.0
"""How long goods have to be that cold. [h] (house choice)"""


class FreezingRange(NamedTuple):
    """Between what a freezing point may lie."""

    low_c: float
    """If all of the sugar is hexose. [°C]"""
    high_c: float
    """If all of it is sucrose. [°C]"""


def freezing_point_c(solute_share: float, molar_mass_g_mol: float) -> float:
    """Return where a juice freezes.

    Parameters
    ----------
    solute_share : float
        Mass of what is dissolved, as a part of the juice, from 0 to below 1. [-]
    molar_mass_g_mol : float
        Its molar mass, above 0. [g/mol]

    Returns
    -------
    float
        Freezing point. [°C]

    Raises
    ------
    ValueError
        A share outside 0 to below 1, or a molar mass that is not above 0.

    Notes
    -----
    -1.86 times the molality, for ideal solutions: to about 0.1 K up to 20 % of sugar. Acids and salts,
    which are not counted, lower it further [1]_.

    References
    ----------
    .. [1] Raoult's law, textbook form for dilute solutions.

    Examples
    --------
    Juice with 12 % of sugar, all sucrose and all hexose.

    >>> round(freezing_point_c(0.12, SUCROSE_G_MOL), 2), round(freezing_point_c(0.12, HEXOSE_G_MOL), 2)
    (-0.74, -1.41)
    """
    if not (0.0 <= solute_share < 1.0 and molar_mass_g_mol > 0.0):
        raise ValueError(
            f"solute_share {solute_share}, molar_mass_g_mol {molar_mass_g_mol}: expected 0 to 1, above 0"
        )
    molality = 1_000.0 * solute_share / ((1.0 - solute_share) * molar_mass_g_mol)
    return -CRYOSCOPIC_K_KG_MOL * molality


def freezing_range_of_fruit(soluble_solids_share: float) -> FreezingRange:
    """Return between what the freezing point of a fruit may lie, of which only the sweetness is known.

    Parameters
    ----------
    soluble_solids_share : float
        Soluble solids of the juice: degrees Brix / 100. [-]

    Returns
    -------
    FreezingRange
        Freezing points if the sugar is hexose and if it is sucrose. [°C]

    Raises
    ------
    ValueError
        A share outside 0 to below 1.

    Notes
    -----
    `freezing_point_c` for both; alarms take the higher one [1]_. Measure your own cultivar before you
    come any closer.

    References
    ----------
    .. [1] Raoult's law, textbook form for dilute solutions.

    Examples
    --------
    >>> [round(edge_c, 2) for edge_c in freezing_range_of_fruit(0.12)]
    [-1.41, -0.74]
    """
    return FreezingRange(
        freezing_point_c(soluble_solids_share, HEXOSE_G_MOL),
        freezing_point_c(soluble_solids_share, SUCROSE_G_MOL),
    )


def freeze_alarm(freezing_c: float, margin_k: float = MARGIN_K, delay_h: float = DELAY_H) -> AlarmRule:
    """Return the alarm of goods that must not freeze.

    Parameters
    ----------
    freezing_c : float
        Freezing point. [°C]
    margin_k : float
        How far above it the alarm stands, at least 0. [K]
    delay_h : float
        How long goods have to be that cold, at least 0. [h]

    Returns
    -------
    AlarmRule
        T at or below the freezing point and its margin, without a break; for
        `alarm_counters.count_outside`. Vaccines have their own, in `alarm_counters.WHO_TYPE_1`. [°C], [h]

    Raises
    ------
    ValueError
        A freezing point that is no number, a margin or a delay below 0.

    Notes
    -----
    Goods freeze somewhere below their freezing point, at an instant that nobody can tell: so the alarm
    comes before, and soon [1]_.

    References
    ----------
    .. [1] House choice; the freezing points: Whiteman T.M., USDA, and Agriculture Handbook 66.

    Examples
    --------
    Lettuce, which freezes at -0.2 °C.

    >>> freeze_alarm(-0.2).limit_c
    0.3
    """
    if not (np.isfinite(freezing_c) and margin_k >= 0.0 and delay_h >= 0.0):
        raise ValueError(
            f"freezing_c {freezing_c}, margin_k {margin_k}, delay_h {delay_h}: expected at least 0"
        )
    return AlarmRule(freezing_c + margin_k, Side.BELOW, Counting.CONSECUTIVE, delay_h)


def count_freezing(
    samples: tuple[Array, Array],
    initial_c: float,
    lag_h: float,
    alarm: AlarmRule,
    thinnest_h: float = THINNEST_LAG_H,
) -> Counted:
    """Return what a freeze alarm says about goods whose air was measured.

    Parameters
    ----------
    samples : (array, array)
        Times, ascending [h], and air temperatures [°C].
    initial_c : float
        Product temperature at the first sample. [°C]
    lag_h : float
        Time constant of the goods in their packaging; 0 where the probe is in the goods. [h]
    alarm : AlarmRule
        Of `freeze_alarm` or of a recorder. [°C], [h]
    thinnest_h : float
        The shortest lag of all packagings that may stand there. [h]

    Returns
    -------
    Counted
        Most hours counted [h] and when the alarm was raised, None where it was not.

    Raises
    ------
    ValueError
        Times that go back or are no numbers, shapes that do not fit each other, an infinite temperature;
        a lag below 0.

    Notes
    -----
    The air is filtered by `packaging_lag.cold_side_lag_h`, never by the lag of a large box: its outermost
    fruit has none of that protection [1]_.

    References
    ----------
    .. [1] House rule; lags: Carnelossi et al. (2013), Margeirsson et al. (2011).

    Examples
    --------
    Two hours of -3 °C over goods of 2 °C: an EPS box is no reason to keep silent.

    >>> time_h, air_c = np.array([0.0, 0.0, 2.0]), np.array([2.0, -3.0, -3.0])
    >>> count_freezing((time_h, air_c), 2.0, 8.4, freeze_alarm(-0.8)).alarm_at_h is None
    False
    """
    most_h, alarm_at_h = counts_freezing(samples, initial_c, lag_h, alarm, thinnest_h=thinnest_h)
    return Counted(float(most_h[0]), None if np.isinf(alarm_at_h[0]) else float(alarm_at_h[0]))


def counts_freezing(  # noqa: PLR0913 - what a formula takes, each in its unit
    samples: tuple[Array, Array],
    initial_c: Array | float,
    lag_h: Array | float,
    alarm: AlarmRule,
    starts: Starts | None = None,
    *,
    thinnest_h: Array | float = THINNEST_LAG_H,
) -> tuple[Array, Array]:
    """Return what a freeze alarm says about the goods of many series whose air was measured.

    Parameters
    ----------
    samples : (array, array)
        Times, ascending in each series [h]: one row for each, or one for all of them; air temperatures:
        series x samples, or all series one after the other [°C].
    initial_c, lag_h, thinnest_h : float or array
        As in `count_freezing`, of all series or of each. [°C], [h], [h]
    alarm : AlarmRule
        As there. [°C], [h]
    starts : array of int, optional
        For the flat form: index of the first sample of every series. [-]

    Returns
    -------
    (array, array)
        Most hours that each counter showed [h], NaN where a temperature is; time of each alarm, infinity
        where there is none [h].

    Raises
    ------
    ValueError
        Times that go back or are no numbers, shapes that do not fit each other, an infinite temperature;
        a lag below 0.

    Notes
    -----
    As `count_freezing` of each series, in one pass [1]_.

    References
    ----------
    .. [1] House rule; lags: Carnelossi et al. (2013), Margeirsson et al. (2011).

    Examples
    --------
    Two hours of -3 °C and of 1 °C over boxes that were at 2 °C.

    >>> time_h, air_c = np.array([0.0, 0.0, 2.0]), np.array([[2.0, -3.0, -3.0], [2.0, 1.0, 1.0]])
    >>> np.isinf(counts_freezing((time_h, air_c), 2.0, 8.4, freeze_alarm(-0.8))[1])
    array([False,  True])
    """
    cold_lag_h = numbers(cold_side_lag_h(numbers(lag_h), thinnest_h))
    goods_c = follow_air_many(*samples, initial_c, cold_lag_h, starts)
    return counts_outside(samples[0], goods_c, alarm, starts, Rule.RAMP)
