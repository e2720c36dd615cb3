"""A journal that was damaged while nobody looked: what is intact is used, and the rest is told."""

from __future__ import annotations

import shutil
import sqlite3
from pathlib import Path

import pytest

from ingest.clock import ManualClock
from ingest.errors import JournalUnusable
from ingest.journal.inspection import inspect
from ingest.journal.opening import losses, open_sound, tell_if_short
from ingest.journal.sqlite import SqliteJournal
from ingest.journal.write_ahead import log_of, pages_in
from ingest.reading import Reading

START_MS = 1_781_410_200_000
BLOCKS, PER_BLOCK = 40, 50
PAGE = 4_096
STEP = 1_021
"""A prime, so that over the pages every kind of byte is hit."""


def _reading(number: int) -> Reading:
    return Reading("probe", "air_temperature_c", START_MS + number, float(number), START_MS)


@pytest.fixture(scope="module", name="sound")
def _sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a closed journal of two thousand numbered readings of which nobody has read any."""
    path = tmp_path_factory.mktemp("journal") / "journal.sqlite3"
    journal = SqliteJournal(path, ManualClock(START_MS))
    for block in range(BLOCKS):
        journal.append([_reading(block * PER_BLOCK + number) for number in range(PER_BLOCK)])
    journal.close()
    return path


def _read_all(path: Path) -> tuple[list[float], int]:
    """Return the values that the journal at *path* still has, and its last number."""
    journal = open_sound(path, ManualClock(START_MS), max_bytes=1 << 30, max_age_s=1e9)
    values, cursor = [], 0
    while True:
        batch = journal.read(cursor, 500)
        if batch.last_seq == cursor:
            break
        values += [reading.value for reading in batch.readings]
        cursor = batch.last_seq
    journal.close()
    return values, cursor


def _copy(sound: Path, tmp_path: Path) -> Path:
    path = tmp_path / "journal.sqlite3"
    for file in tmp_path.iterdir():
        file.unlink()
    shutil.copy(sound, path)
    if log_of(sound).exists():
        shutil.copy(log_of(sound), log_of(path))
    return path


def test_a_sound_journal_is_found_sound(sound: Path, tmp_path: Path) -> None:
    """Everything can be read, and opening it changes nothing."""
    path = _copy(sound, tmp_path)
    found = inspect(path)
    assert (found.readings, found.last_seq, found.damage) == (2_000, 2_000, ())
    assert _read_all(path) == ([float(number) for number in range(2_000)], 2_000)
    assert losses(path) == ()


def test_wherever_bits_flip_what_is_read_is_right_and_what_is_lost_is_told(
    sound: Path, tmp_path: Path
) -> None:
    """Bytes of the last pages are turned over one by one: what comes back is what went in."""
    size = sound.stat().st_size
    for offset in range(size - 3 * PAGE, size, STEP):
        path = _copy(sound, tmp_path)
        with path.open("r+b") as file:
            file.seek(offset)
            byte = file.read(1)
            file.seek(offset)
            file.write(bytes([byte[0] ^ 0xFF]))
        values, last = _read_all(path)
        assert values == sorted(set(values)), offset
        assert set(values) <= set(map(float, range(2_000))), offset
        if len(values) < 2_000:
            (told,) = losses(path)
            assert "lost" in told
            assert len(values) >= 1_000, offset
        else:
            assert last == 2_000


def test_a_torn_end_costs_what_it_held_and_no_more(sound: Path, tmp_path: Path) -> None:
    """The file ends in the middle of its last pages: what lies before is used, and the loss is told."""
    size = sound.stat().st_size
    for lacking in (1, PAGE // 2, PAGE, 2 * PAGE + 7, 5 * PAGE):
        path = _copy(sound, tmp_path)
        with path.open("r+b") as file:
            file.truncate(size - lacking)
        values, _ = _read_all(path)
        assert values == sorted(set(values))
        assert len(values) >= 1_000
        assert losses(path)


def test_consumers_go_on_after_what_is_lost(sound: Path, tmp_path: Path) -> None:
    """A block in the middle is damaged: readings around it keep their numbers, and new ones follow."""
    path = _copy(sound, tmp_path)
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE block SET body = zeroblob(length(body)) WHERE first_seq = 501")
    connection.close()
    journal = open_sound(path, ManualClock(START_MS), max_bytes=1 << 30, max_age_s=1e9)
    assert [reading.value for reading in journal.read(498, 2).readings] == [498.0, 499.0]
    after = journal.read(500, 50)
    assert (after.readings, after.last_seq) == ((), 550) or after.readings[0].value == 550.0
    assert journal.read(550, 1).readings[0].value == 550.0
    assert journal.append([_reading(2_000)]) == 2_001
    journal.close()
    (told,) = losses(path)
    assert "501 to 550" in told
    assert list(tmp_path.glob("journal.sqlite3.damaged-*Z*")) == []
    for note in tmp_path.glob("*.txt"):
        note.unlink()
    assert losses(path) == ()


@pytest.fixture(scope="module", name="killed")
def _killed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a journal as a kill leaves it: forty blocks, all of them in the write-ahead log."""
    path = tmp_path_factory.mktemp("killed") / "journal.sqlite3"
    journal = SqliteJournal(path.with_name("written.sqlite3"), ManualClock(START_MS))
    for block in range(BLOCKS):
        journal.append([_reading(block * PER_BLOCK + number) for number in range(PER_BLOCK)], [b"%d" % block])
    shutil.copy(path.with_name("written.sqlite3"), path)
    shutil.copy(path.with_name("written.sqlite3-wal"), log_of(path))
    journal.close()
    return path


def test_a_bit_that_fell_over_in_the_log_costs_no_more_than_its_page(killed: Path, tmp_path: Path) -> None:
    """What was committed after the damaged page is used too, and the damage is told."""
    path = _copy(killed, tmp_path)
    log = bytearray(log_of(killed).read_bytes())
    for offset in (2, 18, len(log) // 2):  # the head's mark, its salt, the midst of a page
        damaged = log.copy()
        damaged[offset] ^= 0xFF
        _copy(killed, tmp_path)
        log_of(path).write_bytes(damaged)
        assert "write-ahead log is damaged" in inspect(path).damage[0]
        values, _ = _read_all(path)
        assert len(values) >= BLOCKS * PER_BLOCK - 4 * PER_BLOCK, offset
        assert any("write-ahead log is damaged" in sentence for sentence in losses(path))
        assert list(tmp_path.glob("journal.sqlite3-wal.damaged-*[0-9]"))


def test_a_write_that_was_not_finished_is_no_damage(killed: Path, tmp_path: Path) -> None:
    """A log that ends in the midst of a page, as after a kill, costs what nobody had acknowledged."""
    path = _copy(killed, tmp_path)
    log = log_of(killed).read_bytes()
    log_of(path).write_bytes(log[: -PAGE // 2])
    values, _ = _read_all(path)
    assert values == [float(number) for number in range((BLOCKS - 1) * PER_BLOCK)]
    assert losses(path) == ()


def test_a_short_file_is_whole_where_the_log_has_the_rest(killed: Path, tmp_path: Path) -> None:
    """A kill while pages were carried over from the log: the first says already how many there will be."""
    path = _copy(killed, tmp_path)
    pages = dict(pages_in(log_of(path).read_bytes()))
    path.write_bytes(pages[1])
    assert path.stat().st_size < max(pages) * PAGE
    assert _read_all(path) == ([float(number) for number in range(BLOCKS * PER_BLOCK)], BLOCKS * PER_BLOCK)
    assert losses(path) == ()


def test_a_journal_that_ends_before_what_was_read_from_it_is_told(tmp_path: Path) -> None:
    """A disk that lost what it had promised leaves a whole file, as it was: whoever read more says so."""
    path = tmp_path / "journal.sqlite3"
    tell_if_short(path, ManualClock(START_MS), 0)
    assert losses(path) == ()
    tell_if_short(path, ManualClock(START_MS), 50)
    (told,) = losses(path)
    assert "ends 50 readings before what had been read from it" in told


def test_a_file_of_something_else_is_not_mended(tmp_path: Path) -> None:
    """What is no journal at all is left as it is."""
    path = tmp_path / "journal.sqlite3"
    path.write_bytes(b"not a database" * 1_000)
    with pytest.raises(JournalUnusable):
        open_sound(path, ManualClock(START_MS), max_bytes=1 << 30, max_age_s=1e9)
    assert path.read_bytes() == b"not a database" * 1_000


def test_a_journal_tells_how_long_its_room_lasts(tmp_path: Path) -> None:
    """At the pace of the last hour; nothing is said before there is a pace."""
    clock = ManualClock(START_MS)
    journal = SqliteJournal(tmp_path / "journal.sqlite3", clock, max_bytes=2_000_000)
    assert journal.status().room_h is None
    for number in range(60):
        journal.append([_reading(number * 100 + one) for one in range(100)])
        clock.advance(60_000)
    status = journal.status()
    assert status.room_h == pytest.approx((2_000_000 - status.size_bytes) / status.size_bytes, rel=0.05)
    journal.close()
