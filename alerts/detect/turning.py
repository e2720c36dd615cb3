"""Turning: whether a value that was driven away is on its way back.

A place that works brings its air back as soon as a door is shut or a defrost is over; one that does not lets
it stand or rise. A value is *returning* once it has come back from its furthest by more than the swing of a
thermostat, until it goes away again by so much, or stands still on its way.
"""

from __future__ import annotations

import msgspec

from ingest.clock import MS_PER_MINUTE

BACK_K = 1.0
"""House choice: more than the swing of a thermostat and the noise of a sensor. [K]"""

_STEP_K = 0.3
"""House choice: further back by less than this is standing still. [K]"""

_PATIENCE_MS = 20 * MS_PER_MINUTE
"""House choice: what stands still on its way for so long does not come back by itself."""


class Turn(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What must be remembered of a value that is out.

    Attributes:
        mark, at_ms: where it was furthest out, or, while it is returning, furthest back; and when.
        since_ms: since when it is, or is not, returning.
        returning: it is on its way back.
    """

    mark: float
    at_ms: int
    since_ms: int
    returning: bool = False


def turned(turn: Turn, at_ms: int, value: float) -> Turn:
    """Return *turn* with the next value of something that is too high."""
    if not turn.returning:
        if value >= turn.mark:
            return Turn(value, at_ms, turn.since_ms)
        return Turn(value, at_ms, at_ms, returning=True) if value <= turn.mark - BACK_K else turn
    if value <= turn.mark - _STEP_K:
        return Turn(value, at_ms, turn.since_ms, returning=True)
    went_away = value >= turn.mark + BACK_K
    return Turn(value, at_ms, at_ms) if went_away or at_ms - turn.at_ms >= _PATIENCE_MS else turn
