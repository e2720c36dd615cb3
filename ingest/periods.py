"""What was true from when to when: how a history changes with what people say; pure.

A history holds the periods of one thing in the order of time (where a device hung, how a sensor was
calibrated); no two of them overlap.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from ingest.place import Calibration, Installation

_Period = TypeVar("_Period", Installation, Calibration)


def after_saying(history: Sequence[_Period], made: _Period) -> tuple[_Period, ...]:
    """Return the history once *made* was said.

    Without an end it lasts until the next change that is known; what was said about its time before gives
    way, what lies before and after stays.
    """
    later = [one.start_ms for one in history if one.start_ms > made.start_ms]
    end_ms = min(later, default=None) if made.end_ms is None else made.end_ms
    kept: list[_Period] = [replace(made, end_ms=end_ms)]
    for one in history:
        kept.extend(_without(one, made.start_ms, end_ms))
    return tuple(sorted(kept, key=lambda one: one.start_ms))


def after_hanging(history: Sequence[Installation], made: Installation) -> tuple[Installation, ...]:
    """Return the history once *made* was said: where the device hangs there already, it only stays.

    >>> there = Installation("a", "room", "door", 5)
    >>> after_hanging([there], Installation("a", "room", "door", 9)) == (there,)
    True
    """
    place = made.place_id, made.position
    for one in history:
        if one.covers(made.start_ms) and (one.place_id, one.position) == place:
            return after_saying(history, replace(made, start_ms=one.start_ms))
    return after_saying(history, made)


def after_ending(history: Sequence[_Period], instant_ms: int) -> tuple[_Period, ...]:
    """Return the history once it was said that what was true at *instant_ms* ended then."""
    kept: list[_Period] = []
    for one in history:
        if one.start_ms < instant_ms and one.covers(instant_ms):
            kept.append(replace(one, end_ms=instant_ms))
        elif one.start_ms != instant_ms:
            kept.append(one)
    return tuple(kept)


def _without(one: _Period, start_ms: int, end_ms: int | None) -> Iterator[_Period]:
    """Yield what is left of *one* outside [start_ms, end_ms)."""
    if one.start_ms < start_ms:
        is_cut = one.end_ms is None or one.end_ms > start_ms
        yield replace(one, end_ms=start_ms) if is_cut else one
    if end_ms is not None and (one.end_ms is None or one.end_ms > end_ms):
        yield replace(one, start_ms=max(one.start_ms, end_ms))
