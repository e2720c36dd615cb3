"""What every journal does; run over each of them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.clock import ManualClock
from ingest.errors import JournalUnusable
from ingest.journal import ALERTS_CURSOR, STORE_CURSOR, Journal, JournalState
from ingest.journal.receipts import RECEIPTS_KEPT
from ingest.journal.sqlite import SqliteJournal
from ingest.reading import Flag, Reading
from tests.ingest.readings import START_MS, reading, readings
from tests.waiting import wait_until

JOURNALS: dict[str, Callable[[Path], Journal]] = {
    "sqlite": lambda folder: SqliteJournal(folder / "journal.sqlite3", ManualClock(START_MS)),
    "mostly from the disk": lambda folder: SqliteJournal(
        folder / "journal.sqlite3", ManualClock(START_MS), tail_readings=4
    ),
}


@pytest.fixture(params=JOURNALS)
def journal(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Journal]:
    """Return each journal in turn, empty."""
    made = JOURNALS[request.param](tmp_path)
    yield made
    made.close()


def _all(journal: Journal, limit: int = 7) -> list[Reading]:
    found: list[Reading] = []
    seq = 0
    while batch := journal.read(seq, limit):
        if not batch.readings:
            assert batch.last_seq == seq
            return found
        assert len(batch.readings) <= limit
        found.extend(batch.readings)
        seq = batch.last_seq
    return found


def test_an_empty_journal_has_nothing_to_read(journal: Journal) -> None:
    """A new journal is OK, ends at 0, and both known consumers are at 0."""
    assert journal.read(0, 10).readings == ()
    status = journal.status()
    assert (status.state, status.last_seq, status.size_bytes, status.oldest_unread_age_s) == ("ok", 0, 0, 0)
    assert status.backlog == {STORE_CURSOR: 0, ALERTS_CURSOR: 0}
    assert journal.append([]) == 0


def test_readings_are_numbered_one_by_one(journal: Journal) -> None:
    """Sequence numbers start at 1, grow by one per reading, and append returns the last one."""
    assert journal.append(readings(3)) == 3
    assert journal.append(readings(2)) == 5
    batch = journal.read(0, 100)
    assert (batch.readings, batch.last_seq) == ((*readings(3), *readings(2)), 5)


@pytest.mark.parametrize("after_seq", range(7))
@pytest.mark.parametrize("limit", [1, 2, 3, 100])
def test_reading_goes_on_from_anywhere(journal: Journal, after_seq: int, limit: int) -> None:
    """A consumer may start after any number, also in the middle of what came together."""
    journal.append(readings(3))
    journal.append(readings(6)[3:])
    batch = journal.read(after_seq, limit)
    assert batch.last_seq == after_seq + len(batch.readings)
    assert batch.readings == tuple(readings(6)[after_seq : batch.last_seq])
    assert bool(batch.readings) == (after_seq < 6)


def test_every_field_comes_back(journal: Journal) -> None:
    """A reading comes back with its exact value, its times and its flags."""
    odd = Reading("温室 1", "co2_ppm", -5, 0.1 + 0.2, START_MS, Flag.CLOCK_UNSET | Flag.NO_DEVICE_TIME)
    journal.append([odd])
    assert journal.read(0, 1).readings == (odd,)


def test_cursors_go_forward_only(journal: Journal) -> None:
    """A consumer's cursor never goes back, and never beyond the end of the journal."""
    journal.append(readings(5))
    journal.advance(STORE_CURSOR, 3)
    journal.advance(STORE_CURSOR, 2)
    assert (journal.cursor(STORE_CURSOR), journal.cursor(ALERTS_CURSOR), journal.cursor("new")) == (3, 0, 0)
    with pytest.raises(ValueError, match="ends at 5"):
        journal.advance(STORE_CURSOR, 6)
    assert journal.status().backlog == {STORE_CURSOR: 2, ALERTS_CURSOR: 5}


def test_a_consumer_registers_by_advancing(journal: Journal) -> None:
    """A third consumer has a backlog from its first word on."""
    journal.append(readings(2))
    journal.advance("copy", 0)
    assert journal.status().backlog["copy"] == 2


def test_receipts_are_remembered(journal: Journal) -> None:
    """A receipt is known once it was appended, with readings or without, and not before."""
    assert not journal.has_receipt(b"one")
    journal.append(readings(1), [b"one"])
    journal.append([], [b"two"])
    assert journal.has_receipt(b"one")
    assert journal.has_receipt(b"two")
    assert journal.has_receipt(b"three", b"two")
    assert not journal.has_receipt(b"three", b"four")
    assert journal.status().last_seq == 1


def test_the_newest_supplied_time_is_remembered(journal: Journal) -> None:
    """The newest time that a reading without one was given is known; readings with a time do not count."""
    assert journal.newest_supplied_ms() == 0
    journal.append([Reading("probe", "co2_ppm", 7_000, 400.0, 7_000, Flag.NO_DEVICE_TIME)])
    journal.append([Reading("probe", "co2_ppm", 5_000, 400.0, 5_000, Flag.CLOCK_UNSET)])
    journal.append([Reading("probe", "co2_ppm", 9_000, 400.0, 9_000)])
    assert journal.newest_supplied_ms() == 7_000


def test_receipts_of_all_that_a_broker_may_send_again_are_known(journal: Journal) -> None:
    """Three receipts of each of 65,535 messages are known; a repeated one counts from its last time."""
    assert RECEIPTS_KEPT >= 3 * 65_535
    receipts = [number.to_bytes(4) for number in range(RECEIPTS_KEPT + 5_000)]
    for start in range(0, len(receipts), 40_000):
        journal.append([], receipts[start : start + 40_000])
    oldest = len(receipts) - RECEIPTS_KEPT
    assert not journal.has_receipt(receipts[oldest - 1])
    assert journal.has_receipt(receipts[oldest])
    journal.append([], [receipts[oldest], b"new"])
    assert journal.has_receipt(receipts[oldest])
    assert not journal.has_receipt(receipts[oldest + 1])
    assert journal.has_receipt(receipts[oldest + 2])


def test_waiting_ends_when_something_comes(journal: Journal) -> None:
    """A waiting consumer is woken by an append, and is told at once when there is something already."""
    answers: list[bool] = []
    waiter = threading.Thread(target=lambda: answers.append(journal.wait(0, 30.0)))
    waiter.start()
    journal.append(readings(1))
    waiter.join(10)
    assert answers == [True]
    assert journal.wait(0, 30.0)
    assert not journal.wait(1, 0.0)


def test_several_threads_append(journal: Journal) -> None:
    """Readings that several threads append are all there, each thread's own in their order."""

    def work(device: str) -> None:
        for minute in range(0, 60, 3):
            journal.append([reading(one, 1.0, device) for one in range(minute, minute + 3)])

    threads = [threading.Thread(target=work, args=(f"device-{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = _all(journal, 17)
    assert len(found) == 240
    for number in range(4):
        mine = [one for one in found if one.device == f"device-{number}"]
        assert mine == [reading(minute, 1.0, f"device-{number}") for minute in range(60)]


def test_a_closed_journal_says_so(journal: Journal) -> None:
    """After close every call is refused, and whoever waited is let go."""
    waiter = threading.Thread(target=lambda: journal.wait(0, 30.0))
    waiter.start()
    journal.close()
    wait_until(lambda: not waiter.is_alive(), what="the end of the wait")
    journal.close()
    calls: list[Callable[[], object]] = [
        lambda: journal.append(readings(1)),
        lambda: journal.read(0, 1),
        lambda: journal.has_receipt(b""),
        lambda: journal.wait(0, 0.0),
        lambda: journal.cursor(STORE_CURSOR),
        lambda: journal.advance(STORE_CURSOR, 0),
        journal.status,
    ]
    for call in calls:
        with pytest.raises(JournalUnusable, match="closed"):
            call()


@pytest.mark.parametrize("name", JOURNALS)
@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    sizes=st.lists(st.integers(0, 9), max_size=12),
    limits=st.lists(st.integers(1, 12), min_size=1, max_size=12),
)
def test_a_consumer_sees_every_reading_once_and_in_order(
    tmp_path_factory: pytest.TempPathFactory, name: str, sizes: list[int], limits: list[int]
) -> None:
    """However readings come together and are asked for, each is delivered once, in its order."""
    journal = JOURNALS[name](tmp_path_factory.mktemp("journal"))
    try:
        batch = readings(sum(sizes))
        start = 0
        for size in sizes:
            journal.append(batch[start : start + size])
            start += size
        found: list[Reading] = []
        for round_number in range(len(batch) + 1):
            seq = journal.cursor(STORE_CURSOR)
            taken = journal.read(seq, limits[round_number % len(limits)])
            found.extend(taken.readings)
            journal.advance(STORE_CURSOR, taken.last_seq)
        assert found == batch
        assert journal.status().state == JournalState.OK
    finally:
        journal.close()
