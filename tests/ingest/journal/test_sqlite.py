"""What the embedded journal promises besides the contract: it survives, it is bounded, it notices damage."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ingest.clock import MS_PER_DAY, ManualClock
from ingest.errors import JournalFull, JournalUnusable
from ingest.journal import ALERTS_CURSOR, STORE_CURSOR, JournalState
from ingest.journal.schema import open_file
from ingest.journal.sqlite import SqliteJournal
from tests.ingest.killing import run_and_kill
from tests.ingest.readings import START_MS, reading, readings

_APPEND_FOR_EVER = """
import sys
from pathlib import Path
from ingest.clock import SystemClock
from ingest.journal.sqlite import SqliteJournal
from tests.ingest.readings import reading
journal = SqliteJournal(Path(sys.argv[1]), SystemClock())
seq = journal.status().last_seq
while True:
    batch = [reading(seq + number) for number in range(1 + seq % 50)]
    seq = journal.append(batch, [seq.to_bytes(8)])
    print(seq, flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a journal may be."""
    return tmp_path / "journal.sqlite3"


@pytest.fixture
def clock() -> ManualClock:
    """Return a clock that stands still."""
    return ManualClock(START_MS)


def _spoil(path: Path, statement: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(statement)


def test_a_journal_lasts(path: Path, clock: ManualClock) -> None:
    """Readings, cursors and receipts are there after the journal was closed and opened."""
    journal = SqliteJournal(path, clock)
    journal.append(readings(5), [b"receipt"])
    journal.advance(STORE_CURSOR, 2)
    before = journal.status()
    journal.close()
    journal = SqliteJournal(path, clock)
    assert journal.status() == before
    assert journal.read(0, 9).readings == tuple(readings(5))
    assert journal.has_receipt(b"receipt")
    assert journal.append(readings(1)) == 6
    journal.close()


def test_what_append_returned_from_survives_a_kill(path: Path, clock: ManualClock) -> None:
    """Killed again and again while it appends, a journal has everything that it said it has, in order."""
    for lines in (2, 25, 1, 60, 7, 120):
        told = int(run_and_kill(_APPEND_FOR_EVER, [str(path)], lines)[-1])
        journal = SqliteJournal(path, clock)
        last_seq = journal.status().last_seq
        batch = journal.read(0, 1_000_000)
        assert told <= last_seq == batch.last_seq
        assert list(batch.readings) == [reading(number) for number in range(last_seq)]
        assert journal.has_receipt((0).to_bytes(8))
        journal.close()


def test_a_full_journal_takes_nothing_until_a_consumer_catches_up(path: Path, clock: ManualClock) -> None:
    """At its bound the journal refuses whole calls, says for whom it waits, and goes on later."""
    journal = SqliteJournal(path, clock, max_bytes=3_100)
    accepted = 0
    while journal.status().size_bytes < 2_600:
        accepted = journal.append(readings(10), [accepted.to_bytes(4)])
    with pytest.raises(JournalFull, match="full"):
        journal.append(readings(10), [accepted.to_bytes(4)])
    status = journal.status()
    assert status.state == JournalState.FULL
    assert STORE_CURSOR in status.detail or ALERTS_CURSOR in status.detail
    assert status.size_bytes <= 3_100
    assert status.last_seq == accepted
    assert not journal.has_receipt(accepted.to_bytes(4))
    journal.advance(ALERTS_CURSOR, accepted)
    with pytest.raises(JournalFull, match=STORE_CURSOR):
        journal.append(readings(10))
    journal.advance(STORE_CURSOR, accepted)
    assert journal.status().state == JournalState.OK
    assert journal.append(readings(10)) == accepted + 10
    journal.close()


def test_a_full_disk_is_told_as_a_full_journal(
    path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When the disk has no room nothing of the call is kept, and the next call may succeed."""

    def on_a_small_disk(file: Path) -> sqlite3.Connection:
        connection = open_file(file)
        connection.execute("PRAGMA max_page_count = 20")
        return connection

    monkeypatch.setattr("ingest.journal.sqlite.open_file", on_a_small_disk)
    journal = SqliteJournal(path, clock)
    journal.append(readings(1))
    with pytest.raises(JournalFull, match="disk"):
        journal.append(readings(20_000), [b"lost"])
    assert journal.status().state == JournalState.FULL
    assert not journal.has_receipt(b"lost")
    assert journal.append(readings(1)) == 2
    assert journal.status().state == JournalState.OK
    assert len(journal.read(0, 9).readings) == 2
    journal.close()


def test_a_disk_that_takes_nothing_is_told_and_used_again_by_itself(
    path: Path, clock: ManualClock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the disk is read-only nothing is accepted and readings can still be read; then all goes on."""
    disks: list[sqlite3.Connection] = []

    def on_a_failing_disk(file: Path) -> sqlite3.Connection:
        disks.append(open_file(file))
        return disks[-1]

    monkeypatch.setattr("ingest.journal.sqlite.open_file", on_a_failing_disk)
    journal = SqliteJournal(path, clock)
    journal.append(readings(3))
    disks[-1].execute("PRAGMA query_only = ON")
    for _ in range(2):
        with pytest.raises(JournalUnusable, match="takes nothing"):
            journal.append(readings(2), [b"lost"])
    with pytest.raises(JournalUnusable, match="takes nothing"):
        journal.advance(STORE_CURSOR, 3)
    status = journal.status()
    assert (status.state, status.state.accepts, status.last_seq) == (JournalState.UNWRITABLE, False, 3)
    assert "READONLY" in status.detail
    assert len(journal.read(0, 9).readings) == 3
    assert (journal.cursor(STORE_CURSOR), journal.has_receipt(b"lost")) == (0, False)
    disks[-1].execute("PRAGMA query_only = OFF")
    assert journal.append(readings(1)) == 4
    assert journal.status().state is JournalState.OK
    journal.close()


def test_a_consumer_that_stays_behind_is_seen(path: Path, clock: ManualClock) -> None:
    """The state is BEHIND when one consumer has left readings unread for too long; nothing is lost."""
    journal = SqliteJournal(path, clock, max_age_s=86_400.0)
    journal.append(readings(5))
    journal.advance(ALERTS_CURSOR, 5)
    clock.advance(MS_PER_DAY)
    assert journal.status().state == JournalState.OK
    clock.advance(1_000)
    status = journal.status()
    assert (status.state, status.oldest_unread_age_s) == (JournalState.BEHIND, 86_401.0)
    assert repr(STORE_CURSOR) in status.detail
    journal.advance(STORE_CURSOR, 5)
    assert journal.status().state == JournalState.OK
    journal.close()


def test_what_all_have_read_is_deleted(path: Path, clock: ManualClock) -> None:
    """Readings that every consumer has behind it leave the file; what one still needs stays."""
    journal = SqliteJournal(path, clock)
    for _ in range(60):
        journal.append(readings(1_000))
    full = journal.status().size_bytes
    journal.advance(STORE_CURSOR, 60_000)
    assert journal.status().size_bytes == full
    journal.advance(ALERTS_CURSOR, 55_500)
    assert 0 < journal.status().size_bytes < full / 10
    batch = journal.read(55_500, 5_000)
    assert (len(batch.readings), batch.last_seq) == (4_500, 60_000)
    journal.advance(ALERTS_CURSOR, 60_000)
    status = journal.status()
    journal.close()
    journal = SqliteJournal(path, clock)
    assert journal.status() == status
    assert journal.append(readings(1)) == 60_001
    journal.close()


def test_numbers_go_on_after_everything_was_deleted(path: Path, clock: ManualClock) -> None:
    """A journal that was emptied does not start to count anew, also not after it was opened again."""
    journal = SqliteJournal(path, clock, max_bytes=1_000)
    journal.append(readings(9))
    for cursor in (STORE_CURSOR, ALERTS_CURSOR):
        journal.advance(cursor, 9)
    with pytest.raises(JournalFull):
        journal.append(readings(500))
    assert journal.status().size_bytes == 0
    journal.close()
    journal = SqliteJournal(path, clock)
    assert journal.append(readings(1)) == 10
    assert journal.read(0, 5).last_seq == 10
    journal.close()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        ("UPDATE block SET body = zeroblob(length(body)) WHERE first_seq = 4", "damaged at reading 4"),
        ("UPDATE block SET readings = 7 WHERE first_seq = 7", "damaged at reading 7"),
        ("DELETE FROM block WHERE first_seq = 4", "lacks readings 4 to 6"),
    ],
)
def test_damage_is_noticed_and_named(path: Path, clock: ManualClock, damage: str, words: str) -> None:
    """A row that is not what was written is never passed on as readings."""
    journal = SqliteJournal(path, clock)
    for start in (0, 3, 6):
        journal.append(readings(9)[start : start + 3])
    journal.close()
    _spoil(path, damage)
    journal = SqliteJournal(path, clock)
    with pytest.raises(JournalUnusable, match=words):
        journal.read(0, 100)
    assert journal.read(0, 3).readings == tuple(readings(3))
    journal.close()


def test_one_process_has_the_journal(path: Path, clock: ManualClock) -> None:
    """A second process is refused in words that say what to do."""
    journal = SqliteJournal(path, clock)
    with pytest.raises(AssertionError, match="another process is using it"):
        run_and_kill(_APPEND_FOR_EVER, [str(path)], 1)
    journal.close()


def test_a_file_of_something_else_is_left_alone(path: Path, clock: ManualClock) -> None:
    """A file that is no journal is refused and not changed."""
    rubbish = b"not a database at all" * 100
    path.write_bytes(rubbish)
    with pytest.raises(JournalUnusable, match="not a journal"):
        SqliteJournal(path, clock)
    assert path.read_bytes() == rubbish


def test_a_newer_layout_is_refused(path: Path, clock: ManualClock) -> None:
    """A journal that a newer version wrote is refused with both layouts named."""
    SqliteJournal(path, clock).close()
    _spoil(path, "PRAGMA user_version = 99")
    with pytest.raises(JournalUnusable, match=r"layout 99.*reads layout 1"):
        SqliteJournal(path, clock)


def test_a_missing_folder_is_told(tmp_path: Path, clock: ManualClock) -> None:
    """A journal in a folder that does not exist is refused."""
    with pytest.raises(JournalUnusable, match="its folder does not exist"):
        SqliteJournal(tmp_path / "missing" / "journal.sqlite3", clock)
