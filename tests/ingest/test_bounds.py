"""Whoever makes up names of devices and gateways does not fill the memory, nor the tables on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from ingest.announcements import Announcements
from ingest.clock import MS_PER_HOUR
from ingest.clock_watch import ClockWatch
from ingest.database import Database
from ingest.frame_counters import FrameCounters
from ingest.health import UnplacedField
from ingest.health.clocks import KeptClocks
from ingest.health.notebook import Notebook
from ingest.health.reports import Reports
from ingest.known import KnownFacts
from ingest.reading import Flag, Reading
from ingest.report import Announcement, Origin
from ingest.supplied_times import SuppliedTimes
from ingest.tables import GATEWAY_CLOCK, REPORT_COUNT, UNPLACED_FIELD

NOW_MS = 1_781_410_200_000


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Return an empty state database."""
    database = Database(tmp_path / "state.sqlite3")
    database.upgrade()
    yield database
    database.close()


def _names(database: Database, column: sa.Column[str]) -> set[str]:
    with database.read() as connection:
        return set(connection.execute(sa.select(column)).scalars())


def test_of_too_many_devices_the_one_heard_longest_ago_is_counted_anew() -> None:
    """A device that goes on counting keeps its gaps, whoever else comes; a forgotten one has none."""
    frames = FrameCounters(most=2)
    for number, other in enumerate(("a", "b", "c"), start=1):
        assert frames.note(Origin("probe", counter=number)) == 0
        frames.note(Origin(other, counter=number))
    assert list(frames.last) == ["probe", "c"]
    assert frames.note(Origin("probe", counter=6)) == 2
    assert frames.note(Origin("a", counter=9)) == 0


def test_counts_of_devices_that_make_room_leave_the_table_too(database: Database) -> None:
    """What is forgotten in memory does not come back after a restart; who was heard last stays."""
    for names, kept in (("abc", {"b", "c"}), ("d", {"c", "d"})):
        frames = FrameCounters()
        with database.begin() as connection:
            reports = Reports(connection, frames, most=2)
            for name in names:
                origin = Origin(name, counter=7)
                frames.note(origin)
                reports.note(origin, 0, NOW_MS + ord(name) * MS_PER_HOUR)
            reports.write(connection)
        assert _names(database, REPORT_COUNT.c.device) == kept


def test_clocks_of_gateways_that_make_room_leave_the_table_too(database: Database) -> None:
    """Of too many gateways the one compared longest ago is forgotten, and is told a wrong time no more."""
    watch = ClockWatch(most=2)
    with database.begin() as connection:
        kept = KeptClocks(connection, watch)
        for number, gateway in enumerate("abc"):
            watch.note(gateway, NOW_MS, NOW_MS + number)
            kept.write(connection)
            kept.written()
    assert _names(database, GATEWAY_CLOCK.c.gateway) == {"b", "c"} == set(watch.clocks)
    smaller = ClockWatch(most=1)
    with database.begin() as connection:
        kept = KeptClocks(connection, smaller)
        kept.write(connection)
    assert _names(database, GATEWAY_CLOCK.c.gateway) == {"c"} == set(smaller.clocks)


def test_notes_of_devices_are_bounded_in_all(database: Database) -> None:
    """Everything about the device that was noted longest ago makes room, in memory and on the disk."""
    notes = Notebook[UnplacedField](UNPLACED_FIELD, "field", most_of_one=2, most=4)
    for device in ("a", "b", "a", "c"):
        for field in "xy":
            notes.put(device, UnplacedField(field, "model", "1", NOW_MS))
        with database.begin() as connection:
            notes.write(connection)
        notes.written()
    assert (len(notes), notes.devices()) == (4, ("a", "c"))
    assert _names(database, UNPLACED_FIELD.c.device) == {"a", "c"}


def test_a_note_makes_room_for_a_newer_one_and_not_for_itself() -> None:
    """Of one device's too many notes the oldest goes, even where the new one tells an older time."""
    notes = Notebook[UnplacedField](UNPLACED_FIELD, "field", most_of_one=2)
    for field, at_ms in (("x", 5), ("y", 6), ("z", 1)):
        notes.put("a", UnplacedField(field, "model", "1", at_ms))
    assert [note.field for note in notes.of("a")] == ["y", "z"]
    for field in "yz":
        notes.drop("a", field)
    assert (len(notes), notes.devices()) == (0, ())


def test_no_supplied_time_is_given_twice_however_many_names_come() -> None:
    """A device that was forgotten gets no time that it had before."""
    times = SuppliedTimes(0, most=2)
    told = [
        (device, times.apart([_supplied(device)])[0].observed_at_ms)
        for _ in range(4)
        for device in ("a", "b", "c", "a")
    ]
    assert len(set(told)) == len(told)
    assert len(times) == 2


def _supplied(device: str) -> Reading:
    return Reading(device, "air_temperature_c", NOW_MS, 4.0, NOW_MS, Flag.NO_DEVICE_TIME)


def test_scopes_that_messages_are_read_with_stay() -> None:
    """Made-up gateways push each other out, and not the one whose messages are read all the time."""
    known = KnownFacts([Announcement("farm", {"probe": {"unit": "V"}})], most_scopes=3)
    for number in range(10):
        known.learn(Announcement(f"made-up-{number}", {"probe": {}}))
        assert known.facts("farm", "probe") == {"unit": "V"}
    assert [name for name in ("made-up-7", "made-up-8", "made-up-9") if known.has_scope(name)] == [
        "made-up-8",
        "made-up-9",
    ]


def test_what_announcements_push_out_is_forgotten_on_the_disk_too(database: Database) -> None:
    """Scopes and facts that made room are not there again after a restart."""
    announcements = Announcements(database)
    known = KnownFacts(most_scopes=2, most_facts=2)
    for scope, key in (("a", "x"), ("b", "x"), ("c", "x"), ("c", "y"), ("c", "x"), ("c", "z")):
        announcements.keep(known.learn(Announcement(scope, {key: {"at": key}})))
    kept = {(one.scope, key) for one in announcements.all() for key in one.facts}
    assert kept == {("b", "x"), ("c", "x"), ("c", "z")}
