"""The registry: what the configuration says, what was heard, and where people say that things hang."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.clock import ManualClock
from ingest.database import Database
from ingest.errors import DatabaseUnusable, UnknownName
from ingest.group import Sighting
from ingest.installations import ALWAYS_MS
from ingest.place import Installation
from ingest.registry import Registry
from ingest.report import About
from ingest.settings import Farm
from tests.waiting import wait_until

NOW_MS = 1_781_410_200_000
FARM = {
    "sites": [{"id": "qingtian", "name": "Qingtian", "time_zone": "Asia/Shanghai"}],
    "places": [
        {"id": "cold", "site": "qingtian", "name": "Cold room", "kind": "cold_room", "recipe": "cold_room"},
        {"id": "truck", "site": "qingtian", "name": "Truck", "kind": "truck", "recipe": "truck"},
    ],
    "devices": [{"id": "a", "name": "Return air", "place": "cold", "position": "return_air"}],
}


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """Return an empty state database."""
    database = Database(tmp_path / "state.sqlite3")
    database.upgrade()
    yield database
    database.close()


@pytest.fixture
def registry(database: Database) -> Registry:
    """Return a registry that knows the farm."""
    registry = Registry(database, ManualClock(NOW_MS))
    registry.provision(Farm.model_validate(FARM))
    return registry


def test_provisioning_twice_changes_nothing(registry: Registry, database: Database) -> None:
    """Saying the same again, now or after a restart, moves nothing and tells nobody of a change."""
    version = registry.version
    registry.provision(Farm.model_validate(FARM))
    assert registry.version == version
    again = Registry(database, ManualClock(NOW_MS))
    again.provision(Farm.model_validate(FARM))
    assert again.version == 1
    assert again.installations() == (Installation("a", "cold", "return_air", ALWAYS_MS),)
    assert (again.places(), again.sites(), again.devices()) == (
        registry.places(),
        registry.sites(),
        registry.devices(),
    )


def test_unknown_device_is_kept_at_once_and_waits_in_the_inbox(
    registry: Registry, database: Database
) -> None:
    """A device that was never heard before survives a crash, and waits until somebody says where it hangs."""
    registry.seen("new", "gateway", "own_json", {"air_temperature_c"}, NOW_MS)
    after_crash = Registry(database, ManualClock(NOW_MS))
    assert [device.id for device in after_crash.inbox()] == ["new"]
    assert after_crash.device("new").quantities == ("air_temperature_c",)
    after_crash.install("new", "truck", "front", NOW_MS)
    assert after_crash.inbox() == ()


def test_what_was_heard_is_there_at_once_and_written_at_the_end(
    registry: Registry, database: Database
) -> None:
    """The newest time and every quantity are known at once; a flush keeps them over a restart."""
    registry.seen("a", "gateway", "own_json", {"air_temperature_c"}, NOW_MS)
    registry.seen("a", "gateway", "own_json", {"battery_v"}, NOW_MS + 60_000)
    device = registry.device("a")
    assert (device.first_seen_ms, device.last_seen_ms) == (NOW_MS, NOW_MS + 60_000)
    assert device.quantities == ("air_temperature_c", "battery_v")
    assert device.name == "Return air"
    registry.flush()
    after_restart = Registry(database, ManualClock(NOW_MS))
    assert after_restart.device("a") == device
    assert [gateway.id for gateway in after_restart.gateways()] == ["gateway"]


def test_through_which_broker_a_device_was_heard_last_is_known_after_a_restart(
    registry: Registry, database: Database
) -> None:
    """Also of the device whose probe was heard; who does not know the broker changes nothing."""
    for broker in ("yard", "road", None):
        heard = Sighting("d~1", "gateway", "own_json", {"air_temperature_c"}, NOW_MS, broker)
        registry.seen_together((heard,))
    registry.flush()
    after_restart = Registry(database, ManualClock(NOW_MS))
    assert [after_restart.device(name).broker for name in ("d", "d~1")] == ["road", "road"]
    after_restart.seen_together((Sighting("d~1", "", "own_json", set(), NOW_MS, ""),))
    assert after_restart.device("d~1").broker == "", "now it is posted over HTTP"


def test_whoever_asks_never_waits_for_whoever_writes(registry: Registry, database: Database) -> None:
    """The evaluator asks for names while it writes, and a new device is written at the same moment."""
    wrong: list[BaseException] = []

    def hear() -> None:
        try:
            registry.seen("new", "gateway", "own_json", {"air_temperature_c"}, NOW_MS)
        except DatabaseUnusable as error:  # it waited for us, and we for it
            wrong.append(error)

    writer = threading.Thread(target=hear)
    with database.begin():
        writer.start()
        wait_until(lambda: bool(registry.gateways()), what="the new device's gateway")
        assert [device.id for device in registry.devices()] == ["a", "new"]
        assert registry.device("new").last_seen_ms == NOW_MS
        assert writer.is_alive()
    writer.join()
    assert wrong == []


def test_moving_a_device_closes_where_it_hung(registry: Registry) -> None:
    """A device hangs in one place at a time, also when its moves become known in the wrong order."""
    version = registry.version
    registry.install("a", "truck", "front", NOW_MS)
    assert registry.install("a", "cold", "door", NOW_MS - 1_000).end_ms == NOW_MS
    assert registry.installations() == (
        Installation("a", "cold", "return_air", ALWAYS_MS, NOW_MS - 1_000),
        Installation("a", "cold", "door", NOW_MS - 1_000, NOW_MS),
        Installation("a", "truck", "front", NOW_MS),
    )
    assert registry.version == version + 2


def test_correcting_a_move_replaces_it(registry: Registry) -> None:
    """Saying something else about the same moment replaces what was said."""
    registry.install("a", "truck", "front", NOW_MS)
    registry.install("a", "truck", "rear", NOW_MS)
    assert [one.position for one in registry.installations()] == ["return_air", "rear"]


def test_an_assignment_that_is_sent_twice_counts_once(registry: Registry) -> None:
    """A second tap on the button, a moment later, adds no installation; a device that had left comes back."""
    first = registry.install("a", "truck", "front", NOW_MS)
    before, version = registry.installations(), registry.version
    assert registry.install("a", "truck", "front", NOW_MS) == first
    assert registry.assign("a", None, "truck", "front", NOW_MS + 1_500) == first
    assert (registry.installations(), registry.version) == (before, version)
    registry.take_away("a", NOW_MS + 5_000)
    assert registry.install("a", "truck", "front", NOW_MS + 3_000) == first
    moved = registry.install("a", "truck", "rear", NOW_MS + 9_000)
    assert (moved.position, moved.start_ms) == ("rear", NOW_MS + 9_000)


def test_configuration_does_not_undo_what_people_moved(registry: Registry, database: Database) -> None:
    """A restart with the old configuration leaves a moved device where people put it."""
    registry.install("a", "truck", "front", NOW_MS)
    again = Registry(database, ManualClock(NOW_MS + 60_000))
    again.provision(Farm.model_validate(FARM))
    assert again.installations()[-1] == Installation("a", "truck", "front", NOW_MS)


def test_changed_configuration_moves_the_device_now(registry: Registry) -> None:
    """A new place in the configuration counts from now on; what was before stays as it was."""
    moved = FARM | {"devices": [{"id": "a", "place": "truck", "position": "front"}]}
    registry.provision(Farm.model_validate(moved))
    assert registry.installations() == (
        Installation("a", "cold", "return_air", ALWAYS_MS, NOW_MS),
        Installation("a", "truck", "front", NOW_MS),
    )


def test_names_that_nothing_has_are_refused(registry: Registry) -> None:
    """Asking for, or installing at, what does not exist names it and changes nothing."""
    version = registry.version
    with pytest.raises(UnknownName, match="'attic'"):
        registry.install("a", "attic", "", NOW_MS)
    with pytest.raises(UnknownName, match="'ghost'"):
        registry.install("ghost", "cold", "", NOW_MS)
    with pytest.raises(UnknownName, match="'barn'"):
        registry.site("barn")
    assert registry.version == version


def test_a_renamed_device_stays_the_same_device(registry: Registry, database: Database) -> None:
    """What a device is called where it publishes may change; a name that people gave goes before it."""
    registry.seen("0x00158d", "gw", "zigbee2mqtt", {"air_temperature_c"}, NOW_MS)
    registry.introduce([About("0x00158d", "bay 1", "WSDCGQ11LM")])
    registry.introduce([About("0x00158d", "bay one", "")])
    device = registry.device("0x00158d")
    assert (device.title, device.model, device.reported_name) == ("bay one", "WSDCGQ11LM", "bay one")
    registry.rename("0x00158d", "Canopy")
    registry.introduce([About("0x00158d", "bay two")])
    registry.flush()
    again = Registry(database, ManualClock(NOW_MS)).device("0x00158d")
    assert (again.title, again.reported_name, again.quantities) == (
        "Canopy",
        "bay two",
        ("air_temperature_c",),
    )


def test_probes_come_with_their_device(registry: Registry) -> None:
    """A probe is called after its device, and hangs where that does from the first value on."""
    registry.introduce([About("logger", "Walk-in", "TL-4")])
    registry.install("logger", "cold", "shelf", NOW_MS)
    version = registry.version
    registry.seen("logger~2", "gw", "lns", {"product_temperature_c"}, NOW_MS)
    assert registry.version > version
    probe = registry.device("logger~2")
    assert (probe.parent, probe.title, probe.model) == ("logger", "Walk-in · 2", "TL-4")
    assert registry.inbox() == ()
    registry.install("logger", "truck", "front", NOW_MS + 1_000)
    registry.install("logger~2", "cold", "core", NOW_MS + 2_000)
    registry.install("logger", "cold", "door", NOW_MS + 3_000)
    assert [one for one in registry.installations() if one.device_id == "logger~2"] == [
        Installation("logger~2", "cold", "shelf", NOW_MS, NOW_MS + 1_000),
        Installation("logger~2", "truck", "front", NOW_MS + 1_000, NOW_MS + 2_000),
        Installation("logger~2", "cold", "core", NOW_MS + 2_000),
    ]


def test_a_device_waits_as_long_as_one_of_its_probes_does(registry: Registry) -> None:
    """A board that only its probes measure for needs no place; one that measures something itself does."""
    for probe in ("board~1", "board~2"):
        registry.seen(probe, "gw", "tasmota", {"air_temperature_c"}, NOW_MS)
    assert [device.id for device in registry.inbox()] == ["board", "board~1", "board~2"]
    registry.install("board~1", "cold", "shelf", NOW_MS)
    assert [device.id for device in registry.inbox()] == ["board", "board~2"]
    registry.install("board~2", "truck", "front", NOW_MS)
    assert registry.inbox() == ()
    registry.seen("board", "gw", "tasmota", {"relative_humidity_pct"}, NOW_MS)
    assert [device.id for device in registry.inbox()] == ["board"]


def test_a_device_that_is_taken_away_waits_in_the_inbox(registry: Registry) -> None:
    """Its history stays where it was; from then on it hangs nowhere, and it cannot be taken away twice."""
    assert registry.take_away("a", NOW_MS).end_ms == NOW_MS
    assert [device.id for device in registry.inbox()] == ["a"]
    assert registry.installations() == (Installation("a", "cold", "return_air", ALWAYS_MS, NOW_MS),)
    with pytest.raises(UnknownName, match="hung nowhere"):
        registry.take_away("a", NOW_MS)
