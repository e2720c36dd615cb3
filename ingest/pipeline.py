"""From messages to the journal: topic → format → assess → journal, and what is left over → quarantine.

A group of messages becomes one append and, where something was refused, one entry of the quarantine
each. On return of ``accept`` everything in the group is durable, so the group may be acknowledged.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Protocol

import msgspec
import structlog

from ingest.assess import Objection, assess
from ingest.clock import MS_PER_MINUTE, Clock
from ingest.counters import Counters
from ingest.errors import DecodeError
from ingest.formats import Format, recognise
from ingest.journal import Journal
from ingest.reading import Reading, Reason, Rejection, Sample
from ingest.registry import Sighting

_KEPT_BYTES = 4096
"""How much of a refused payload an operator gets to see: several screens."""

_TOLD_DETAILS = 5
"""How many refused values of one message are told one by one; the others are counted."""

_LONGEST_TOPIC = 512

_LONGEST_LEAD_MS = 10 * MS_PER_MINUTE
"""How far supplied times may run ahead of the clock in a burst; more means that the clock was set back."""

_RECEIPT_BYTES = 16


class Message(msgspec.Struct, frozen=True, gc=False):
    """What the broker delivered; ``mid`` is 0 at QoS 0, ``dup`` says that it was delivered before."""

    topic: str
    payload: bytes
    qos: int
    mid: int
    dup: bool
    retain: bool


class Accepts(Protocol):
    """What messages are handed to: ``Pipeline``, or a stand-in."""

    def accept(self, messages: Sequence[Message], *, again: bool = False) -> None:
        """Make *messages* durable, or raise and have them offered *again* later."""
        ...


class Refuses(Protocol):
    """Where refused payloads go."""

    def add(self, rejections: Sequence[Rejection]) -> None:
        """Keep *rejections*; they are durable on return."""
        ...


class Remembers(Protocol):
    """Who is told which devices were heard."""

    def seen_together(self, sightings: Sequence[Sighting]) -> None:
        """Note that these devices were heard."""
        ...


@dataclass(slots=True)
class _Group:
    """What a group of messages comes to before anything of it is kept."""

    readings: list[Reading] = field(default_factory=list)
    receipts: dict[bytes, None] = field(default_factory=dict)
    rejections: list[Rejection] = field(default_factory=list)
    sightings: dict[tuple[str, str], Sighting] = field(default_factory=dict)
    accepted: int = 0
    repeated: int = 0
    retained: int = 0
    rejected: int = 0
    rejected_values: int = 0


class Pipeline:
    """The one way in for readings.

    Args:
        journal: where accepted readings become durable.
        quarantine: where refused payloads become durable.
        registry: told which devices were heard.
        clock: read once per group.
        counters: raised once per group.
        max_payload_bytes: a larger payload is not looked into.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - the stations that a reading passes
        self,
        journal: Journal,
        quarantine: Refuses,
        registry: Remembers,
        clock: Clock,
        counters: Counters,
        max_payload_bytes: int = 1 << 20,
    ) -> None:
        self._journal = journal
        self._quarantine = quarantine
        self._registry = registry
        self._clock = clock
        self._counters = counters
        self._max_payload_bytes = max_payload_bytes
        self._supplied_ms: dict[tuple[str, str], int] = {}
        self._supplied_before_ms = journal.newest_supplied_ms()
        self._log = structlog.get_logger("pipeline")

    def accept(self, messages: Sequence[Message], *, again: bool = False) -> None:
        """Make everything in *messages* durable: as readings, or in quarantine with a reason.

        *again* says that the same call failed before, perhaps half way: what it did is not done twice.
        Raises JournalFull; then nothing of the group is kept and none of it may be acknowledged.
        """
        received_at_ms = self._clock.now_ms()
        group = _Group()
        for message in messages:
            self._sort(message, received_at_ms, group, maybe_known=message.dup or again)
        if group.readings:
            self._journal.append(group.readings, tuple(group.receipts))
        if group.rejections:
            self._quarantine.add(group.rejections)
        self._registry.seen_together(tuple(group.sightings.values()))
        self._count(len(messages), group)

    def _sort(self, message: Message, received_at_ms: int, group: _Group, *, maybe_known: bool) -> None:
        """Decide what becomes of one message."""
        if message.retain:
            group.retained += 1  # a retained message says what was last known, not what was measured now
            return
        known = recognise(message.topic)
        samples = self._samples(message, known, received_at_ms, group)
        if known is None or samples is None:
            group.rejected += 1
            return
        readings, objections = _assessed(samples, received_at_ms)
        if objections:
            group.rejected_values += len(objections)
            group.rejections += _refusals(message, samples[0].device, objections, received_at_ms)
        if not readings:
            group.rejected += 1
            return
        if any(reading.flags for reading in readings):
            if message.qos and self._was_kept(message, group, maybe_known=maybe_known):
                group.repeated += 1
                return
            readings = self._told_apart(readings)
        group.accepted += 1
        group.readings += readings
        _note(group.sightings, samples[0].gateway, known.name, readings)

    def _samples(
        self, message: Message, known: Format | None, received_at_ms: int, group: _Group
    ) -> tuple[Sample, ...] | None:
        """Return what the message says, or None and a rejection where it says nothing."""
        if len(message.payload) > self._max_payload_bytes:
            reason, detail = (
                Reason.TOO_LARGE,
                (f"expected at most {self._max_payload_bytes:,} bytes, saw {len(message.payload):,}"),
            )
        elif known is None:
            reason, detail = Reason.UNKNOWN_TOPIC, "no format that Coldframe understands has such a topic"
        else:
            try:
                samples = known.decode(message.topic, message.payload, received_at_ms)
            except DecodeError as error:
                reason, detail = Reason.NOT_DECODABLE, f"as {known.name}: {error}"
            except Exception as error:  # noqa: BLE001 - a decoder's own mistake must not hold up everybody
                self._log.exception("a decoder failed", format=known.name, topic=message.topic)
                reason = Reason.NOT_DECODABLE
                detail = f"as {known.name}: the decoder failed, which is a mistake in Coldframe: {error!r}"
            else:
                if samples:
                    return samples
                reason, detail = Reason.NO_READINGS, f"as {known.name}: there is no measured value in it"
        group.rejections.append(_rejection(message, reason, detail, received_at_ms))
        return None

    def _told_apart(self, readings: Sequence[Reading]) -> list[Reading]:
        """Give every reading whose time had to be supplied a time of its own, a millisecond apart.

        Several that arrive together are several readings; with one time for all, one would stay.
        """
        apart: list[Reading] = []
        for reading in readings:
            if reading.flags:
                key = (reading.device, reading.quantity)
                last_ms = self._supplied_ms.get(key, self._supplied_before_ms)
                at_ms = reading.observed_at_ms
                if at_ms <= last_ms <= at_ms + _LONGEST_LEAD_MS:
                    at_ms = last_ms + 1
                self._supplied_ms[key] = at_ms
                reading = msgspec.structs.replace(reading, observed_at_ms=at_ms)  # noqa: PLW2901 - the same one
            apart.append(reading)
        return apart

    def _was_kept(self, message: Message, group: _Group, *, maybe_known: bool) -> bool:
        """Tell whether this delivery is in the journal already; if not, leave a receipt for the next one.

        Only asked of messages that tell no time of their own: the others' readings have a natural key.
        """
        receipt = blake2b(
            b"%d\0%s\0%s" % (message.mid, message.topic.encode("utf-8", "replace"), message.payload),
            digest_size=_RECEIPT_BYTES,
        ).digest()
        if maybe_known and (receipt in group.receipts or self._journal.has_receipt(receipt)):
            return True
        group.receipts[receipt] = None
        return False

    def _count(self, messages: int, group: _Group) -> None:
        add = self._counters.add
        add("received_messages", messages)
        for name, amount in (
            ("accepted_messages", group.accepted),
            ("repeated_messages", group.repeated),
            ("retained_messages", group.retained),
            ("rejected_messages", group.rejected),
            ("accepted_readings", len(group.readings)),
            ("rejected_values", group.rejected_values),
        ):
            if amount:
                add(name, amount)


def _assessed(samples: Sequence[Sample], received_at_ms: int) -> tuple[list[Reading], list[Objection]]:
    readings: list[Reading] = []
    objections: list[Objection] = []
    for sample in samples:
        verdict = assess(sample, received_at_ms)
        if type(verdict) is Reading:
            readings.append(verdict)
        elif type(verdict) is Objection:
            objections.append(verdict)
    return readings, objections


def _refusals(
    message: Message, device: str, objections: Sequence[Objection], received_at_ms: int
) -> list[Rejection]:
    """Return one rejection per reason: a message with a thousand faults is one entry, not a thousand."""
    details: dict[Reason, list[str]] = {}
    for reason, detail in objections:
        details.setdefault(reason, []).append(detail)
    rejections = []
    for reason, told in details.items():
        text = "; ".join(told[:_TOLD_DETAILS])
        if len(told) > _TOLD_DETAILS:
            text += f"; and {len(told) - _TOLD_DETAILS:,} more"
        rejections.append(_rejection(message, reason, text, received_at_ms, device))
    return rejections


def _rejection(
    message: Message, reason: Reason, detail: str, received_at_ms: int, device: str = ""
) -> Rejection:
    topic = message.topic[:_LONGEST_TOPIC]
    if not topic.isprintable():
        topic = repr(topic)
    return Rejection(reason, detail, topic, message.payload[:_KEPT_BYTES], received_at_ms, device)


def _note(
    sightings: dict[tuple[str, str], Sighting], gateway: str, wire_format: str, readings: Sequence[Reading]
) -> None:
    """Add up which devices the group heard, and which of their quantities."""
    for reading in readings:
        key = (reading.device, gateway)
        sighting = sightings.get(key)
        if sighting is None:
            sighting = sightings[key] = Sighting(
                reading.device, gateway, wire_format, set(), reading.received_at_ms
            )
        sighting.quantities.add(reading.quantity)
