"""All workers: each decodes the topics of its own slice, and what they say is used as long as it holds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from zlib import crc32

from ingest.crew.task import Briefing
from ingest.crew.worker import Patience, Worker
from ingest.decoding import Decoded
from ingest.known import Knowledge, KnownFacts
from ingest.message import Message

_WORTH_IT = 8
"""Fewer messages are decoded in place sooner than they are handed over."""

_USUAL = Patience()


class Crew:
    """Decodes groups of messages in several processes at once; for one thread at a time.

    Every topic belongs to one worker: what a damaged message does to a process disturbs one slice of the
    topics and no other. Order does not depend on it, since answers are taken in the order of the messages.

    Args:
        workers: how many processes; with one there is no other than this.
        briefing: how to decode.
        known: what messages are decoded by.
        worth_it: smaller groups are decoded in place.
        patience: how long workers are waited for.
    """

    def __init__(
        self,
        workers: int,
        briefing: Briefing,
        known: KnownFacts,
        *,
        worth_it: int = _WORTH_IT,
        patience: Patience = _USUAL,
    ) -> None:
        titles = [f"worker {number} of {workers}" for number in range(1, workers + 1)] if workers > 1 else []
        self._workers = tuple(Worker(title, briefing, patience) for title in titles)
        self._known = known
        self._worth_it = worth_it
        self._is_running = False

    @property
    def pids(self) -> tuple[int, ...]:
        """Return the numbers of the processes that there are."""
        return tuple(worker.pid for worker in self._workers if worker.pid is not None)

    @property
    def trouble(self) -> str:
        """Say who does not work although he should; empty where everybody does."""
        missing = [worker.title for worker in self._workers if not worker.is_ready]
        if not self._is_running or not missing:
            return ""
        return f"decoding is slower than it should be, for want of {', '.join(missing)}"

    def start(self) -> None:
        """Start all workers, and return when they are ready; raises WorkerUnusable."""
        try:
            for worker in self._workers:
                worker.start()
            for worker in self._workers:
                worker.wait_until_ready()
        except BaseException:
            self.stop()
            raise
        self._is_running = bool(self._workers)

    def stop(self) -> None:
        """Let all workers end; what comes now is decoded in place."""
        self._is_running = False
        for worker in self._workers:
            worker.stop()

    def tend(self) -> None:
        """See to it that whoever is gone comes again; to be called every second or so."""
        for worker in self._workers if self._is_running else ():
            worker.tend()

    def decoded(self, messages: Sequence[Message], received_at_ms: int) -> Iterable[Decoded | None]:
        """Return what *messages* say, one after the other; None for one that has to be decoded in place.

        Whoever takes the next one has learned what the ones before it announced.
        """
        if not self._is_running or len(messages) < self._worth_it:
            return repeat(None, len(messages))
        now = self._known.everything()
        return self._while_they_hold(self._answers(messages, received_at_ms, now), now)

    def _answers(
        self, messages: Sequence[Message], received_at_ms: int, now: Knowledge
    ) -> Sequence[Decoded | None]:
        slices: list[list[int]] = [[] for _ in self._workers]
        for place, message in enumerate(messages):
            slices[crc32(message.topic.encode("utf-8", "replace")) % len(slices)].append(place)
        asked = [
            (worker, places)
            for worker, places in zip(self._workers, slices, strict=True)
            if places and worker.ask([messages[place] for place in places], received_at_ms, now)
        ]
        answers: list[Decoded | None] = [None] * len(messages)
        for worker, places in asked:
            for place, decoded in zip(places, worker.answer(), strict=False):
                answers[place] = decoded
        return answers

    def _while_they_hold(self, answers: Iterable[Decoded | None], by: Knowledge) -> Iterator[Decoded | None]:
        for decoded in answers:
            holds = decoded is not None and self._known.is_still(by, decoded.asked)
            yield decoded if holds else None
