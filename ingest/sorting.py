"""What becomes of one message: topic → format → assess, and who else has to be told.

Nothing is kept here but what tells repeats, gaps and supplied times apart; the group that a message is
sorted into is made durable by the pipeline.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

import structlog

from ingest.assess import Objection
from ingest.decoding import Decoded, DecoderFailed, Decoding, Problem
from ingest.frame_counters import FrameCounters
from ingest.freshness import Freshness
from ingest.group import Group, Heard, Sighting, Sightings
from ingest.journal import Journal
from ingest.judging import Judge
from ingest.known import KnownFacts
from ingest.message import Message, Request
from ingest.reading import Reading, Reason, Sample
from ingest.receipt import identity_receipts, message_receipt
from ingest.refusal import refusals, rejection
from ingest.report import Origin, Report
from ingest.supplied_times import SuppliedTimes
from ingest.waiting import Asked, Waiter, WaitingRoom

_TOLD_FIELDS = 8


class Sorter:
    """Sorts messages into groups, one after the other.

    Args:
        journal: asked for receipts.
        decoding: finds out what a message says.
        known: what announcements have told; learns more of them.
        frames: finds missing messages.
        freshness: tells new measurements from what gateways repeat.
        judge: makes readings of samples.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what sorting has to ask
        self,
        journal: Journal,
        decoding: Decoding,
        known: KnownFacts,
        frames: FrameCounters,
        freshness: Freshness,
        judge: Judge,
    ) -> None:
        self._journal = journal
        self._decoding = decoding
        self._known = known
        self._frames = frames
        self._freshness = freshness
        self._judge = judge
        self._waiting = WaitingRoom()
        self._asked = Asked()
        self._now_ms = 0
        self._supplied_times = SuppliedTimes(journal.newest_supplied_ms())
        self._log = structlog.get_logger("pipeline")

    def sort(
        self,
        message: Message,
        received_at_ms: int,
        group: Group,
        *,
        maybe_known: bool,
        ahead: Decoded | None = None,
    ) -> None:
        """Sort one message into *group*.

        Args:
            message: what came.
            received_at_ms: when it came [ms].
            group: what it is sorted into.
            maybe_known: it may have been delivered before.
            ahead: what it says, where somebody has found that out already.
        """
        self._now_ms = received_at_ms
        decoded = ahead or self._decoded(message, received_at_ms)
        self._sort(message, decoded, received_at_ms, group, maybe_known=maybe_known)

    def _sort(
        self, message: Message, decoded: Decoded, received_at_ms: int, group: Group, *, maybe_known: bool
    ) -> None:
        if decoded.problem is not None:
            self._refuse_or_wait(message, decoded.problem, received_at_ms, group)
            return
        report = decoded.report
        if report is not None:
            self._learn(report, group)
        if report is None or message.retain:
            group.count("retained_messages")
        elif not report.samples and report.control:
            group.count("control_messages")
            self._tell(message, decoded.format, report, (), received_at_ms, group)
        else:
            self._sort_samples(
                message, decoded.format, report, received_at_ms, group, maybe_known=maybe_known
            )

    def give_up(self, now_ms: int, group: Group, *, everybody: bool = False) -> None:
        """Refuse what has waited in vain; at the end, *everybody* that still waits."""
        late = self._waiting.take_all() if everybody else self._waiting.take_late(now_ms)
        if late:
            group.undo.append(partial(self._waiting.put_back, late))
        for message, received_at_ms, why in late:
            detail = f"{why.detail}; it was not announced in time"
            group.rejections.append(rejection(message, Reason.NOT_DECODABLE, detail, received_at_ms))
            group.count("rejected_messages")

    def _decoded(self, message: Message, received_at_ms: int) -> Decoded:
        """Return what *message* says; a decoder's own mistake must not hold up everybody."""
        try:
            return self._decoding.of(message, received_at_ms, self._known)
        except DecoderFailed as failed:
            self._log.exception("a decoder failed", format=failed.format, topic=message.topic)
            why = f"the decoder failed, which is a mistake in Coldframe: {failed.__cause__!r}"
            return Decoded(problem=Problem(Reason.NOT_DECODABLE, f"as {failed.format}: {why}"))

    def _refuse_or_wait(self, message: Message, problem: Problem, received_at_ms: int, group: Group) -> None:
        """Take care of a message of which nobody can tell (yet) what it says."""
        awaited = problem.awaited
        if awaited is not None and self._wait(Waiter(message, received_at_ms, awaited), group):
            return
        group.rejections.append(rejection(message, problem.reason, problem.detail, received_at_ms))
        group.count("rejected_messages")

    def _wait(self, waiter: Waiter, group: Group) -> bool:
        """Ask for what a message needs and let it wait; False: it has to be refused now."""
        if waiter.why.topic:
            self._ask(Request(waiter.why.topic, waiter.why.payload), group)
        may_wait = waiter.message.qos == 0 and not waiter.message.retain
        if not may_wait or not self._waiting.add(waiter):
            return False
        group.undo.append(partial(self._waiting.remove, waiter))
        return True

    def _ask(self, request: Request, group: Group) -> None:
        if self._asked.may_ask(request, self._now_ms):
            group.undo.append(partial(self._asked.forget, request))
            group.requests.append(request)

    def _learn(self, report: Report, group: Group) -> None:
        """Take over announcements, and read what waited for them."""
        for request in report.requests:
            self._ask(request, group)
        for announcement in report.announcements:
            scope = announcement.scope
            before = self._known.of_scope(scope)
            changes = self._known.learn(announcement)
            if changes:
                group.undo.append(partial(self._known.put_back, scope, before))
                group.announcements += [change for change in changes if change.lasting]
            released = self._waiting.take(scope)
            if released:
                group.undo.append(partial(self._waiting.put_back, released))
            for message, waited_since_ms, _ in released:
                decoded = self._decoded(message, waited_since_ms)
                self._sort(message, decoded, waited_since_ms, group, maybe_known=False)

    def _sort_samples(  # noqa: PLR0913 - what a message is, and what is made of it
        self,
        message: Message,
        wire_format: str,
        report: Report,
        received_at_ms: int,
        group: Group,
        *,
        maybe_known: bool,
    ) -> None:
        receipts, left = identity_receipts(report.origin, report.samples, received_at_ms)
        if receipts and self._has_receipt(group, *receipts):
            group.count("repeated_messages")
            return
        fresh = self._freshness.fresh(report, message.topic, received_at_ms, self._known, group.last_heard)
        readings, faults = self._judge.judged(fresh, report.sent_at_ms, received_at_ms)
        self._tell(message, wire_format, report, faults, received_at_ms, group)
        if report.samples and not fresh:
            group.count("repeated_messages")
            _note_heard(group.sightings, message.broker, wire_format, report.samples, received_at_ms)
            return
        if not readings:
            self._refuse_empty(message, wire_format, report, received_at_ms, group)
            return
        if report.is_timed_by_arrival or any(reading.flags for reading in readings):
            if message.qos and not receipts:
                receipt = message_receipt(message)
                if maybe_known and self._has_receipt(group, receipt):
                    group.count("repeated_messages")
                    return
                group.receipts[receipt] = None
            readings = self._supplied_times.apart(readings)
        if receipts:
            group.receipts.update(dict.fromkeys(receipts[:left]))
        clocks = self._judge.of_clocks(fresh, readings, report.sent_at_ms, received_at_ms, group.clock_errors)
        _accept(group, (message.broker, report.samples[0].gateway, wire_format), readings, clocks)

    def _has_receipt(self, group: Group, *receipts: bytes) -> bool:
        """Tell whether a message that left one of *receipts* is in the journal or in *group*."""
        return not group.receipts.keys().isdisjoint(receipts) or self._journal.has_receipt(*receipts)

    def _refuse_empty(
        self, message: Message, wire_format: str, report: Report, received_at_ms: int, group: Group
    ) -> None:
        """Account for a message without a single reading; why its values are none has been said."""
        group.count("rejected_messages")
        if not report.samples:
            fields = ", ".join(one.field for one in report.unplaced[:_TOLD_FIELDS])
            detail = f"as {wire_format}: {report.lacks or 'there is no measured value in it'}"
            if fields:
                detail = f"as {wire_format}: nobody has said yet what its fields mean: {fields}"
            group.rejections.append(rejection(message, Reason.NO_READINGS, detail, received_at_ms))

    def _tell(  # noqa: PLR0913, PLR0917 - what a message is, and what is made of it
        self,
        message: Message,
        wire_format: str,
        report: Report,
        faults: tuple[tuple[Sample, Objection], ...],
        received_at_ms: int,
        group: Group,
    ) -> None:
        """Say what the message told besides readings, to the operator and to whoever keeps book."""
        if faults:
            group.count("rejected_values", len(faults))
            group.rejections += refusals(message, faults, received_at_ms)
        missing = 0 if report.origin is None else self._missing(report.origin, group)
        if missing > 0 and report.on_gap is not None:
            self._ask(report.on_gap, group)
        if faults or missing or report.about or report.unplaced or report.origin or report.sent_at_ms:
            gateway = report.samples[0].gateway if report.samples else ""
            group.heard.append(Heard(wire_format, gateway, report, faults, missing, received_at_ms))

    def _missing(self, origin: Origin, group: Group) -> int:
        """Return by how much the count of the device's missing messages changes."""
        before = self._frames.last.get(origin.device)
        missing = self._frames.note(origin)
        if self._frames.last.get(origin.device) is not before:
            group.undo.append(partial(self._frames.put_back, origin.device, before))
        return missing


def _note_heard(
    sightings: Sightings, broker: str, wire_format: str, samples: Sequence[Sample], at_ms: int
) -> None:
    """Note that devices were heard, although they said nothing new."""
    for sample in samples:
        device, gateway = sample.device, sample.gateway
        sighting = Sighting(device, gateway, wire_format, set(), at_ms, broker)
        sightings.setdefault((device, gateway, broker), sighting)


def _accept(
    group: Group, way: tuple[str, str, str], readings: Sequence[Reading], clocks: Sequence[Reading]
) -> None:
    """Put the readings of a message into *group*, and what is on record of clocks because of it."""
    group.readings += (*readings, *clocks)
    group.count("accepted_messages")
    _note(group.sightings, way, readings)
    if clocks:
        heard = {reading.device for reading in readings}  # a gateway is no device because of its clock
        _note(group.sightings, way, [clock for clock in clocks if clock.device in heard])


def _note(sightings: Sightings, way: tuple[str, str, str], readings: Sequence[Reading]) -> None:
    """Add up which devices the group heard by a way (broker, gateway, format), with which quantities."""
    broker, gateway, wire_format = way
    sighting: Sighting | None = None
    for reading in readings:
        if sighting is None or sighting.device != reading.device:
            key = (reading.device, gateway, broker)
            sighting = sightings.get(key)
        if sighting is None:
            sighting = sightings[key] = Sighting(
                reading.device, gateway, wire_format, set(), reading.received_at_ms, broker
            )
        sighting.quantities.add(reading.quantity)
