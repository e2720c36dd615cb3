"""Refused payloads: kept, explained, bounded, and never a danger themselves."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.database import Database
from ingest.errors import DatabaseUnusable
from ingest.quarantine import EXPLANATIONS, Quarantine
from ingest.reading import Reason, Rejection
from tests.ingest.readings import START_MS


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Return a database that is up to date."""
    made = Database(tmp_path / "state.sqlite3")
    made.upgrade()
    yield made
    made.close()


def _rejection(number: int = 0, reason: Reason = Reason.NOT_DECODABLE) -> Rejection:
    return Rejection(reason, f"detail {number}", "some/topic", b"\x00\xff", START_MS + number, "bay-1")


def test_what_was_refused_is_shown_newest_first(database: Database) -> None:
    """Entries come back whole, newest first, page by page."""
    quarantine = Quarantine(database)
    rejections = [_rejection(number) for number in range(5)]
    quarantine.add(rejections[:2])
    quarantine.add(rejections[2:])
    quarantine.add([])
    first = quarantine.recent(3)
    rest = quarantine.recent(3, before_id=first[-1].id)
    assert [entry.rejection for entry in (*first, *rest)] == rejections[::-1]
    assert quarantine.count() == 5


def test_entries_last(database: Database) -> None:
    """What was refused is there after the service was started again."""
    Quarantine(database).add([_rejection()])
    again = Quarantine(database)
    assert again.count() == 1
    assert again.recent(9)[0].rejection == _rejection()


def test_the_oldest_make_room_and_are_counted(database: Database) -> None:
    """Above its bound the quarantine keeps the newest entries, and counts by reason what it forgot."""
    quarantine = Quarantine(database, max_entries=10)
    quarantine.add([_rejection(number, Reason.OUT_OF_RANGE) for number in range(6)])
    quarantine.add([_rejection(number) for number in range(6, 12)])
    quarantine.add([_rejection(number) for number in range(12, 19)])
    assert [entry.rejection.received_at_ms - START_MS for entry in quarantine.recent(99)] == list(
        range(18, 8, -1)
    )
    assert quarantine.count() == 10
    assert quarantine.forgotten() == {Reason.OUT_OF_RANGE: 6, Reason.NOT_DECODABLE: 3}
    quarantine.add([_rejection(number) for number in range(25)])
    assert quarantine.count() == len(quarantine.recent(99)) == 10
    assert sum(quarantine.forgotten().values()) == 34


def test_a_large_payload_is_cut(database: Database) -> None:
    """Only the first bytes and characters are kept, so that no sender fills the disk."""
    quarantine = Quarantine(database)
    quarantine.add([Rejection(Reason.TOO_LARGE, "d" * 10**6, "t" * 10**5, b"x" * 10**6, START_MS)])
    kept = quarantine.recent(1)[0].rejection
    assert (len(kept.detail), len(kept.topic), len(kept.payload)) == (1_000, 1_000, 1_024)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(st.characters(codec=None)), payload=st.binary())
def test_no_text_of_a_stranger_does_harm(database: Database, text: str, payload: bytes) -> None:
    """Whatever characters a topic, a device or a detail has, the entry is kept and can be shown."""
    quarantine = Quarantine(database)
    quarantine.add([Rejection(Reason.NOT_DECODABLE, text, text, payload, START_MS, text)])
    kept = quarantine.recent(1)[0].rejection
    assert kept.payload == payload
    assert kept.detail.encode("utf-8").count(b"\x00") == 0


def test_when_nothing_can_be_kept_it_says_so(database: Database) -> None:
    """An entry that cannot be written raises, and is not counted as kept."""
    quarantine = Quarantine(database)
    with database.begin() as connection:
        connection.exec_driver_sql("DROP TABLE quarantine")
    with pytest.raises(DatabaseUnusable):
        quarantine.add([_rejection()])
    assert quarantine.count() == 0


@pytest.mark.parametrize("reason", Reason)
def test_every_reason_is_explained(reason: Reason) -> None:
    """Each reason has an explanation in whole sentences that an operator understands."""
    assert EXPLANATIONS[reason].endswith(".")
    assert "_" not in EXPLANATIONS[reason]
