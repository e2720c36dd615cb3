"""Goods that warm themselves: the heat of respiration, and what it does behind a packaging."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np

from alerts.science.product_series import RunningGoods, follow_air_many, go_on
from alerts.science.segments import Array, Starts

W_KG_PER_ML = 122.0 * 4_184.0 / (86_400.0 * 1_000.0)
"""Heat of a millilitre of carbon dioxide per kilogram and hour. [W/kg per ml/(kg h)] (122 kcal per tonne and
day, University of California Davis, produce facts; grade G)"""
W_KG_PER_MG = 2_805.0 / (6.0 * 44.01) / 3_600.0
"""Heat of a milligram of carbon dioxide per kilogram and hour. [W/kg per mg/(kg h)] (derived: glucose burns
with 2,805 kJ/mol to six moles of the gas, 10.6 J/mg; handbooks say 10.7)"""
PRODUCE_KJ_KG_K = 3.8
"""Heat capacity of fruit and vegetables of about 88 % water. [kJ/(kg K)] (Siebel's 0.84 + 3.35 x water
content, ASHRAE Handbook of Refrigeration; grade S)"""
SETTLED_K = 1e-11
"""Change of a temperature below which it is taken for settled. [K] (house choice)"""
ROUNDS = 200
"""Rounds in which it has to settle. [-] (derived: enough where half of the warmth comes back each time)"""


def respiration_heat(
    temperature_c: Array, rates: Sequence[tuple[float, float]], per_rate: float = W_KG_PER_ML
) -> Array:
    """Return the heat of respiration at each temperature.

    Parameters
    ----------
    temperature_c : array
        Temperature of the goods. [°C]
    rates : sequence of (float, float)
        At least two temperatures, ascending [°C], and the respiration rate at each, above 0 [ml or mg CO2
        per kg and h].
    per_rate : float
        `W_KG_PER_ML` or `W_KG_PER_MG`. [W/kg per rate]

    Returns
    -------
    array
        Heat; NaN where the temperature is. [W/kg]

    Raises
    ------
    ValueError
        Fewer than two ascending temperatures, or a rate that is not above 0.

    Notes
    -----
    The rate's logarithm is linear between measured temperatures, a Q10 for each band [1]_; beyond them it
    is that of the nearest one: rates fall again in heat, and frozen goods do not respire. From a
    millilitre come 122 kcal per tonne and day [2]_.

    References
    ----------
    .. [1] Saltveit M.E., "Respiratory metabolism", in USDA Agriculture Handbook 66.
    .. [2] University of California Davis, Postharvest Center, produce facts.

    Examples
    --------
    Strawberry of 75 ml/(kg h) at 20 °C: 0.44 W/kg; at 15 °C between 37.5 and that, 0.31 W/kg.

    >>> strawberry = ((0.0, 8.0), (10.0, 37.5), (20.0, 75.0))
    >>> respiration_heat(np.array([20.0, 15.0]), strawberry).round(3)
    array([0.443, 0.313])
    """
    at_c, rate = np.array(rates, dtype=np.float64).reshape(-1, 2).T
    if at_c.size <= 1 or not np.all(np.diff(at_c) > 0.0) or not np.all(rate > 0.0):
        raise ValueError(f"rates: {rates}, expected two or more ascending temperatures with rates above 0")
    return per_rate * np.exp(np.interp(temperature_c, at_c, np.log(rate)))


def rise_k(heat_w_kg: Array, lag_h: float, heat_capacity_kj_kg_k: float = PRODUCE_KJ_KG_K) -> Array:
    """Return by how much goods end up warmer than their air.

    Parameters
    ----------
    heat_w_kg : array
        Heat of respiration. [W/kg]
    lag_h : float
        Time constant of the goods in their packaging. [h]
    heat_capacity_kj_kg_k : float
        Heat capacity of the goods, above 0. [kJ/(kg K)]

    Returns
    -------
    array
        Rise at which as much heat leaves as comes. [K]

    Raises
    ------
    ValueError
        A lag below 0, or a heat capacity that is not above 0.

    Notes
    -----
    q tau / c: the packaging lets c / tau out per kelvin [1]_.

    References
    ----------
    .. [1] Textbook: steady state of a first-order system with a source.

    Examples
    --------
    Broccoli at 20 °C, 150 ml/(kg h), in the middle of a pallet of 8 h: 6.7 K above its air.

    >>> rise_k(np.array([150.0 * W_KG_PER_ML]), 8.0).round(1)
    array([6.7])
    """
    if not (heat_capacity_kj_kg_k > 0.0 and lag_h >= 0.0):
        raise ValueError(
            f"lag_h {lag_h}, heat_capacity_kj_kg_k {heat_capacity_kj_kg_k}: expected at least 0, above 0"
        )
    return heat_w_kg * (3.6 * lag_h / heat_capacity_kj_kg_k)


def follow_air_respiring(
    samples: tuple[Array, Array],
    initial_c: Array | float,
    lag_h: Array | float,
    rise: Callable[[Array], Array],
    starts: Starts | None = None,
) -> Array:
    """Return the temperature of goods that warm themselves, at every sample of the air.

    Parameters
    ----------
    samples : (array, array)
        Times and air temperatures, as in `product_series.follow_air_many`. [h], [°C]
    initial_c : float or array
        Product temperature at the first sample, of all series or of each. [°C]
    lag_h : float or array
        Time constant of the goods in their packaging, of all series or of each. [h]
    rise : callable
        `rise_k` as a function of the goods' temperatures [°C]. [K]
    starts : array of int, optional
        As in `product_series.follow_air_many`. [-]

    Returns
    -------
    array
        Product temperature at each sample. [°C]

    Raises
    ------
    ValueError
        A rise that grows by a kelvin or more per kelvin; otherwise as `product_series.follow_air_many`.

    Notes
    -----
    tau dT/dt = T_a + rise(T) - T: the goods follow air that is warmer by their rise, which is worked out
    from their own temperature until that settles [1]_; between samples the rise runs evenly. Goods whose
    rise grows as fast as their temperature heat without end: that is refused.

    References
    ----------
    .. [1] Picard's iteration, a contraction where the rise grows by less than 1 K/K.

    Examples
    --------
    Goods in air of 10 °C that would end up 2 K warmer, after five lags.

    >>> time_h = np.linspace(0.0, 5.0, 51)
    >>> goods_c = follow_air_respiring((time_h, np.full(51, 10.0)), 10.0, 1.0, lambda c: 2.0 + 0.0 * c)
    >>> goods_c[[0, 10, 50]].round(3)
    array([10.   , 11.264, 11.987])
    """
    time_h, air_c = samples
    goods_c = follow_air_many(time_h, air_c, initial_c, lag_h, starts)
    for _ in range(ROUNDS):
        before_c = goods_c
        warmed_c = air_c + rise(before_c)
        if np.isinf(warmed_c).any():
            break
        goods_c = follow_air_many(time_h, warmed_c, initial_c, lag_h, starts)
        if not np.any(np.abs(goods_c - before_c) > SETTLED_K):
            return goods_c
    raise ValueError(f"rise: at {np.nanmax(goods_c):.1f} °C still growing, expected less than 1 K per kelvin")


def take_air_respiring(
    state: RunningGoods,
    samples: tuple[Array, Array],
    initial_c: float,
    lag_h: float,
    rise: Callable[[Array], Array],
) -> tuple[RunningGoods, Array]:
    """Return the state of goods that warm themselves after more samples of the air.

    Parameters
    ----------
    state : RunningGoods
        The state so far; `RunningGoods()` at the beginning.
    samples : (array, array)
        Times, ascending, none before the newest of the state [h]; air temperature at each [°C].
    initial_c : float
        Product temperature at the very first sample. [°C]
    lag_h, rise
        As in `follow_air_respiring` [h], [K]; the same for all pieces of a history.

    Returns
    -------
    (RunningGoods, array)
        The state that the whole history has; product temperatures at the new samples. [°C]

    Raises
    ------
    ValueError
        Samples before the newest of the state; otherwise as `follow_air_respiring`.

    Notes
    -----
    As `follow_air_respiring` of the whole history, in whatever pieces it comes [1]_.

    References
    ----------
    .. [1] `product_series.take_air`.

    Examples
    --------
    >>> state = RunningGoods(0.0, 10.0, 12.0)
    >>> later = take_air_respiring(state, (np.ones(1), np.full(1, 10.0)), 12.0, 1.0, lambda c: 2.0 + 0.0 * c)
    >>> later[1]
    array([12.])
    """

    def follow(time_h: Array, air_c: Array, goods_c: float) -> Array:
        """Return goods that warm themselves, from where they were."""
        return follow_air_respiring((time_h, air_c), goods_c, lag_h, rise)

    return go_on(state, samples, initial_c, follow)
