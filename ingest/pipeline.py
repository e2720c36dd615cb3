"""From messages to the journal: topic → format → assess → journal, and what is left over → quarantine.

A group of messages becomes one append and, where something was refused, one entry of the quarantine
each. On return of ``accept`` everything in the group is durable, so the group may be acknowledged.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Sequence
from itertools import repeat
from typing import Protocol

import structlog

from ingest.clock import Clock
from ingest.counters import Counters
from ingest.decoding import Decoded, Decoding
from ingest.errors import IngestError
from ingest.frame_counters import FrameCounters
from ingest.freshness import Freshness
from ingest.group import Group, Heard, Outcome, Sighting
from ingest.journal import Journal
from ingest.judging import Judge
from ingest.known import KnownFacts
from ingest.message import Message
from ingest.reading import Rejection
from ingest.recognition import Recogniser
from ingest.refusal import owed_and_new
from ingest.report import Announcement
from ingest.sorting import Sorter

MOST_PAYLOAD_BYTES = 1 << 20

_TICK_S = 1.0
"""How long, in real time, between two looks at what waits: it waits for a minute."""


class Accepts(Protocol):
    """What messages are handed to: ``Pipeline``, or a stand-in."""

    def accept(self, messages: Sequence[Message], *, again: bool = False) -> Outcome:
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


class KeepsFacts(Protocol):
    """Where announced facts go that are still true after a restart."""

    def keep(self, announcements: Sequence[Announcement]) -> None:
        """Keep *announcements*; they are durable on return."""
        ...


class Listens(Protocol):
    """Who keeps book of what devices say besides readings."""

    def note(self, heard: Sequence[Heard], sightings: Sequence[Sighting]) -> None:
        """Note who devices are, what they cannot measure and measure again, and what is missing."""
        ...


class Foresees(Protocol):
    """Who finds out ahead what messages say."""

    def decoded(self, messages: Sequence[Message], received_at_ms: int) -> Iterable[Decoded | None]:
        """Return what *messages* say, one after the other; None for one that has to be decoded in place."""
        ...

    def tend(self) -> None:
        """See to it that everybody is at work."""
        ...


class Nobody:
    """Decodes nothing ahead."""

    def decoded(self, messages: Sequence[Message], received_at_ms: int) -> Iterable[Decoded | None]:  # noqa: ARG002 - nobody looks
        """Return that every message has to be decoded in place."""
        return repeat(None, len(messages))

    def tend(self) -> None:
        """Leave it at that."""


class Pipeline:
    """The one way in for readings; may be called from any thread.

    Args:
        journal: where accepted readings become durable.
        quarantine: where refused payloads become durable.
        registry: told which devices were heard.
        clock: read once per group.
        counters: raised once per group.
        recogniser: finds the format of a message.
        known: what announcements have told.
        frames: finds missing messages.
        freshness: tells new measurements from what gateways repeat.
        judge: makes readings of samples.
        announcements: keeps facts over a restart; None: nobody does.
        listener: told what devices say besides readings; None: nobody is.
        crew: finds out ahead what messages say; None: all of them are decoded in place.
        max_payload_bytes: a larger payload is not looked into.
    """

    def __init__(  # noqa: PLR0913 - the stations that a reading passes
        self,
        journal: Journal,
        quarantine: Refuses,
        registry: Remembers,
        clock: Clock,
        counters: Counters,
        *,
        recogniser: Recogniser | None = None,
        known: KnownFacts | None = None,
        frames: FrameCounters | None = None,
        freshness: Freshness | None = None,
        judge: Judge | None = None,
        announcements: KeepsFacts | None = None,
        listener: Listens | None = None,
        crew: Foresees | None = None,
        max_payload_bytes: int = MOST_PAYLOAD_BYTES,
    ) -> None:
        self._journal = journal
        self._quarantine = quarantine
        self._registry = registry
        self._clock = clock
        self._counters = counters
        self._announcements = announcements
        self._listener = listener
        self._crew = crew or Nobody()
        self._freshness = freshness or Freshness()
        self._judge = judge or Judge()
        self._log = structlog.get_logger("pipeline")
        self._lock = threading.Lock()
        self._owed: tuple[Rejection, ...] = ()
        """What the quarantine did not take when the readings beside it were already kept."""
        self._sorter = Sorter(
            journal,
            Decoding(recogniser or Recogniser(), max_payload_bytes),
            known or KnownFacts(),
            frames or FrameCounters(),
            self._freshness,
            self._judge,
        )

    def accept(self, messages: Sequence[Message], *, again: bool = False) -> Outcome:
        """Make everything in *messages* durable: as readings, or in quarantine with a reason.

        *again* says that the same call failed before, perhaps half way: what it did is not done twice.
        Raises JournalFull; then nothing of the group is kept and none of it may be acknowledged.
        """
        with self._lock:
            received_at_ms = self._clock.now_ms()
            group = Group()
            group.count("received_messages", len(messages))
            try:
                ahead = self._crew.decoded(messages, received_at_ms)
                for message, decoded in zip(messages, ahead, strict=True):
                    maybe_known = message.dup or again
                    self._sorter.sort(message, received_at_ms, group, maybe_known=maybe_known, ahead=decoded)
                self._sorter.give_up(received_at_ms, group)
                return self._keep(group)
            except BaseException:
                group.take_back()
                raise

    def run(self, stop: threading.Event) -> None:
        """Tick until *stop* is set; what could not be written down is tried again by the next tick."""
        while not stop.wait(_TICK_S):
            try:
                self.tick()
            except IngestError as error:
                self._log.warning("what waited in vain is not in quarantine yet", detail=str(error))

    def tick(self) -> None:
        """See to who decodes, and put into quarantine what has waited for an announcement for too long.

        While something is owed to the quarantine the group that it was in will come again, and this with it.
        """
        with self._lock:
            self._crew.tend()
        if not self._owed:
            self._give_up(everybody=False)

    def close(self) -> None:
        """Put into quarantine what still waits for an announcement."""
        self._give_up(everybody=True)

    def _give_up(self, *, everybody: bool) -> None:
        with self._lock:
            group = Group()
            self._sorter.give_up(self._clock.now_ms(), group, everybody=everybody)
            if not group.rejections and not self._owed:
                return
            owed = self._owed
            try:
                self._keep(group)
            except BaseException:
                self._owed = owed
                group.take_back()
                raise

    def _keep(self, group: Group) -> Outcome:
        """Make *group* durable, then count it."""
        if group.readings:
            self._journal.append(group.readings, tuple(group.receipts))
        self._freshness.keep(group.last_heard)
        self._judge.keep(group.clock_errors)
        self._owed = owed_and_new(self._owed, group.rejections)
        if self._owed:
            self._quarantine.add(self._owed)
            self._owed = ()
        if group.announcements and self._announcements is not None:
            self._announcements.keep(group.announcements)
        sightings = tuple(group.sightings.values())
        self._registry.seen_together(sightings)
        if self._listener is not None:
            self._listener.note(group.heard, sightings)
        self._counters.add("accepted_readings", len(group.readings))
        for name, amount in group.counts.items():
            self._counters.add(name, amount)
        return Outcome(tuple(group.requests), len(group.readings), tuple(group.rejections))
