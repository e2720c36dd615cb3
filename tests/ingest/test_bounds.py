"""Whoever makes up names of devices and gateways does not fill the memory, nor the tables on the disk."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa

from ingest.announcements import Announcements
from ingest.calibrations import Calibrations
from ingest.clock import MS_PER_HOUR, ManualClock
from ingest.clock_watch import ClockWatch
from ingest.counters import Counters
from ingest.database import Database
from ingest.device_roll import Room
from ingest.frame_counters import FrameCounters
from ingest.gateway_roll import GatewayRoll
from ingest.health import UnplacedField
from ingest.health.clocks import KeptClocks
from ingest.health.notebook import Notebook
from ingest.health.reports import Reports
from ingest.known import KnownFacts, Limits, size_of
from ingest.made_room import MadeRoom
from ingest.place import Calibration, Device, Gateway
from ingest.quarantine import Quarantine
from ingest.reading import Flag, Reading, Reason
from ingest.registry import Registry
from ingest.report import Announcement, Origin
from ingest.settings import Farm
from ingest.supplied_times import SuppliedTimes
from ingest.tables import DEVICE, GATEWAY, GATEWAY_CLOCK, REPORT_COUNT, UNPLACED_FIELD

NOW_MS = 1_781_410_200_000

FARM = Farm.model_validate(
    {
        "sites": [{"id": "farm", "name": "Farm", "time_zone": "Asia/Shanghai"}],
        "places": [
            {"id": "room", "site": "farm", "name": "Room", "kind": "cold_room", "recipe": "cold_room"}
        ],
    }
)


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


def _hear(registry: Registry, at_ms: int, *devices: str, gateway: str = "gw") -> None:
    for number, device in enumerate(devices):
        registry.seen(device, gateway, "own_json", ("air_temperature_c",), at_ms + number)


def _ids(registry: Registry) -> list[str]:
    return [device.id for device in registry.devices()]


def test_made_up_devices_push_out_each_other_and_nobody_that_people_spoke_of(database: Database) -> None:
    """Who hung somewhere, has a name or a calibration stays, and so does whoever is heard all the time."""
    forgotten: list[Device] = []
    registry = Registry(database, ManualClock(NOW_MS), room=Room(3, forgotten.extend))
    registry.provision(FARM)
    _hear(registry, NOW_MS, "hung", "named", "calibrated")
    _hear(registry, NOW_MS, "elsewhere", gateway="gw-2")
    registry.install("hung", "room", "", NOW_MS)
    registry.take_away("hung", NOW_MS + 1)
    registry.rename("named", "Door")
    Calibrations(database).add(Calibration("calibrated", "air_temperature_c", 1.0, "", "", NOW_MS))
    for number in range(20):
        _hear(registry, NOW_MS + 100 * number, f"made-up-{number:02}", "alive")
    kept = ["alive", "calibrated", "elsewhere", "hung", "made-up-18", "made-up-19", "named"]
    assert _ids(registry) == kept == sorted(_names(database, DEVICE.c.id))
    assert [device.id for device in forgotten] == [f"made-up-{number:02}" for number in range(18)]
    registry.flush()
    again = Registry(database, ManualClock(NOW_MS), room=Room(3))
    _hear(again, NOW_MS + 10_000, "new", "newer")
    assert _ids(again) == ["alive", "calibrated", "elsewhere", "hung", "named", "new", "newer"]


def test_made_up_probes_of_a_device_with_a_place_are_bounded_too(database: Database) -> None:
    """They count for their device: neither the table nor the other devices of the gateway suffer."""
    registry = Registry(database, ManualClock(NOW_MS), room=Room(3))
    registry.provision(FARM)
    _hear(registry, NOW_MS, "hung", "other")
    registry.install("hung", "room", "", NOW_MS)
    for number in range(10):
        _hear(registry, NOW_MS + number, f"hung~{number}")
    assert _ids(registry) == ["hung", "hung~7", "hung~8", "hung~9", "other"]
    assert {one.device_id for one in registry.installations()} == {"hung", "hung~7", "hung~8", "hung~9"}


def test_a_device_that_had_to_go_comes_back_when_it_is_heard(database: Database) -> None:
    """It is in the inbox again with what it measures now, and may be given a place then."""
    registry = Registry(database, ManualClock(NOW_MS), room=Room(2))
    registry.provision(FARM)
    _hear(registry, NOW_MS, "a", "b", "c")
    assert _ids(registry) == ["b", "c"]
    _hear(registry, NOW_MS + 9, "a")
    registry.install("a", "room", "", NOW_MS)
    _hear(registry, NOW_MS + 10, "d", "e")
    assert _ids(registry) == ["a", "d", "e"]


def test_made_up_gateways_are_bounded_and_one_that_people_described_stays(database: Database) -> None:
    """The one that was heard longest ago goes, in memory and on the disk; a name or a zone keeps one."""
    with database.begin() as connection:
        roll = GatewayRoll(connection, most=2)
        roll.take([Gateway("roof", "", 0, 0, name="On the roof")])
        for number in range(5):
            roll.note(f"made-up-{number}", "own_json", NOW_MS + number)
            roll.write(connection)
            roll.written()
    assert [gateway.id for gateway in roll.all()] == ["made-up-3", "made-up-4", "roof"]
    assert _names(database, GATEWAY.c.id) == {"made-up-3", "made-up-4"}


def test_who_had_to_make_room_is_counted_and_told_with_a_reason(database: Database) -> None:
    """All are counted; the first, the tenth, the hundredth are in quarantine and name their gateway."""
    counters, quarantine = Counters(), Quarantine(database)
    made_room = MadeRoom(counters, lambda: NOW_MS, quarantine.add)
    registry = Registry(database, ManualClock(NOW_MS), room=Room(2, made_room.tell))
    _hear(registry, NOW_MS, *(f"made-up-{number}" for number in range(14)))
    assert counters.value("forgotten_devices") == 12
    told = [entry.rejection for entry in quarantine.recent(10)]
    assert [(one.reason, one.device) for one in told] == [
        (Reason.TOO_MANY_DEVICES, "made-up-9"),
        (Reason.TOO_MANY_DEVICES, "made-up-0"),
    ]
    assert told[0].detail.startswith("the gateway 'gw' tells of more devices without a place")
    assert "10 since the start" in told[0].detail


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
    known = KnownFacts([Announcement("farm", {"probe": {"unit": "V"}})], Limits(scopes=3))
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
    known = KnownFacts(limits=Limits(scopes=2, facts_of_one=2))
    for scope, key in (("a", "x"), ("b", "x"), ("c", "x"), ("c", "y"), ("c", "x"), ("c", "z")):
        announcements.keep(known.learn(Announcement(scope, {key: {"at": key}})))
    kept = {(one.scope, key) for one in announcements.all() for key in one.facts}
    assert kept == {("b", "x"), ("c", "x"), ("c", "z")}


def test_large_facts_make_room_as_many_do() -> None:
    """Of one scope's too large facts the oldest goes, of too large scopes the one needed longest ago."""
    fact = {"text": "x" * 1_000}
    size = size_of("a") + size_of(fact)
    known = KnownFacts(limits=Limits(bytes_of_one=2 * size, bytes=3 * size))
    for key in "abc":
        changes = known.learn(Announcement("one", {key: fact}))
    assert [dict(change.facts) for change in changes] == [{"c": fact}, {"a": None}]
    known.learn(Announcement("two", {"a": fact}))
    assert known.facts("one", "b") == fact
    (_, forgotten) = known.learn(Announcement("three", {"a": fact}))
    assert (forgotten.scope, forgotten.replaces) == ("two", True)
    before = known.of_scope("one")
    known.learn(Announcement("one", {"b": {"text": ""}, "c": None}))
    known.put_back("one", before)
    known.put_back("three", None)
    known.learn(Announcement("four", {"a": fact}))
    assert known.facts("one", "c") == fact
    assert known.learn(Announcement("five", {"a": {"text": "x" * 5_000}}))[1:] == (
        Announcement("five", {"a": None}),
    )
