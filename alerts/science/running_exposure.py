"""Time outside a limit and the highest mean kinetic temperature of any window, piece by piece."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from alerts.science.exposure import Side, degree_hours_cost, hours_outside_cost, spell_hours
from alerts.science.mean_kinetic import ACTIVATION_KJ_MOL, rolling_mean_kinetic
from alerts.science.ramps import Rule
from alerts.science.running import Tail, advance
from alerts.science.segments import TOLERANCE_H, Array, running_sums, segment_sums

ALONE = np.zeros(1, dtype=np.intp)
"""Where the one series of a state starts. [-] (by definition)"""


@dataclass(frozen=True)
class RunningOutside:
    """What a history spent outside a limit, up to the time before its newest one."""

    tail: Tail = field(default_factory=Tail)
    total_h: float = 0.0
    """Time outside. [h]"""
    degree_h: float = 0.0
    """Degree-hours. [K h]"""
    longest_h: float = 0.0
    """Longest single spell. [h]"""
    spell_h: float = 0.0
    """How long the spell that goes on has lasted; 0 where there is none. [h]"""


def take_outside(
    state: RunningOutside,
    time_h: Array,
    value: Array,
    limit: tuple[float, Side],
    rule: Rule = Rule.RAMP,
) -> RunningOutside:
    """Return the state after more samples.

    Parameters
    ----------
    state : RunningOutside
        The state so far; `RunningOutside()` at the beginning.
    time_h, value : array
        Times, ascending, none before the newest of the state [h]; temperature at each of them [°C].
    limit : (float, Side)
        The limit [°C] and which side of it is outside; the same for all pieces of a history.
    rule : Rule
        What happened between the samples; likewise. [-]

    Returns
    -------
    RunningOutside
        The state that the whole history has; `so_far` makes figures of it.

    Notes
    -----
    As `exposure.outside` [1]_; a spell that goes on is carried from piece to piece.

    References
    ----------
    .. [1] `exposure.outside`, with its references.

    Examples
    --------
    >>> limit = (8.0, Side.ABOVE)
    >>> state = take_outside(RunningOutside(), np.array([0.0, 1.0, 2.0]), np.array([5.0, 9.0, 9.0]), limit)
    >>> state = take_outside(state, np.array([3.0, 4.0]), np.array([9.0, 5.0]), limit)
    >>> so_far(state, limit).longest_h
    2.5
    """
    if time_h.size == 0:
        return state
    tail, settled_h, settled = advance(state.tail, time_h, value)
    return _booked(state, tail, (settled_h, settled), limit, rule)


def so_far(state: RunningOutside, limit: tuple[float, Side], rule: Rule = Rule.RAMP) -> RunningOutside:
    """Return the figures of a state with its newest sample included.

    Parameters
    ----------
    state : RunningOutside
        The state.
    limit, rule
        As they were taken with.

    Returns
    -------
    RunningOutside
        Figures up to the newest sample; to go on, use the state and not this.

    Notes
    -----
    The last segment counts once more samples of its end cannot change it [1]_; here it is added for
    reading.

    References
    ----------
    .. [1] `running.take`.

    Examples
    --------
    >>> so_far(RunningOutside(), (8.0, Side.ABOVE)).total_h
    0.0
    """
    tail = state.tail
    if tail.before_h is None:
        return state
    last = np.array([tail.before_h, tail.newest_h]), np.array([tail.before, tail.newest])
    return _booked(state, tail, last, limit, rule)


@dataclass(frozen=True)
class RunningWindow:
    """The last window of a history, and the highest mean kinetic temperature of those before."""

    tail: Tail = field(default_factory=Tail)
    kept_h: tuple[float, ...] = ()
    """Times before the newest one that a coming window may reach back to. [h]"""
    kept_c: tuple[float, ...] = ()
    """Temperatures at them. [°C]"""
    highest_c: float | None = None
    """Highest mean kinetic temperature of a whole window so far; None where there was none. [°C]"""


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
    if time_h.size == 0:
        return state
    tail, settled_h, settled_c = advance(state.tail, time_h, temperature_c)
    if state.tail.before_h is not None:
        settled_h, settled_c = settled_h[1:], settled_c[1:]
    kept_h = np.concatenate((state.kept_h, settled_h))
    kept_c = np.concatenate((state.kept_c, settled_c))
    highest_c = _highest(kept_h, kept_c, len(state.kept_h), (window_h, activation_kj_mol))
    known = [c for c in (state.highest_c, highest_c) if c is not None]
    first = max(int(np.searchsorted(kept_h, tail.newest_h - window_h, side="right")) - 1, 0)
    return RunningWindow(
        tail,
        tuple(kept_h[first:].tolist()),
        tuple(kept_c[first:].tolist()),
        float(np.max(known)) if known else None,
    )


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
    tail = state.tail
    if tail.newest_count == 0:
        return None
    times_h, values_c = np.append(state.kept_h, tail.newest_h), np.append(state.kept_c, tail.newest)
    newest_c = _highest(times_h, values_c, times_h.size - 1, (window_h, activation_kj_mol))
    known = [c for c in (state.highest_c, newest_c) if c is not None]
    return float(np.max(known)) if known else None


def _highest(time_h: Array, value_c: Array, done: int, window: tuple[float, float]) -> float | None:
    """Return the highest of the windows that end with a sample from *done* on."""
    if time_h.size <= done or time_h[-1] - time_h[0] < window[0] - TOLERANCE_H:
        return None
    windows = rolling_mean_kinetic(time_h, value_c, *window)
    new = windows.total[windows.end_h >= time_h[done]]
    return float(new.max()) if new.size else None


def _booked(
    state: RunningOutside, tail: Tail, samples: tuple[Array, Array], limit: tuple[float, Side], rule: Rule
) -> RunningOutside:
    """Return *state* with the segments between *samples* booked; they begin where it ended."""
    time_h, value = samples
    if value.size == 0:
        return RunningOutside(tail)
    beyond = limit[1].beyond(value, limit[0])
    hours = running_sums(hours_outside_cost(*limit, rule), time_h, value)
    spells = spell_hours(hours, beyond, ALONE)
    inside = np.flatnonzero(~(beyond >= 0.0))
    ends = int(inside[inside > 0][0]) if np.any(inside > 0) else value.size - 1
    spells[: ends + 1] += state.spell_h
    goes_on = bool(beyond[-1] >= 0.0)
    return RunningOutside(
        tail=tail,
        total_h=state.total_h + float(hours[-1]),
        degree_h=state.degree_h + float(segment_sums(degree_hours_cost(*limit, rule), time_h, value)[0]),
        longest_h=float(np.maximum(state.longest_h, spells.max())),
        spell_h=float(spells[-1]) if goes_on else 0.0,
    )
