"""How much faster goods spend their life when it is warmer: relative rates.

A relative rate is 1 at the reference temperature; life at another temperature is the life at the
reference divided by it.
"""

from __future__ import annotations

from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

GAS_CONSTANT_J_MOL_K = 8.314462
"""Molar gas constant. [J/(mol K)] (CODATA 2018, rounded; grade S)"""
ZERO_CELSIUS_K = 273.15
"""Temperature of 0 °C. [K] (SI brochure; grade S)"""

Values = TypeVar("Values", float, NDArray[np.float64])
"""One number or an array of them: what goes in comes out."""


def arrhenius_rate(temperature_c: Values, reference_c: float, activation_kj_mol: float) -> Values:
    """Return the Arrhenius rate relative to the one at the reference temperature.

    Parameters
    ----------
    temperature_c : float or array
        Temperature of the goods. [°C]
    reference_c : float
        Temperature at which the rate is 1. [°C]
    activation_kj_mol : float
        Activation energy of the process that ends the life. [kJ/mol]

    Returns
    -------
    float or array
        Relative rate. [-]

    Notes
    -----
    k = exp[(Ea / R) (1 / T_ref - 1 / T)], temperatures in kelvin [1]_. Valid between the freezing
    point of the goods and about 30 °C; below the chilling threshold of chilling-sensitive goods it is
    not [2]_.

    References
    ----------
    .. [1] Tijskens L.M.M., Polderdijk J.J. (1996), "A generic model for keeping quality of vegetable
       produce during storage and distribution", Agricultural Systems 51, 431-452.
    .. [2] Saltveit M.E., "Respiratory metabolism", in USDA Agriculture Handbook 66.

    Examples
    --------
    Waxberry at 25 °C spends its life eight and a half times as fast as at 1 °C.

    >>> round(float(arrhenius_rate(25.0, reference_c=1.0, activation_kj_mol=60.588)), 3)
    8.496
    """
    slope_k = 1_000.0 * activation_kj_mol / GAS_CONSTANT_J_MOL_K
    inverse = 1.0 / (reference_c + ZERO_CELSIUS_K) - 1.0 / (temperature_c + ZERO_CELSIUS_K)
    return np.exp(slope_k * inverse)  # type: ignore[no-any-return]  # numpy types a float's exp as Any


def q10_rate(temperature_c: Values, reference_c: float, q10: float) -> Values:
    """Return the rate relative to the reference when 10 K more make it *q10* times as fast.

    Parameters
    ----------
    temperature_c : float or array
        Temperature of the goods. [°C]
    reference_c : float
        Temperature at which the rate is 1. [°C]
    q10 : float
        Factor per 10 K. [-]

    Returns
    -------
    float or array
        Relative rate. [-]

    Notes
    -----
    k = Q10^((T - T_ref) / 10) [1]_. One Q10 holds for about 10 K only: USDA bands fall from 2.5-4.0
    (0-10 °C) to 1.5-2.0 (20-30 °C).

    References
    ----------
    .. [1] Saltveit M.E., "Respiratory metabolism", in USDA Agriculture Handbook 66.

    Examples
    --------
    >>> round(float(q10_rate(5.0, reference_c=0.0, q10=3.0)), 3)
    1.732
    """
    return q10 ** ((temperature_c - reference_c) / 10.0)  # type: ignore[no-any-return]  # float ** array


def q10_of_activation(activation_kj_mol: float, temperature_c: float) -> float:
    """Return the Q10 between *temperature_c* and 10 K above it that an activation energy amounts to.

    Parameters
    ----------
    activation_kj_mol : float
        Activation energy. [kJ/mol]
    temperature_c : float
        Lower end of the 10 K. [°C]

    Returns
    -------
    float
        Q10. [-]

    Notes
    -----
    ln Q10 = 10 Ea / (R T (T + 10)), T in kelvin: [1]_ written for two temperatures 10 K apart.

    References
    ----------
    .. [1] Arrhenius relation, as in `arrhenius_rate`.

    Examples
    --------
    >>> round(q10_of_activation(60.6, 0.0), 2), round(q10_of_activation(60.6, 10.0), 2)
    (2.57, 2.41)
    """
    low_k = temperature_c + ZERO_CELSIUS_K
    return float(np.exp(10_000.0 * activation_kj_mol / (GAS_CONSTANT_J_MOL_K * low_k * (low_k + 10.0))))


def activation_of_q10(q10: float, temperature_c: float) -> float:
    """Return the activation energy that a Q10 between *temperature_c* and 10 K above it amounts to.

    Parameters
    ----------
    q10 : float
        Factor per 10 K. [-]
    temperature_c : float
        Lower end of the 10 K. [°C]

    Returns
    -------
    float
        Activation energy. [kJ/mol]

    Raises
    ------
    ValueError
        A Q10 that is not above 0.

    Notes
    -----
    The inverse of `q10_of_activation` [1]_.

    References
    ----------
    .. [1] Arrhenius relation, as in `arrhenius_rate`.

    Examples
    --------
    >>> round(activation_of_q10(q10_of_activation(58.2, 0.0), 0.0), 9)
    58.2
    """
    if q10 <= 0.0:
        raise ValueError(f"q10: {q10}, expected more than 0")
    low_k = temperature_c + ZERO_CELSIUS_K
    return float(np.log(q10)) * GAS_CONSTANT_J_MOL_K * low_k * (low_k + 10.0) / 10_000.0


def temperature_of_rate(rate: Values, reference_c: float, activation_kj_mol: float) -> Values:
    """Return the temperature at which the Arrhenius rate has a value.

    Parameters
    ----------
    rate : float or array
        Rate relative to the one at the reference temperature, above 0. [-]
    reference_c : float
        Temperature at which the rate is 1. [°C]
    activation_kj_mol : float
        Activation energy, above 0. [kJ/mol]

    Returns
    -------
    float or array
        Temperature. [°C]

    Raises
    ------
    ValueError
        A rate that is not above 0; an activation energy of 0.

    Notes
    -----
    The inverse of `arrhenius_rate` [1]_: 1 / T = 1 / T_ref - (R / Ea) ln k.

    References
    ----------
    .. [1] Arrhenius relation, as in `arrhenius_rate`.

    Examples
    --------
    >>> round(float(temperature_of_rate(8.4963485, reference_c=1.0, activation_kj_mol=60.588)), 4)
    25.0
    """
    if np.any(rate <= 0.0):
        raise ValueError(f"rate: {np.min(rate)}, expected more than 0")
    if activation_kj_mol == 0.0:
        raise ValueError("activation_kj_mol: 0.0, expected another: no rate depends on temperature then")
    slope_k = 1_000.0 * activation_kj_mol / GAS_CONSTANT_J_MOL_K
    inverse = 1.0 / (reference_c + ZERO_CELSIUS_K) - np.log(rate) / slope_k
    return 1.0 / inverse - ZERO_CELSIUS_K  # type: ignore[no-any-return]  # numpy types a float's log as Any
