"""The way in for readings, built of its real parts in a folder, for tests of what happens there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ingest.clock import Clock, SystemClock
from ingest.counters import Counters
from ingest.database import Database
from ingest.journal.sqlite import SqliteJournal
from ingest.known import KnownFacts
from ingest.message import Message
from ingest.pipeline import Foresees, Pipeline
from ingest.quarantine import Quarantine
from ingest.reading import Reading, Rejection
from ingest.registry import Registry

MOST_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Edge:
    """Journal, quarantine, registry and the pipeline between them."""

    journal: SqliteJournal
    quarantine: Quarantine
    registry: Registry
    counters: Counters
    pipeline: Pipeline
    database: Database
    clock: Clock

    def accept(self, *messages: Message, again: bool = False) -> None:
        """Hand one group of messages to the pipeline."""
        self.pipeline.accept(messages, again=again)

    def readings(self) -> tuple[Reading, ...]:
        """Return everything in the journal."""
        return self.journal.read(0, 1_000_000).readings

    def rejections(self) -> list[Rejection]:
        """Return everything in quarantine, oldest first."""
        return [entry.rejection for entry in reversed(self.quarantine.recent(1_000))]

    def close(self) -> None:
        """Release the files."""
        self.journal.close()
        self.database.close()


def open_edge(
    folder: Path,
    clock: Clock | None = None,
    known: KnownFacts | None = None,
    crew: Foresees | None = None,
) -> Edge:
    """Open, or open again, what is kept in *folder*."""
    clock = clock or SystemClock()
    database = Database(folder / "state.sqlite3")
    database.upgrade()
    journal = SqliteJournal(folder / "journal.sqlite3", clock)
    quarantine = Quarantine(database)
    registry = Registry(database, clock)
    counters = Counters()
    pipeline = Pipeline(
        journal,
        quarantine,
        registry,
        clock,
        counters,
        known=known,
        crew=crew,
        max_payload_bytes=MOST_BYTES,
    )
    return Edge(journal, quarantine, registry, counters, pipeline, database, clock)


def message(
    payload: bytes | str, topic: str = "coldframe/v1/gateway/probe", mid: int = 1, **more: bool
) -> Message:
    """Return a message as a broker delivers it at QoS 1."""
    data = payload.encode() if isinstance(payload, str) else payload
    return Message(topic, data, 1, mid, more.get("dup", False), more.get("retain", False))


def balance(counters: Counters) -> Sequence[int]:
    """Return how many messages came in, and how many are accounted for."""
    ends = ("accepted", "repeated", "retained", "control", "rejected")
    return counters.value("received_messages"), sum(counters.value(f"{end}_messages") for end in ends)
