"""Chains of straight lines: what each sample makes of the one before, without a loop over samples.

Goods behind their air, and injury that heals, are both such chains: y = kept x the y before + added.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from alerts.science.segments import BLOCK, Array, Starts, checked_starts

Link = Callable[[Array, Array, Array, Array], tuple[Array, Array]]
"""(value at the start, value at the end, duration [h], constant of the series) -> kept, added."""


def chained(kept: Array, added: Array) -> Array:
    """Return every member of chains in which each is a straight line of the one before.

    Parameters
    ----------
    kept : array
        What remains of the member before, along the last axis; overwritten. [-]
    added : array
        What comes to it; the first holds the first member; overwritten. [any]

    Returns
    -------
    array
        All members; the array *added*. [as *added*]

    Notes
    -----
    y_i = kept_i y_(i-1) + added_i. Lines are composed pairwise, then by fours and so on, in log2(n)
    rounds [1]_; no product grows where no kept part is above 1.

    References
    ----------
    .. [1] Hillis W.D., Steele G.L. (1986), "Data parallel algorithms", Comm. ACM 29(12), 1170-1183.

    Examples
    --------
    >>> chained(np.array([0.0, 0.5, 0.5]), np.array([8.0, 0.0, 1.0]))
    array([8., 4., 3.])
    """
    reach, size = 1, added.shape[-1]
    while reach < size:
        added[..., reach:] += kept[..., reach:] * added[..., :-reach]
        if 2 * reach < size:
            kept[..., reach:] *= kept[..., :-reach]
        reach *= 2
    return added


def chain_series(
    link: Link,
    samples: tuple[Array, Array],
    first: Array | float,
    constant: Array | float = 0.0,
    starts: Starts | None = None,
) -> Array:
    """Return the chain along every series, one member for each sample.

    Parameters
    ----------
    link : callable
        What a segment keeps [-] and adds, of its start values, end values, durations [h] and constants.
    samples : (array, array)
        Times, ascending in each series: one row for each, or one for all of them [h]; values: series x
        samples, or all series one after the other.
    first : float or array
        First member, of all series or of each. [any]
    constant : float or array
        A number that the link needs to know, of all series or of each. [any]
    starts : array of int, optional
        For the flat form: index of the first sample of every series. [-]

    Returns
    -------
    array
        Members, of the shape of the values. NaN from the first value of a series on that is NaN, and
        never anywhere else: `segments.nan_at` names it. [as *first*]

    Raises
    ------
    ValueError
        Times that go back or are no numbers, shapes that do not fit each other, an infinite value.

    Notes
    -----
    `chained`, block by block, each with the last member of the block before as its first [1]_.

    References
    ----------
    .. [1] Hillis W.D., Steele G.L. (1986), Comm. ACM 29(12), 1170-1183.

    Examples
    --------
    Two series, of which every hour halves the first and every two hours the second.

    >>> def halved(start, end, duration_h, half_life_h):
    ...     return 0.5 ** (duration_h / half_life_h), np.zeros(duration_h.shape)
    >>> time_h = np.array([0.0, 1.0, 2.0, 0.0, 4.0])
    >>> halves_h = np.array([1.0, 2.0])
    >>> chain_series(halved, (time_h, np.zeros(5)), 8.0, halves_h, np.array([0, 3]))
    array([8., 4., 2., 8., 2.])
    """
    time_h, value = samples
    if np.isinf(value).any():
        raise ValueError(f"value: {value[np.isinf(value)][0]}, expected numbers")
    if value.ndim == 1:
        return _flat(link, samples, first, constant, checked_starts(time_h, value, starts))
    count, size = value.shape
    if time_h.shape not in {(size,), (count, size)}:
        raise ValueError(f"time_h: {time_h.shape} times, expected {(size,)} or {(count, size)}")
    members = np.empty(value.shape)
    members[:, :1] = _each("first", first, count)[:, None]
    constants = _each("constant", constant, count)[:, None]
    for rows, begin, end in _row_blocks(count, size):
        times_h = time_h[None, begin : end + 1] if time_h.ndim == 1 else time_h[rows, begin : end + 1]
        ends = value[rows, begin:end], value[rows, begin + 1 : end + 1]
        its = constants[:1] if np.ndim(constant) == 0 else constants[rows]
        kept, added = link(*ends, _durations_h(times_h), its)
        added[:, 0] += kept[:, 0] * members[rows, begin]
        members[rows, begin + 1 : end + 1] = chained(kept, added)
    return members


def _flat(
    link: Link, samples: tuple[Array, Array], first: Array | float, constant: Array | float, starts: Starts
) -> Array:
    """Return the chains of series one after the other: each begins with a link that keeps nothing."""
    time_h, value = samples
    firsts, unknown = _each("first", first, starts.size), np.isnan(value)
    if unknown.any():
        value = np.where(unknown, 0.0, value)
    counts = np.diff(starts, append=value.size)
    constants = np.repeat(_each("constant", constant, starts.size), counts)
    members = np.empty(value.size)
    carried = 0.0
    for begin in range(0, value.size, BLOCK):
        end, here = min(begin + BLOCK, value.size), max(begin - 1, 0)
        joins = np.flatnonzero((starts >= begin) & (starts < end))
        at = starts[joins] - begin
        duration_h = np.diff(time_h[here:end], prepend=time_h[:1] if begin == 0 else np.empty(0))
        duration_h[at] = 0.0
        before = value[:0] if begin else value[:1]
        values = np.concatenate((before, value[here:end]))
        kept, added = link(
            values[:-1], values[1:], _refused_h(duration_h, time_h[begin:end]), constants[begin:end]
        )
        kept[at], added[at] = 0.0, np.nan_to_num(firsts[joins])
        added[0] += kept[0] * carried
        members[begin:end] = chained(kept, added)
        carried = float(members[end - 1])
    unknown[starts] |= np.isnan(firsts)
    if unknown.any():
        known = np.cumsum(unknown)
        members[known - np.repeat(known[starts] - unknown[starts], counts) > 0] = np.nan
    return members


def _row_blocks(count: int, size: int) -> Iterator[tuple[slice, int, int]]:
    """Yield rows and the samples between which their segments lie, in the order of time."""
    wide = max(1, min(size - 1, BLOCK))
    high = max(1, BLOCK // wide)
    for top in range(0, count, high):
        for begin in range(0, size - 1, wide):
            yield slice(top, min(top + high, count)), begin, min(begin + wide, size - 1)


def _each(name: str, value: Array | float, count: int) -> Array:
    """Return one number for each of *count* series; refuse what does not fit."""
    if np.ndim(value) and np.shape(value) != (count,):
        raise ValueError(f"{name}: {np.shape(value)} numbers, expected one, or {count}")
    return np.broadcast_to(np.asarray(value, dtype=np.float64), (count,))


def _durations_h(time_h: Array) -> Array:
    return _refused_h(np.diff(time_h), time_h[..., 1:])


def _refused_h(duration_h: Array, ends_h: Array) -> Array:
    """Return durations, that end at *ends_h*; refuse times that go back, and times that are not numbers."""
    if not duration_h.min(initial=0.0) >= 0.0:
        at = int(np.argmin(duration_h))  # a NaN counts as the least
        raise ValueError(
            f"time_h: {ends_h.flat[at]} h does not follow what is before it, expected ascending times"
        )
    return duration_h
