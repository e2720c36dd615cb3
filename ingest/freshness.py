"""What of a message is a new measurement, where a gateway also repeats what it last knew.

Two ways of repeating. A *state* says everything that was last known of a device whenever one attribute was
reported, at every start of the bridge, and when somebody asks: what did not change was not measured. What
is *overheard* comes over several topics within seconds: two gateways in reach of one transmitter, or one
gateway that tells the same twice.

A value that changed is always new. One that did not is new

- where the device itself was heard since (``last_seen`` advanced) and nothing else changed: it measured the
  same again;
- without such a time, where the last new one is over five minutes old and nothing has just started anew;
- beside others that changed, where it is over an hour old: an attribute that is alive is reported within
  an hour, and one that is always cached must not look as if it had ended.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from ingest.assess import AHEAD_TOLERANCE_MS, FIRST_CREDIBLE_MS
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE, MS_PER_SECOND
from ingest.errors import StoreError
from ingest.formats.restarts import is_unrest
from ingest.known import Known
from ingest.reading import Reading, Sample, device_of
from ingest.report import Report

_ECHO_MS = 10 * MS_PER_SECOND
"""Gateways hand on one transmission within a second or two of each other, over a slow network within ten."""

_REPEATED_MS = 5 * MS_PER_MINUTE
"""A bridge publishes one report up to three times within seconds; a device that measures the same more often
than this is believed at this pace."""

_CONFIRMED_MS = MS_PER_HOUR
"""The longest reporting interval that Zigbee sensors are usually configured with."""

_MOST_DEVICES = 20_000
_MOST_VALUES = 1_000
"""Of one device: names of probes and fields can be made up, and what came longest ago is forgotten."""

_RADIO = frozenset({"rssi_dbm", "snr_db"})
"""How a message was heard; it differs from gateway to gateway and says nothing about what was measured."""


class Last(NamedTuple):
    """The last value of one quantity; *value* is None for a fault.

    Attributes:
        value: what was sent.
        fault: why there was none.
        topic: where it was published; empty where that is not known any more.
        fresh_ms: when it last came as a new measurement [ms].
    """

    value: float | None
    fault: str
    topic: str
    fresh_ms: int


class LastHeard(NamedTuple):
    """What a device last said: its values by device or probe and quantity, and its newest own time."""

    values: Mapping[tuple[str, str], Last]
    seen_ms: int | None


class Arrival(NamedTuple):
    """How a message came: on which topic, when [ms], and whether something has just started anew."""

    topic: str
    at_ms: int
    is_unrest: bool = False


def sift(before: LastHeard | None, report: Report, arrival: Arrival) -> tuple[tuple[Sample, ...], LastHeard]:
    """Return which samples of *report* are new, and what the device has said now. Pure."""
    known: Mapping[tuple[str, str], Last] = {} if before is None else before.values
    told = [sample for sample in report.samples if sample.quantity not in _RADIO]
    if report.is_overheard:
        told = [sample for sample in told if not _is_echo(sample, known, arrival)]
    if report.is_state:
        told = _new_in_state(told, before, arrival)
    is_told = {id(sample) for sample in told}
    fresh = tuple(one for one in report.samples if id(one) in is_told or (told and _is_radio(one)))
    values = dict(known)
    for sample in fresh:
        value = None if math.isnan(sample.value) else sample.value
        values.pop((sample.device, sample.quantity), None)
        values[sample.device, sample.quantity] = Last(value, sample.fault, arrival.topic, arrival.at_ms)
    for name in list(islice(values, max(len(values) - _MOST_VALUES, 0))):
        del values[name]
    seen_ms = _own_ms(report.samples, arrival)
    if seen_ms is None and before is not None:
        seen_ms = before.seen_ms
    return fresh, LastHeard(values, seen_ms)


def _is_radio(sample: Sample) -> bool:
    return sample.quantity in _RADIO


def _is_echo(sample: Sample, known: Mapping[tuple[str, str], Last], arrival: Arrival) -> bool:
    last = known.get((sample.device, sample.quantity))
    return (
        last is not None
        and not _differs(sample, last)
        and last.topic != arrival.topic
        and 0 <= arrival.at_ms - last.fresh_ms <= _ECHO_MS
    )


def _differs(sample: Sample, last: Last | None) -> bool:
    if last is None:
        return True
    if last.value is None:
        return not math.isnan(sample.value) or sample.fault != last.fault
    return sample.value != last.value


def _new_in_state(told: list[Sample], before: LastHeard | None, arrival: Arrival) -> list[Sample]:
    known: Mapping[tuple[str, str], Last] = {} if before is None else before.values
    changed = [sample for sample in told if _differs(sample, known.get((sample.device, sample.quantity)))]
    own_ms, seen_ms = _own_ms(told, arrival), None if before is None else before.seen_ms
    if own_ms is not None and seen_ms is not None and own_ms >= seen_ms:
        is_alive, pause_ms = own_ms > seen_ms, 0
    else:  # it tells no time, or its clock was set back
        is_alive, pause_ms = not arrival.is_unrest, _REPEATED_MS
    if not is_alive:
        return changed
    if not changed:
        ages_ms = [arrival.at_ms - known[sample.device, sample.quantity].fresh_ms for sample in told]
        return told if min(ages_ms, default=0) >= pause_ms else []
    is_changed = {id(sample) for sample in changed}
    return [one for one in told if id(one) in is_changed or _is_old(one, known, arrival)]


def _is_old(sample: Sample, known: Mapping[tuple[str, str], Last], arrival: Arrival) -> bool:
    return arrival.at_ms - known[sample.device, sample.quantity].fresh_ms > _CONFIRMED_MS


def _own_ms(samples: Iterable[Sample], arrival: Arrival) -> int | None:
    """Return the newest time that the device itself tells, where it can be true."""
    latest_ms = arrival.at_ms + AHEAD_TOLERANCE_MS
    times_ms = (sample.observed_at_ms for sample in samples if sample.observed_at_ms is not None)
    return max((one for one in times_ms if FIRST_CREDIBLE_MS <= one <= latest_ms), default=None)


class Freshness:
    """What devices last said; not safe for several threads at once.

    Nothing is taken over before the group of messages that it came in is durable: a group that has to be
    offered again is judged as if it came for the first time.

    Args:
        latest: returns the newest stored readings of devices, for those not heard since the start.
    """

    def __init__(self, latest: Callable[[Sequence[str]], Sequence[Reading]] | None = None) -> None:
        self._latest = latest
        self._last: dict[str, LastHeard] = {}

    def fresh(
        self, report: Report, topic: str, at_ms: int, known: Known, pending: dict[str, LastHeard]
    ) -> tuple[Sample, ...]:
        """Return which samples of *report* are new; *pending* is what the group that it is in has told."""
        if not report.samples or not (report.is_state or report.is_overheard):
            return report.samples
        device = device_of(report.samples[0].device)
        before = pending.get(device) or self._last.get(device) or self._stored(report.samples)
        arrival = Arrival(topic, at_ms, is_unrest(known, at_ms))
        fresh, pending[device] = sift(before, report, arrival)
        return fresh

    def keep(self, told: Mapping[str, LastHeard]) -> None:
        """Take over what the messages of a group have told; they are durable."""
        self._last.update(told)
        while len(self._last) > _MOST_DEVICES:
            del self._last[next(iter(self._last))]  # the store knows it, as after a restart

    def _stored(self, samples: Iterable[Sample]) -> LastHeard | None:
        if self._latest is None:
            return None
        try:
            readings = self._latest(tuple(dict.fromkeys(sample.device for sample in samples)))
        except StoreError:
            return None  # then a repeat may count twice, which is better than to wait
        if not readings:
            return None
        values = {
            (one.device, one.quantity): Last(one.measured_value, "", "", one.received_at_ms)
            for one in readings
        }
        own_ms = (one.received_at_ms if one.flags else one.observed_at_ms for one in readings)
        return LastHeard(values, max(own_ms))
