"""The temperature of the goods behind that of the air, over many series and piece by piece."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from alerts.science.chains import chain_series
from alerts.science.running import Tail
from alerts.science.segments import Array, Starts, checked_starts

Follow = Callable[[Array, Array, float], Array]
"""(times [h], air [°C], goods at the first of them [°C]) -> goods at each [°C]."""

INSTANT_LAG_H = 1e-300
"""Stands for no lag at all, which cannot be divided by. [h] (by definition)"""


def follow_air_many(  # noqa: PLR0913 - what a formula takes, each in its unit
    time_h: Array,
    air_c: Array,
    initial_c: Array | float,
    lag_h: Array | float,
    starts: Starts | None = None,
    *,
    held: bool = False,
) -> Array:
    """Return the product's temperature at every sample of the air, for many series.

    Parameters
    ----------
    time_h : array
        Times, ascending in each series: one row for each, or one for all of them. Where two samples have
        one time, the air jumps. [h]
    air_c : array
        Air temperature: series x samples; or all series one after the other. [°C]
    initial_c : float or array
        Product temperature at the first sample, of all series or of each. [°C]
    lag_h : float or array
        Time constant of the goods in their packaging, of all series or of each; 0: as warm as the air.
        [h]
    starts : array of int, optional
        For the flat form: index of the first sample of every series. [-]
    held : bool
        The air stays until the next sample, and does not run evenly to it: for sources that are silent
        while nothing changes. [-]

    Returns
    -------
    array
        Product temperature at each sample, of the shape of *air_c*. NaN from the first sample of a series
        on that is NaN, and nowhere else; `segments.nan_at` names it. [°C]

    Raises
    ------
    ValueError
        Times that go back or are no numbers, shapes that do not fit each other, an infinite temperature;
        a lag below 0, an infinite initial temperature.

    Notes
    -----
    With D = T_a - T, x = t / tau and g = 1 - exp(-x): D_1 = D_0 (1 - g) + (A_1 - A_0) g / x, the exact
    solution of tau dT/dt = T_a - T for air that runs evenly between samples, however far apart [1]_.
    One lag for all of the goods: for those whose core lags behind their surface, see `surface_core`.

    References
    ----------
    .. [1] Textbook: first-order system with a ramp as its input, as `product_temperature.after_ramp`.

    Examples
    --------
    Twenty minutes of defrost, +10 K, behind a clamshell and behind an EPS box of fresh fish.

    >>> time_h = np.array([0.0, 0.0, 1 / 3])
    >>> air_c = np.array([[0.0, 10.0, 10.0], [0.0, 10.0, 10.0]])
    >>> follow_air_many(time_h, air_c, 0.0, np.array([0.93, 8.38]))[:, -1].round(2)
    array([3.01, 0.39])
    """
    if air_c.size == 0:
        return air_c.copy()
    lags_h = np.asarray(lag_h, dtype=np.float64)
    if not np.all((lags_h >= 0.0) & np.isfinite(lags_h)):
        raise ValueError(f"lag_h: {lag_h}, expected numbers of at least 0")
    firsts = checked_starts(time_h, air_c, starts) if air_c.ndim == 1 else None
    first_c = air_c[:, 0] if firsts is None else air_c[firsts]
    if np.isinf(initial_c).any() or np.shape(initial_c) not in {(), first_c.shape}:
        raise ValueError(f"initial_c: {initial_c}, expected one number, or {first_c.size}")
    link = _held_link if held else _ramp_link
    lags_h = lags_h if lags_h.all() else np.maximum(lags_h, INSTANT_LAG_H)
    behind_k = chain_series(link, (time_h, air_c), first_c - initial_c, lags_h, starts)
    at_once = np.broadcast_to(lags_h <= INSTANT_LAG_H, first_c.shape)
    if at_once.any():
        along = at_once[:, None] if firsts is None else np.repeat(at_once, np.diff(firsts, append=air_c.size))
        behind_k = np.where(along, 0.0 * behind_k, behind_k)
    goods_c: Array = air_c - behind_k
    return goods_c


@dataclass(frozen=True)
class RunningGoods:
    """Goods behind their air, up to the newest sample."""

    time_h: float | None = None
    """Time of the newest sample; None before the first. [h]"""
    air_c: float = 0.0
    """Air temperature then. [°C]"""
    goods_c: float = 0.0
    """Product temperature then. [°C]"""
    nan_at_h: float | None = None
    """When a temperature was NaN for the first time: why the goods' is. [h]"""

    @property
    def tail(self) -> Tail:
        """Return the end of the history, for `running.state_before`."""
        if self.time_h is None:
            return Tail()
        return Tail(self.time_h, self.air_c, 1, nan_at_h=self.nan_at_h)


def take_air(
    state: RunningGoods, samples: tuple[Array, Array], initial_c: float, lag_h: float, *, held: bool = False
) -> tuple[RunningGoods, Array]:
    """Return the state after more samples of the air, with the product temperature at each of them.

    Parameters
    ----------
    state : RunningGoods
        The state so far; `RunningGoods()` at the beginning.
    samples : (array, array)
        Times, ascending, none before the newest of the state [h]; air temperature at each [°C].
    initial_c : float
        Product temperature at the very first sample. [°C]
    lag_h, held
        As in `follow_air_many` [h]; the same for all pieces of a history.

    Returns
    -------
    (RunningGoods, array)
        The state that the whole history has; product temperatures at the new samples. [°C]

    Raises
    ------
    ValueError
        Samples before the newest of the state; otherwise as `follow_air_many`.

    Notes
    -----
    As `follow_air_many` of the whole history, in whatever pieces it comes [1]_. A sample that comes late
    is no new sample: fold again from the state before it, `running.state_before`.

    References
    ----------
    .. [1] Textbook: the state of a first-order system is its output.

    Examples
    --------
    >>> half_h = 1.0 / np.log(2.0)
    >>> state, _ = take_air(RunningGoods(), (np.array([0.0, 1.0]), np.zeros(2)), 8.0, half_h)
    >>> take_air(state, (np.array([2.0]), np.zeros(1)), 8.0, half_h)[1].round(6)
    array([2.])
    """

    def follow(time_h: Array, air_c: Array, goods_c: float) -> Array:
        """Return goods that follow the air from where they were."""
        return follow_air_many(time_h, air_c, goods_c, lag_h, held=held)

    return go_on(state, samples, initial_c, follow)


def go_on(
    state: RunningGoods, samples: tuple[Array, Array], initial_c: float, follow: Follow
) -> tuple[RunningGoods, Array]:
    """Return the state after more samples, and the goods' temperatures at them, however they *follow*.

    >>> go_on(RunningGoods(), (np.zeros(0), np.zeros(0)), 4.0, lambda time_h, air_c, goods_c: air_c)[1]
    array([], dtype=float64)
    """
    time_h, air_c = samples
    if time_h.size == 0:
        return state, air_c.copy()
    if state.time_h is None:
        goods_c = follow(time_h, air_c, initial_c)
        new_c = goods_c
    else:
        time_h, air_c = np.insert(time_h, 0, state.time_h), np.insert(air_c, 0, state.air_c)
        goods_c = follow(time_h, air_c, state.goods_c)
        new_c = goods_c[1:]
    unknown = np.flatnonzero(np.isnan(goods_c))
    nan_at_h = float(time_h[unknown[0]]) if unknown.size and state.nan_at_h is None else state.nan_at_h
    return RunningGoods(float(time_h[-1]), float(air_c[-1]), float(goods_c[-1]), nan_at_h), new_c


def _ramp_link(start_c: Array, end_c: Array, duration_h: Array, lag_h: Array) -> tuple[Array, Array]:
    """Return what is kept of the distance behind the air, and what air that runs evenly adds to it."""
    with np.errstate(over="ignore"):
        lags = duration_h / lag_h
    gone = -np.expm1(-lags)
    share = (gone + INSTANT_LAG_H) / (lags + INSTANT_LAG_H)
    return 1.0 - gone, share * (end_c - start_c)


def _held_link(start_c: Array, end_c: Array, duration_h: Array, lag_h: Array) -> tuple[Array, Array]:
    """Return what is kept of the distance behind the air, and what a jump at the end adds to it."""
    with np.errstate(over="ignore"):
        lags = duration_h / lag_h
    return np.exp(-lags), end_c - start_c
