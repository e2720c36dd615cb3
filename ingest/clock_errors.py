"""How wrong clocks are, on record: as long as one is wrong, and for some hours after.

What a clock that is wrong tells is replaced or corrected, so that nothing of its error is left in the
readings. It is measured by us whenever a message comes, and kept like any other measurement: a reading of
``clock_error_s``, under the name of whoever has the clock. Of clocks that were always right there is none.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from ingest.assess import FIRST_CREDIBLE_MS
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND
from ingest.clock_watch import TOLERANCE_MS, GatewayClock
from ingest.newest import MOST_DEVICES, put_newest
from ingest.quantity import CLOCK_ERROR
from ingest.reading import Flag, Reading, Sample, device_of

_OFTEN_MS = 10 * MS_PER_MINUTE
"""So often an error that stays as it is is told again: that is enough to know how long it lasts."""

_MOVED_MS = 30 * MS_PER_SECOND
"""An error that has changed by more is told at once; a message may be under way for as long."""

_FOLLOWED_MS = 4 * MS_PER_HOUR
"""So long a clock that is right again is still told of: longer than anybody waits to believe it."""

_OWN_CLOCK = int(Flag.CLOCK_UNSET | Flag.CLOCK_AHEAD)


class ToldError(NamedTuple):
    """What was told last of a clock.

    Attributes:
        error_ms: by how much it was ahead; negative: behind [ms].
        at_ms: when we found that [ms].
        right_since_ms: since when it is right again; None while it is wrong [ms].
    """

    error_ms: int
    at_ms: int
    right_since_ms: int | None = None

    @property
    def is_last(self) -> bool:
        """Tell whether it has been right for so long that nothing more has to be told."""
        return self.right_since_ms is not None and self.at_ms - self.right_since_ms >= _FOLLOWED_MS


Errors = Mapping[str, int]
"""By how much clocks are ahead, by who has them [ms]."""


def clock_errors(
    samples: Sequence[Sample], sent_at_ms: int | None, received_at_ms: int, gateway: GatewayClock | None
) -> Errors:
    """Return by how much the clocks that a message tells of are ahead [ms]; of some it says nothing. Pure.

    Where the gateway's own clock is wrong, or may be, nothing is said of those that may go by it.
    """
    own_ms = None if sent_at_ms is None else _gateway_error_ms(sent_at_ms, received_at_ms, gateway)
    name = samples[0].gateway
    if sent_at_ms is not None and (own_ms is None or abs(own_ms) > TOLERANCE_MS):
        return {} if own_ms is None or not name else {name: own_ms}
    shift_ms = gateway.offset_ms if gateway is not None and gateway.is_wrong else 0
    errors: dict[str, int] = {}
    for sample in samples:
        if sample.observed_at_ms is not None:
            device = device_of(sample.device)
            error_ms = _device_error_ms(sample.observed_at_ms, shift_ms, received_at_ms)
            errors[device] = max(error_ms, errors.get(device, error_ms))
    if own_ms is not None and name:
        errors[name] = own_ms
    return errors


def following(told: ToldError | None, error_ms: int, at_ms: int) -> ToldError | None:
    """Return what is to be told of a clock now, where *told* was told last; None: nothing. Pure."""
    is_wrong = abs(error_ms) > TOLERANCE_MS
    if told is None:
        return ToldError(error_ms, at_ms) if is_wrong else None
    was_wrong = told.right_since_ms is None
    has_moved = is_wrong and abs(error_ms - told.error_ms) > _MOVED_MS
    if is_wrong == was_wrong and not has_moved and abs(at_ms - told.at_ms) < _OFTEN_MS:
        return None
    if is_wrong:
        return ToldError(error_ms, at_ms)
    return ToldError(error_ms, at_ms, at_ms if told.right_since_ms is None else told.right_since_ms)


class ClockErrors:
    """What was told last of every clock that is wrong, or was some hours ago; one thread uses it.

    Nothing is taken over before the group of messages that it came in is durable. ``changed`` names the
    clocks of which something else is to be written down; those that are not in ``told`` are done with.
    """

    def __init__(self, most: int = MOST_DEVICES) -> None:
        self.told: OrderedDict[str, ToldError] = OrderedDict()
        self.changed: set[str] = set()
        self._most = most

    def may_matter(
        self, readings: Iterable[Reading], gateway: str, late_ms: int | None, pending: Mapping[str, ToldError]
    ) -> bool:
        """Tell whether a message may say something of a clock that is wrong, or was: of most, quickly no.

        *late_ms*: how long before it came its gateway says that it was sent.
        """
        if late_ms is not None and abs(late_ms) > TOLERANCE_MS:
            return True
        if any(reading.flags & _OWN_CLOCK for reading in readings):
            return True
        if not self.told and not pending:
            return False
        names = {gateway, *(device_of(reading.device) for reading in readings)}
        return not (names.isdisjoint(self.told) and names.isdisjoint(pending))

    def readings(
        self, errors: Errors, told_by: Sequence[Reading], at_ms: int, pending: dict[str, ToldError]
    ) -> list[Reading]:
        """Return the readings that put *errors*, found at *at_ms*, on record as far as they are news.

        *told_by* are the readings of the same message: the error of a device's clock stands beside the
        newest of these, as one report. *pending* is what the group that they are in has told.
        """
        found: list[Reading] = []
        for name, error_ms in errors.items():
            told = following(pending.get(name, self.told.get(name)), error_ms, at_ms)
            if told is not None:
                pending[name] = told
                beside = [one.observed_at_ms for one in told_by if device_of(one.device) == name]
                observed_at_ms = max(beside, default=at_ms)
                found.append(Reading(name, CLOCK_ERROR, observed_at_ms, error_ms / MS_PER_SECOND, at_ms))
        return found

    def keep(self, pending: Mapping[str, ToldError]) -> None:
        """Take over what the messages of a group have told; they are durable."""
        for name, told in pending.items():
            self.changed.add(name)
            if told.is_last:
                self.told.pop(name, None)
                continue
            forgotten = put_newest(self.told, name, told, self._most)
            if forgotten is not None:
                self.changed.add(forgotten[0])


def _gateway_error_ms(sent_at_ms: int, received_at_ms: int, known: GatewayClock | None) -> int | None:
    """Return by how much a gateway's clock is ahead; None where its message may only have come late."""
    ahead_ms = sent_at_ms - received_at_ms
    if known is not None and known.is_wrong:
        return -known.offset_ms
    is_late = sent_at_ms >= FIRST_CREDIBLE_MS and ahead_ms < -TOLERANCE_MS
    return None if is_late else ahead_ms


def _device_error_ms(observed_at_ms: int, shift_ms: int, received_at_ms: int) -> int:
    """Return by how much a device's clock is ahead; one that is set and not ahead is taken to be right.

    What it measured a while ago says no more of its clock.
    """
    if observed_at_ms < FIRST_CREDIBLE_MS:
        return observed_at_ms - received_at_ms
    return max(observed_at_ms + shift_ms - received_at_ms, -TOLERANCE_MS)
