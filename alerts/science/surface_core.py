"""Goods whose core lags behind their surface: a second-order lag, solved exactly."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, NamedTuple, cast

import numpy as np

from alerts.science.kinetics import Values
from alerts.science.product_series import follow_air_many
from alerts.science.ragged import laid_out
from alerts.science.ranges import as_given, numbers
from alerts.science.running import Tail
from alerts.science.segments import Array, Starts


class Body(NamedTuple, Generic[Values]):
    """What goods are to heat: a surface that meets the air, and a core that meets the surface.

    Numbers for all series, or arrays of one for each.
    """

    air_lag_h: Values
    """Time constant of all the goods towards the air, if they were of one temperature; above 0. [h]"""
    core_lag_h: Values
    """Time constant of the core towards the surface, above 0. [h]"""
    core_share: Values
    """Part of the goods' heat capacity that the core has, between 0 and 1. [-]"""


class Modes(NamedTuple, Generic[Values]):
    """The two first-order lags that a body is made of."""

    lags_h: tuple[Values, Values]
    """Time constants, the longer one first. [h]"""
    surface: tuple[Values, Values]
    """Their parts in the surface's answer to the air; they add up to 1. [-]"""
    core: tuple[Values, Values]
    """Their parts in the core's answer; likewise. The first is the core's lag factor in cooling. [-]"""


class Depths(NamedTuple):
    """Temperatures of surface and core, of the shape of the air's."""

    surface_c: Array
    """[°C]"""
    core_c: Array
    """[°C]"""


def modes(body: Body[Values]) -> Modes[Values]:
    """Return the two first-order lags that a body of surface and core is made of.

    Parameters
    ----------
    body : Body
        Time constants [h] and the core's part of the heat capacity [-].

    Returns
    -------
    Modes
        Time constants [h] and their parts in the answers of surface and core [-].

    Raises
    ------
    ValueError
        A lag that is not above 0, or a share that is not between 0 and 1.

    Notes
    -----
    With f the core's share: (1 - f) dS/dt = (A - S) / tau_air + (f / tau_core) (C - S) and
    tau_core dC/dt = S - C: the eigenvalues of a 2 x 2 system, real and negative for every body [1]_.
    In cooling, the slower one is what a fit of half cooling time finds, and its part in the core's
    answer is the lag factor J [2]_.

    References
    ----------
    .. [1] Textbook: two thermal nodes in series.
    .. [2] Dincer I., "Heat transfer in food cooling applications", for the lag factor.

    Examples
    --------
    A fruit box of 1.2 h whose core of half its heat lags by half an hour: its core starts late, J > 1.

    >>> found = modes(Body(1.2, 0.5, 0.5))
    >>> [round(lag_h, 3) for lag_h in found.lags_h], round(found.core[0], 3)
    ([1.5, 0.2], 1.154)
    """
    pairs = _modes(body)
    return Modes(*((cast("Values", as_given(one)), cast("Values", as_given(other))) for one, other in pairs))


def follow_air_in_depth(
    samples: tuple[Array, Array],
    initial_c: tuple[Array | float, Array | float],
    body: Body[float] | Body[Array],
    starts: Starts | None = None,
    *,
    held: bool = False,
) -> Depths:
    """Return the temperatures of surface and core at every sample of the air, for many series.

    Parameters
    ----------
    samples : (array, array)
        Times and air temperatures, as in `product_series.follow_air_many`. [h], [°C]
    initial_c : (float or array, float or array)
        Surface and core at the first sample, of all series or of each. [°C]
    body : Body
        Time constants [h] and the core's part of the heat capacity [-], of all series or of each.
    starts, held
        As in `product_series.follow_air_many`. [-]

    Returns
    -------
    Depths
        Surface and core at each sample. [°C]

    Raises
    ------
    ValueError
        As `modes` and `product_series.follow_air_many`.

    Notes
    -----
    The two `modes` follow the air each on its own, exactly for air that runs evenly between samples;
    surface and core are sums of them [1]_. Alarms of cold judge the surface, cooling the core.

    References
    ----------
    .. [1] Textbook: a linear system in the coordinates of its eigenvectors.

    Examples
    --------
    An hour after the air fell from 20 to 2 °C; 200,000 small steps end at 9.1368 and 12.6446 °C.

    >>> time_h, air_c = np.array([0.0, 1.0]), np.array([2.0, 2.0])
    >>> depths = follow_air_in_depth((time_h, air_c), (20.0, 20.0), Body(1.2, 0.5, 0.5))
    >>> depths.surface_c.round(2), depths.core_c.round(2)
    (array([20.  ,  9.14]), array([20.  , 12.64]))
    """
    time_h, air_c = samples
    if air_c.size == 0:
        return Depths(air_c.copy(), air_c.copy())
    lags_h, surface, core = _modes(body)
    apart = surface[0] * core[1] - surface[1] * core[0]
    starts_c = (
        (core[1] * initial_c[0] - surface[1] * initial_c[1]) / apart,
        (surface[0] * initial_c[1] - core[0] * initial_c[0]) / apart,
    )
    slow_c, quick_c = (
        follow_air_many(time_h, air_c, mode_c, lag_h, starts, held=held)
        for mode_c, lag_h in zip(starts_c, lags_h, strict=True)
    )
    series = laid_out(time_h, starts, air_c=air_c)[2]

    def together(slow: Array, quick: Array) -> Array:
        """Return the sum of both modes, of each series in its own parts."""
        parts = (np.broadcast_to(part, series.counts.shape) for part in (slow, quick))
        slow, quick = (series.along(part).reshape(air_c.shape) for part in parts)
        return slow * slow_c + quick * quick_c

    return Depths(together(*surface), together(*core))


def _modes(body: Body[float] | Body[Array]) -> tuple[tuple[Array, Array], ...]:
    """Return time constants and their parts in the answers of surface and core."""
    air_lag_h, core_lag_h, share = (numbers(part) for part in body)
    lags_fit = (air_lag_h > 0.0) & np.isfinite(air_lag_h) & (core_lag_h > 0.0) & np.isfinite(core_lag_h)
    if not np.all(lags_fit & (share > 0.0) & (share < 1.0)):
        raise ValueError(f"body: {body}, expected lags above 0 and a share between 0 and 1")
    total_h = air_lag_h + core_lag_h
    product_h2 = air_lag_h * core_lag_h * (1.0 - share)
    long_h = 0.5 * (total_h + np.sqrt(total_h * total_h - 4.0 * product_h2))
    short_h = product_h2 / long_h
    core = long_h / (long_h - short_h)
    surface = (long_h - core_lag_h) / (long_h - short_h)
    return (long_h, short_h), (surface, 1.0 - surface), (core, 1.0 - core)


@dataclass(frozen=True)
class RunningDepths:
    """Surface and core behind their air, up to the newest sample."""

    time_h: float | None = None
    """Time of the newest sample; None before the first. [h]"""
    air_c: float = 0.0
    """Air temperature then. [°C]"""
    goods_c: tuple[float, float] = (0.0, 0.0)
    """Surface and core then. [°C]"""
    nan_at_h: float | None = None
    """When a temperature was NaN for the first time: why the goods' are. [h]"""

    @property
    def tail(self) -> Tail:
        """Return the end of the history, for `running.state_before`."""
        if self.time_h is None:
            return Tail()
        return Tail(self.time_h, self.air_c, 1, nan_at_h=self.nan_at_h)


def take_air_in_depth(
    state: RunningDepths,
    samples: tuple[Array, Array],
    initial_c: tuple[float, float],
    body: Body[float],
    *,
    held: bool = False,
) -> tuple[RunningDepths, Depths]:
    """Return the state after more samples of the air, with surface and core at each of them.

    Parameters
    ----------
    state : RunningDepths
        The state so far; `RunningDepths()` at the beginning.
    samples : (array, array)
        Times, ascending, none before the newest of the state [h]; air temperature at each [°C].
    initial_c : (float, float)
        Surface and core at the very first sample. [°C]
    body, held
        As in `follow_air_in_depth` [h], [-]; the same for all pieces of a history.

    Returns
    -------
    (RunningDepths, Depths)
        The state that the whole history has; surface and core at the new samples. [°C]

    Raises
    ------
    ValueError
        Samples before the newest of the state; otherwise as `follow_air_in_depth`.

    Notes
    -----
    As `follow_air_in_depth` of the whole history, in whatever pieces it comes [1]_.

    References
    ----------
    .. [1] Textbook: the state of a second-order system are its two temperatures.

    Examples
    --------
    >>> body, still = Body(1.2, 0.5, 0.5), (np.array([0.0]), np.array([2.0]))
    >>> state, _ = take_air_in_depth(RunningDepths(), still, (20.0, 20.0), body)
    >>> take_air_in_depth(state, (np.array([1.0]), np.array([2.0])), (20.0, 20.0), body)[1].core_c.round(2)
    array([12.64])
    """
    time_h, air_c = samples
    if time_h.size == 0:
        return state, Depths(air_c.copy(), air_c.copy())
    known = state.time_h is not None
    if state.time_h is not None:
        time_h, air_c = np.insert(time_h, 0, state.time_h), np.insert(air_c, 0, state.air_c)
    depths = follow_air_in_depth((time_h, air_c), state.goods_c if known else initial_c, body, held=held)
    unknown = np.flatnonzero(np.isnan(depths.core_c))
    nan_at_h = float(time_h[unknown[0]]) if unknown.size and state.nan_at_h is None else state.nan_at_h
    newest_c = float(depths.surface_c[-1]), float(depths.core_c[-1])
    new = Depths(*(part[1:] for part in depths)) if known else depths
    return RunningDepths(float(time_h[-1]), float(air_c[-1]), newest_c, nan_at_h), new
