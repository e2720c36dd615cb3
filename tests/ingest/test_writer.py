"""From the journal to the store: everything, once, whatever the store does in between."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from ingest.calibrations import Calibrations
from ingest.clock import ManualClock, SystemClock
from ingest.counters import Counters
from ingest.database import Database
from ingest.errors import StoreError, StoreUnavailable, StoreUnusable
from ingest.journal import STORE_CURSOR
from ingest.journal.sqlite import SqliteJournal
from ingest.quarantine import Quarantine
from ingest.reading import Reading, Reason
from ingest.store import WriteResult
from ingest.store.embedded import EmbeddedStore
from ingest.store.memory import MemoryStore
from ingest.writer import Writer, WriterState
from tests.ingest.killing import run_and_kill
from tests.ingest.readings import START_MS, reading, readings
from tests.waiting import wait_until

_WRITE_FOR_EVER = """
import sys
from pathlib import Path
from ingest.calibrations import Calibrations
from ingest.clock import SystemClock
from ingest.counters import Counters
from ingest.database import Database
from ingest.journal.sqlite import SqliteJournal
from ingest.quarantine import Quarantine
from ingest.store.embedded import EmbeddedStore
from ingest.writer import Writer
from tests.ingest.readings import reading
folder = Path(sys.argv[1])
journal = SqliteJournal(folder / "journal.sqlite3", SystemClock())
store = EmbeddedStore(folder / "store.duckdb")
database = Database(folder / "state.sqlite3")
database.upgrade()
writer = Writer(journal, store, Quarantine(database), Calibrations(database), SystemClock(), Counters())
seq = journal.status().last_seq
while True:
    seq = journal.append([reading(seq + number) for number in range(40)])
    print(seq, flush=True)
    writer.write_once()
"""


class MoodyStore(MemoryStore):
    """A store that can be told to fail, before or after it has kept what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.mood: StoreError | None = None
        self.keeps_and_fails = False
        self.calls = 0

    def check(self) -> None:
        """Fail as told."""
        if self.mood is not None:
            raise self.mood

    def write(self, readings: Sequence[Reading]) -> WriteResult:
        """Keep *readings*, or fail as told."""
        self.calls += 1
        if self.mood is not None and not self.keeps_and_fails:
            raise self.mood
        result = super().write(readings)
        if self.mood is not None:
            raise self.mood
        return result


class Bench:
    """A journal, a moody store, and the writer between them."""

    def __init__(self, folder: Path) -> None:
        self.clock = ManualClock(START_MS)
        self.journal = SqliteJournal(folder / "journal.sqlite3", self.clock)
        self.database = Database(folder / "state.sqlite3")
        self.database.upgrade()
        self.store = MoodyStore()
        self.quarantine = Quarantine(self.database)
        self.counters = Counters()
        self.calibrations = Calibrations(self.database)
        self.start()

    def start(self) -> None:
        """Build the writer, as a restart does."""
        self.writer = Writer(
            self.journal, self.store, self.quarantine, self.calibrations, self.clock, self.counters
        )

    def counts(self) -> tuple[int, int, int]:
        """Return stored, repeated and refused readings."""
        value = self.counters.value
        return value("stored_readings"), value("repeated_readings"), value("refused_readings")

    @contextmanager
    def running(self) -> Iterator[None]:
        """Run the writer in its own thread."""
        stop = threading.Event()
        thread = threading.Thread(target=self.writer.run, args=(stop,))
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(10)
            assert not thread.is_alive()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """Return a writer with everything around it."""
    made = Bench(tmp_path)
    yield made
    made.journal.close()
    made.database.close()


def test_a_batch_goes_from_the_journal_to_the_store(bench: Bench) -> None:
    """Readings are written in batches until none are left, and counted."""
    bench.journal.append(readings(3_000))
    bench.journal.append(readings(4_000)[2_900:])
    taken = []
    while count := bench.writer.write_once():
        taken.append(count)
    assert sum(taken) == 4_100
    assert max(taken) <= 5_000
    assert bench.store.count() == 4_000
    assert bench.counts() == (4_000, 100, 0)
    assert bench.journal.cursor(STORE_CURSOR) == 4_100


@pytest.mark.parametrize("keeps_and_fails", [False, True])
def test_a_failing_store_loses_and_repeats_nothing(bench: Bench, keeps_and_fails: bool) -> None:  # noqa: FBT001 - pytest's way
    """Whether the store had kept the batch when it failed or not, in the end each reading is there once."""
    bench.journal.append(readings(10))
    bench.store.mood = StoreUnavailable("gone")
    bench.store.keeps_and_fails = keeps_and_fails
    with pytest.raises(StoreUnavailable):
        bench.writer.write_once()
    assert bench.journal.cursor(STORE_CURSOR) == 0
    bench.store.mood = None
    assert bench.writer.write_once() == 10
    assert bench.store.count() == 10


def test_what_the_store_never_takes_goes_to_quarantine(bench: Bench) -> None:
    """A reading that is refused for good is kept with the store's words, and does not hold up the others."""
    bench.journal.append([reading(0), reading(1, float("inf")), reading(2)])
    assert bench.writer.write_once() == 3
    assert bench.counts() == (2, 0, 1)
    refused = bench.quarantine.recent(9)[0].rejection
    assert (refused.reason, refused.device) == (Reason.STORE_REFUSED, "bay-1")
    assert "not a finite number" in refused.detail
    assert bench.writer.write_once() == 0


def test_the_running_writer_follows_the_journal(bench: Bench) -> None:
    """A running writer takes what comes, and ends when it is told to."""
    with bench.running():
        for start in range(0, 50, 10):
            bench.journal.append(readings(50)[start : start + 10])
        wait_until(lambda: bench.store.count() == 50, what="all readings in the store")
    assert bench.writer.state == WriterState.OK


@pytest.mark.parametrize(
    ("mood", "state"),
    [
        (StoreUnavailable("connection refused"), WriterState.RETRYING),
        (StoreUnusable("no such database"), WriterState.STUCK),
    ],
)
def test_an_outage_is_seen_and_over_when_the_store_returns(
    bench: Bench, mood: StoreError, state: WriterState
) -> None:
    """While the store fails the state and its reason are shown; then history catches up."""
    bench.store.mood = mood
    with bench.running():
        bench.journal.append(readings(10))
        wait_until(lambda: bench.writer.state == state, what="the trouble to be shown")
        assert bench.writer.detail == str(mood)
        bench.journal.append(readings(20)[10:])
        bench.store.mood = None
        bench.clock.advance(60_000)
        wait_until(lambda: bench.store.count() == 20, what="history to catch up")
        wait_until(lambda: bench.writer.state == WriterState.OK, what="the state to be OK")
    assert bench.writer.detail == ""


def test_a_store_that_stays_away_is_asked_ever_less(bench: Bench) -> None:
    """The writer waits 1, 2, 4 … 60 s of its clock before it asks again."""
    bench.journal.append(readings(1))
    bench.store.mood = StoreUnavailable("gone")
    with bench.running():
        for asked, pause_s in enumerate((1, 2, 4, 8, 16, 32, 60, 60), start=1):
            wait_until(lambda asked=asked: bench.store.calls == asked, what=f"call {asked}")  # type: ignore[misc]  # bound at once
            wait_until(lambda: bench.clock.waiters() == 1, what="the writer to wait")
            bench.clock.advance(pause_s * 1_000 - 1)
            assert bench.store.calls == asked
            bench.clock.advance(1)
        wait_until(lambda: bench.store.calls == 9, what="call 9")


def test_a_store_that_asks_to_be_left_alone_is(bench: Bench) -> None:
    """Where the store says when to come again, the writer does not come before."""
    bench.journal.append(readings(1))
    bench.store.mood = StoreUnavailable("busy", retry_after_s=17)
    with bench.running():
        wait_until(lambda: bench.clock.waiters() == 1, what="the writer to wait")
        bench.clock.advance(16_999)
        assert bench.store.calls == 1
        bench.clock.advance(1)
        wait_until(lambda: bench.store.calls == 2, what="the second call")


def test_a_store_is_looked_at_when_there_is_nothing_to_write(bench: Bench) -> None:
    """A store that fails while a farm sends nothing is shown as failing, and as well again when it is."""
    bench.store.mood = StoreUnusable("wrong token")
    with bench.running():
        wait_until(lambda: bench.writer.detail == "wrong token", what="the trouble to be shown")
        bench.store.mood = None
        bench.clock.advance(60_000)
        wait_until(lambda: bench.writer.state == WriterState.OK, what="the state to be OK")


def test_each_trouble_is_in_the_log_once(bench: Bench) -> None:
    """Whoever puts one mistake right and made another reads of that one too, and of neither all night."""
    bench.journal.append(readings(1))
    bench.store.mood = StoreUnusable("wrong token")
    with capture_logs() as logs, bench.running():
        for trouble in ("wrong token", "wrong token", "no such bucket"):
            bench.store.mood = StoreUnusable(trouble)
            calls = bench.store.calls
            bench.clock.advance(60_000)
            wait_until(lambda calls=calls: bench.store.calls > calls, what="another try")  # type: ignore[misc]  # bound at once
            wait_until(lambda: bench.clock.waiters() == 1, what="the writer to wait")
    assert [line["detail"] for line in logs] == ["wrong token", "no such bucket"]


def test_a_broken_journal_is_told(bench: Bench) -> None:
    """When the journal itself cannot be read the writer says so instead of ending."""
    with bench.running():
        bench.journal.close()
        wait_until(lambda: bench.writer.state == WriterState.STUCK, what="the trouble to be shown")
        assert "closed" in bench.writer.detail


def test_killed_between_journal_and_store_nothing_is_lost_or_twice(tmp_path: Path) -> None:
    """Killed again and again, journal and store together have every reading that was accepted, once."""
    told = 0
    for lines in (1, 4, 11, 2, 30):
        told = int(run_and_kill(_WRITE_FOR_EVER, [str(tmp_path)], lines)[-1])
    journal = SqliteJournal(tmp_path / "journal.sqlite3", SystemClock())
    store = EmbeddedStore(tmp_path / "store.duckdb")
    database = Database(tmp_path / "state.sqlite3")
    database.upgrade()
    writer = Writer(journal, store, Quarantine(database), Calibrations(database), SystemClock(), Counters())
    while writer.write_once():
        pass
    last_seq = journal.status().last_seq
    points = store.series("bay-1", "air_temperature_c", 0, 2**53, 10**6).observed_at_ms.tolist()
    assert last_seq >= told
    assert points == [reading(minute).observed_at_ms for minute in range(last_seq)]
    assert store.count() == last_seq
    journal.close()
    store.close()
    database.close()
