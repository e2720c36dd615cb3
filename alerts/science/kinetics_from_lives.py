"""Kinetics out of what tables publish: lives, or rates, at two or more temperatures."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from alerts.science.kinetics import GAS_CONSTANT_J_MOL_K, ZERO_CELSIUS_K
from alerts.science.segments import Array


class FittedKinetics(NamedTuple):
    """An Arrhenius line through published lives."""

    activation_kj_mol: float
    """Activation energy. [kJ/mol]"""
    life_at_0_c: float
    """Life at 0 °C by the line, in the unit of the lives. [h or d]"""
    residuals: Array
    """By how much the line's lives lie above the published ones, relative. [-]"""


def activation_of_lives(temperature_c: Array, life: Array) -> FittedKinetics:
    """Return the kinetics that lives at several temperatures amount to.

    Parameters
    ----------
    temperature_c : array
        Temperatures, at least two different ones. [°C]
    life : array
        Life at each of them, above 0. [h or d]

    Returns
    -------
    FittedKinetics
        Activation energy [kJ/mol], life at 0 °C, and relative residuals [-].

    Raises
    ------
    ValueError
        Fewer than two different temperatures, or not one for each life; a life that is not above 0.

    Notes
    -----
    Least squares of ln(life) on 1 / T [1]_. Lives of tables are mostly ranges and lengths of
    experiments, not end points: the spread of a life fitted from them is no smaller than 0.15.

    References
    ----------
    .. [1] Arrhenius relation, as in `kinetics.arrhenius_rate`.

    Examples
    --------
    Lengths of a study of waxberry: 14 d at 1 °C, 5 d at 10 °C, 2.5 d at 20 °C.

    >>> fitted = activation_of_lives(np.array([1.0, 10.0, 20.0]), np.array([14.0, 5.0, 2.5]))
    >>> round(fitted.activation_kj_mol, 1), fitted.residuals.round(2)
    (60.5, array([-0.06,  0.13, -0.06]))
    """
    if temperature_c.shape != life.shape or np.unique(temperature_c).size < 2:  # noqa: PLR2004 - a line
        raise ValueError(f"temperature_c: {temperature_c.tolist()}, expected two or more, one for each life")
    if not np.all(life > 0.0):
        raise ValueError(f"life: {life.tolist()}, expected each above 0")
    inverse = 1.0 / (temperature_c + ZERO_CELSIUS_K) - 1.0 / ZERO_CELSIUS_K
    slope, at_0_c = np.polynomial.polynomial.polyfit(inverse, np.log(life), 1)[::-1]
    residuals = np.exp(at_0_c + slope * inverse) / life - 1.0
    return FittedKinetics(float(slope) * GAS_CONSTANT_J_MOL_K / 1_000.0, float(np.exp(at_0_c)), residuals)


def q10_of_rates(temperatures_c: tuple[float, float], rates: tuple[float, float]) -> float:
    """Return the Q10 that rates at two temperatures amount to.

    Parameters
    ----------
    temperatures_c : (float, float)
        Two different temperatures. [°C]
    rates : (float, float)
        Rate of the same process at each, above 0; for lives, their inverse. [any]

    Returns
    -------
    float
        Factor per 10 K. [-]

    Raises
    ------
    ValueError
        Two equal temperatures; a rate that is not above 0.

    Notes
    -----
    Q10 = (k2 / k1)^(10 / (T2 - T1)) [1]_.

    References
    ----------
    .. [1] Saltveit M.E., "Respiratory metabolism", in USDA Agriculture Handbook 66.

    Examples
    --------
    Softening of waxberry, 0.0453 per day at 4 °C and 0.0902 at 25 °C, is the wrong clock for decay.

    >>> round(q10_of_rates((4.0, 25.0), (0.0453, 0.0902)), 2)
    1.39
    """
    change_k = temperatures_c[1] - temperatures_c[0]
    if change_k == 0.0:
        raise ValueError(f"temperatures_c: {temperatures_c}, expected two different ones")
    if not min(rates) > 0.0:
        raise ValueError(f"rates: {rates}, expected both above 0")
    return float((rates[1] / rates[0]) ** (10.0 / change_k))
