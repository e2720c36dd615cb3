"""Silences and maintenance windows: times in which a trouble is recorded and nobody is called; pure.

Whether one holds is computed from its start, its end and now, never remembered. Each ends by itself, and
what is still bad then is told.
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from alerts.alert import Alert
from alerts.cause import Cause
from alerts.errors import InvalidCommand
from ingest.clock import MS_PER_DAY, MS_PER_MINUTE

LONGEST_DAYS = 7
"""House choice: what has to be quiet for longer is not a silence but a place that is not in use."""


class SilenceState(StrEnum):
    """Whether a silence holds."""

    COMING = "coming"
    ACTIVE = "active"
    OVER = "over"


class Silence(msgspec.Struct, frozen=True):
    """Nobody is called about what it covers, from start to end.

    Attributes:
        id: lasting.
        by, reason: who wanted it and why; both go into the history of what it keeps quiet.
        start_ms, end_ms: when it holds; a maintenance window is one that starts later.
        place_id, cause, device: what it covers; each that is set has to fit, and one has to be set.
        ended_by: who ended it early; empty: nobody did.
    """

    id: str
    by: str
    reason: str
    start_ms: int
    end_ms: int
    place_id: str = ""
    cause: Cause | None = None
    device: str = ""
    ended_by: str = ""

    def state(self, now_ms: int) -> SilenceState:
        """Return whether it holds at *now_ms*."""
        if now_ms < self.start_ms:
            return SilenceState.COMING
        return SilenceState.ACTIVE if now_ms < self.end_ms else SilenceState.OVER

    def covers(self, alert: Alert) -> bool:
        """Tell whether *alert* is about what it covers; about a device it is only if no other one speaks."""
        return (
            self.place_id in {"", alert.place_id}
            and self.cause in {None, alert.cause}
            and (not self.device or alert.devices == (self.device,))
        )


def covering(silences: Iterable[Silence], alert: Alert, now_ms: int) -> Silence | None:
    """Return the silence that keeps *alert* quiet now, the one that ends last; None where none does."""
    holding = [one for one in silences if one.state(now_ms) is SilenceState.ACTIVE and one.covers(alert)]
    return max(holding, key=lambda one: one.end_ms, default=None)


def check(silence: Silence, now_ms: int) -> Silence:
    """Return *silence* if it can be meant; InvalidCommand names the field, what was seen, what is wrong."""
    if not (silence.place_id or silence.cause or silence.device):
        raise InvalidCommand("place: expected a place, a cause or a device that is to be quiet, saw none")
    if silence.end_ms <= max(silence.start_ms, now_ms):
        raise InvalidCommand("end: expected a time after the start, and in the future")
    longest_ms = LONGEST_DAYS * MS_PER_DAY
    if silence.end_ms - silence.start_ms > longest_ms:
        days = (silence.end_ms - silence.start_ms) / MS_PER_DAY
        raise InvalidCommand(f"end: expected at most {LONGEST_DAYS} days after the start, saw {days:.1f}")
    if silence.start_ms < now_ms - MS_PER_MINUTE:
        raise InvalidCommand("start: expected now or later: nobody can be kept from what was told already")
    return silence


def ended(silence: Silence, by: str, now_ms: int) -> Silence:
    """Return *silence* as ended by *by* now; one that is over stays as it is."""
    if silence.state(now_ms) is SilenceState.OVER:
        return silence
    return msgspec.structs.replace(
        silence, ended_by=by, end_ms=now_ms, start_ms=min(silence.start_ms, now_ms)
    )
