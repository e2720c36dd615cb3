"""The highest of all windows of a history, piece by piece: mean kinetic temperature, or what it cost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from alerts.science.mean_kinetic import ACTIVATION_KJ_MOL
from alerts.science.mean_kinetic_windows import rolling_mean_kinetic
from alerts.science.ramps import Rule
from alerts.science.rolling import Windows, rolling_sums
from alerts.science.running import Tail, advance
from alerts.science.segments import TOLERANCE_H, Array, Cost

Figures = Callable[[Array, Array], Windows]
"""(times [h], values) -> a figure for each window that ends at one of them."""


@dataclass(frozen=True)
class RunningWindow:
    """The last window of a history, and the highest figure of those before."""

    tail: Tail = field(default_factory=Tail)
    kept_h: tuple[float, ...] = ()
    """Times before the newest one that a coming window may reach back to. [h]"""
    kept: tuple[float, ...] = ()
    """Values at them."""
    highest: float | None = None
    """Highest figure of a whole window so far; None where there was none. [°C, or the cost's unit]"""


def take_window(
    state: RunningWindow,
    time_h: Array,
    temperature_c: Array,
    window_h: float,
    activation_kj_mol: float = ACTIVATION_KJ_MOL,
) -> RunningWindow:
    """Return the state after more samples.

    Parameters
    ----------
    state : RunningWindow
        The state so far; `RunningWindow()` at the beginning.
    time_h, temperature_c : array
        Times, ascending, none before the newest of the state [h]; temperature at each of them [°C].
    window_h : float
        Length of the window; the same for all pieces of a history. [h]
    activation_kj_mol : float
        Activation energy; likewise. [kJ/mol]

    Returns
    -------
    RunningWindow
        The state that the whole history has; `highest_mean_kinetic` makes a figure of it.

    Raises
    ------
    ValueError
        Samples before the newest of the state, a time that is no number, not one for each value.

    Notes
    -----
    As `mean_kinetic.rolling_mean_kinetic` by the trapezoid rule [1]_: samples are kept as long as a
    window may reach back to them.

    References
    ----------
    .. [1] USP <1079.2>.

    Examples
    --------
    >>> state = RunningWindow()
    >>> for hour in range(0, 48, 6):
    ...     state = take_window(state, hour + np.arange(6.0), np.full(6, 5.0 + hour / 6.0), 24.0)
    >>> len(state.kept_h), round(highest_mean_kinetic(state, 24.0), 2)
    (24, 10.49)
    """
    figures = _mean_kinetic(window_h, activation_kj_mol)
    return _taken(state, (time_h, temperature_c), window_h, figures)


def highest_mean_kinetic(
    state: RunningWindow, window_h: float, activation_kj_mol: float = ACTIVATION_KJ_MOL
) -> float | None:
    """Return the highest mean kinetic temperature of any window of a history.

    Parameters
    ----------
    state : RunningWindow
        The state.
    window_h, activation_kj_mol
        As they were taken with.

    Returns
    -------
    float or None
        Highest of all whole windows; None where the history is shorter than one. [°C]

    Notes
    -----
    The window that ends with the newest sample is among them [1]_.

    References
    ----------
    .. [1] USP <1079.2>.

    Examples
    --------
    >>> highest_mean_kinetic(RunningWindow(), 24.0) is None
    True
    """
    return _so_far(state, window_h, _mean_kinetic(window_h, activation_kj_mol))


def take_cost_window(  # noqa: PLR0913 - what a formula takes, each in its unit
    state: RunningWindow,
    cost: Cost,
    time_h: Array,
    value: Array,
    window_h: float,
    *,
    rule: Rule = Rule.RAMP,
) -> RunningWindow:
    """Return the state after more samples, for the dearest window of any cost.

    Parameters
    ----------
    state : RunningWindow
        The state so far; `RunningWindow()` at the beginning.
    cost : callable
        What segments cost, the same for all pieces of a history: `ramps.arrhenius_cost` for life used.
    time_h, value : array
        Times, ascending, none before the newest of the state [h]; value at each of them.
    window_h : float
        Length of the window; likewise. [h]
    rule : Rule
        What happened between the samples; likewise. [-]

    Returns
    -------
    RunningWindow
        The state that the whole history has; `dearest_window` makes a figure of it.

    Raises
    ------
    ValueError
        Samples before the newest of the state, a time that is no number, not one for each value.

    Notes
    -----
    As `life_series.rolling_sums` [1]_.

    References
    ----------
    .. [1] Tijskens L.M.M., Polderdijk J.J. (1996), Agricultural Systems 51, 431-452, for the sum.

    Examples
    --------
    Two hours of waxberry at 25 °C within a day at 1 °C: the dearest six hours cost 21.

    >>> from alerts.science.ramps import arrhenius_cost
    >>> cost, time_h = arrhenius_cost(1.0, 60.588, Rule.STEP), np.arange(25.0)
    >>> state = RunningWindow()
    >>> for at in (slice(0, 11), slice(11, 25)):
    ...     value = np.where((time_h == 10.0) | (time_h == 11.0), 25.0, 1.0)
    ...     state = take_cost_window(state, cost, time_h[at], value[at], 6.0, rule=Rule.STEP)
    >>> round(dearest_window(state, cost, 6.0, Rule.STEP), 1)
    21.0
    """
    return _taken(state, (time_h, value), window_h, _costs(cost, window_h, rule))


def dearest_window(state: RunningWindow, cost: Cost, window_h: float, rule: Rule = Rule.RAMP) -> float | None:
    """Return what the dearest window of a history cost.

    Parameters
    ----------
    state : RunningWindow
        The state.
    cost, window_h, rule
        As they were taken with.

    Returns
    -------
    float or None
        Highest of all whole windows; None where the history is shorter than one. [unit of the cost]

    Notes
    -----
    The window that ends with the newest sample is among them [1]_.

    References
    ----------
    .. [1] Tijskens L.M.M., Polderdijk J.J. (1996), Agricultural Systems 51, 431-452, for the sum.

    Examples
    --------
    >>> dearest_window(RunningWindow(), lambda start, end, duration_h: duration_h, 24.0) is None
    True
    """
    return _so_far(state, window_h, _costs(cost, window_h, rule))


def _mean_kinetic(window_h: float, activation_kj_mol: float) -> Figures:
    return lambda time_h, value: rolling_mean_kinetic(time_h, value, window_h, activation_kj_mol)


def _costs(cost: Cost, window_h: float, rule: Rule) -> Figures:
    return lambda time_h, value: rolling_sums(cost, time_h, value, window_h, rule)


def _taken(
    state: RunningWindow, samples: tuple[Array, Array], window_h: float, figures: Figures
) -> RunningWindow:
    """Return the state after more samples, with the highest of the windows that they end."""
    if samples[0].size == 0:
        return state
    tail, settled_h, settled = advance(state.tail, *samples)
    if state.tail.before_h is not None:
        settled_h, settled = settled_h[1:], settled[1:]
    kept_h, kept = np.concatenate((state.kept_h, settled_h)), np.concatenate((state.kept, settled))
    highest = _higher(state.highest, _highest((kept_h, kept), len(state.kept_h), window_h, figures))
    first = max(int(np.searchsorted(kept_h, tail.newest_h - window_h, side="right")) - 1, 0)
    return RunningWindow(tail, tuple(kept_h[first:].tolist()), tuple(kept[first:].tolist()), highest)


def _so_far(state: RunningWindow, window_h: float, figures: Figures) -> float | None:
    """Return the highest figure with the newest sample included."""
    tail = state.tail
    if tail.newest_count == 0:
        return None
    samples = np.append(state.kept_h, tail.newest_h), np.append(state.kept, tail.newest)
    return _higher(state.highest, _highest(samples, len(state.kept_h), window_h, figures))


def _highest(samples: tuple[Array, Array], done: int, window_h: float, figures: Figures) -> float | None:
    """Return the highest of the windows that end with a sample from *done* on."""
    time_h, _ = samples
    if time_h.size <= done or time_h[-1] - time_h[0] < window_h - TOLERANCE_H:
        return None
    windows = figures(*samples)
    new = windows.total[windows.end_h >= time_h[done]]
    return float(new.max()) if new.size else None


def _higher(one: float | None, other: float | None) -> float | None:
    """Return the higher of two figures of which either may not be there; NaN where one is NaN."""
    known = [figure for figure in (one, other) if figure is not None]
    return float(np.max(known)) if known else None
