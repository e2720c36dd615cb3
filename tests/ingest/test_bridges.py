"""Local gateways over the whole way in: what they repeat counts once, a device outlives its name."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest.announcements import Announcements
from ingest.clock import MS_PER_MINUTE, MS_PER_SECOND, ManualClock
from ingest.counters import Counters
from ingest.database import Database
from ingest.freshness import Freshness
from ingest.journal.sqlite import SqliteJournal
from ingest.known import KnownFacts
from ingest.message import Message
from ingest.pipeline import Pipeline
from ingest.quarantine import Quarantine
from ingest.reading import Reading
from ingest.registry import Registry
from tests.ingest.edge import Edge, balance, open_edge

NOW_MS = 1_781_410_205_000
ADDRESS = "0x00158d0001d82999"
UNITS = [{"property": "temperature", "unit": "°C"}, {"property": "humidity", "unit": "%"}]


@pytest.fixture
def clock() -> ManualClock:
    """Return a clock that stands at the start of the story."""
    return ManualClock(NOW_MS)


@pytest.fixture
def edge(tmp_path: Path, clock: ManualClock) -> Iterator[Edge]:
    """Return the way in for readings, empty."""
    edge = open_edge(tmp_path, clock)
    yield edge
    edge.close()


def _said(topic: str, content: object, *, retain: bool = False) -> Message:
    payload = content if isinstance(content, bytes) else json.dumps(content).encode()
    return Message(topic, payload, 0, 0, dup=False, retain=retain)


def _devices(name: str) -> list[object]:
    definition = {"vendor": "SONOFF", "model": "SNZB-02D", "exposes": UNITS}
    return [{"ieee_address": ADDRESS, "friendly_name": name, "type": "EndDevice", "definition": definition}]


def _told(edge: Edge) -> list[tuple[str, str, float]]:
    return [(one.device, one.quantity, one.value) for one in edge.readings()]


def test_renamed_zigbee_device_stays_the_same(edge: Edge) -> None:
    """A device goes by its Zigbee address before and after people gave it another name."""
    edge.accept(
        _said("zigbee2mqtt/bridge/devices", _devices("Shelf"), retain=True),
        _said("zigbee2mqtt/Shelf", {"temperature": 4.0}),
        _said("zigbee2mqtt/bridge/devices", _devices("Cold room/shelf")),
        _said("zigbee2mqtt/Cold room/shelf", {"temperature": 4.5}),
    )
    assert _told(edge) == [(ADDRESS, "air_temperature_c", 4.0), (ADDRESS, "air_temperature_c", 4.5)]
    assert [device.id for device in edge.registry.inbox()] == [ADDRESS]


def test_long_list_of_devices_is_read(edge: Edge) -> None:
    """A bridge's list may be larger than any measurement: without it nobody is who they are."""
    many = [{"ieee_address": "0x1", "friendly_name": "x" * 1_000} for _ in range(1_500)]
    edge.accept(
        _said("zigbee2mqtt/bridge/devices", [*many, *_devices("Shelf")], retain=True),
        _said("zigbee2mqtt/Shelf", {"temperature": 4.0}),
    )
    assert _told(edge) == [(ADDRESS, "air_temperature_c", 4.0)]


def test_other_base_is_recognised_once_its_bridge_was_heard(edge: Edge) -> None:
    """Under a base that nobody chose, states are understood after the bridge has told its devices."""
    edge.accept(
        _said("farm/zb/Shelf", b"4.0"),
        _said("farm/zb/bridge/devices", _devices("Shelf"), retain=True),
        _said("farm/zb/Shelf", {"temperature": 4.0}),
    )
    assert _told(edge) == [(ADDRESS, "air_temperature_c", 4.0)]
    assert [one.reason for one in edge.rejections()] == ["unknown_topic"]


def test_cached_attributes_are_not_new_measurements(edge: Edge, clock: ManualClock) -> None:
    """Three reports of a device become one reading per measured value, though each repeats everything."""
    states = [
        {"temperature": 4.0, "humidity": 80},
        {"temperature": 4.5, "humidity": 80},
        {"temperature": 4.5, "humidity": 82},
    ]
    for state in states:
        edge.accept(_said("zigbee2mqtt/Shelf", state))
        clock.advance(MS_PER_SECOND)
    assert [(quantity, value) for _, quantity, value in _told(edge)] == [
        ("air_temperature_c", 4.0),
        ("relative_humidity_pct", 80.0),
        ("air_temperature_c", 4.5),
        ("relative_humidity_pct", 82.0),
    ]


@pytest.mark.parametrize(
    "start",
    [("zigbee2mqtt/bridge/state", {"state": "online"}), ("homeassistant/status", b"online")],
    ids=["the bridge", "Home Assistant"],
)
def test_start_makes_nothing_new(edge: Edge, clock: ManualClock, start: tuple[str, object]) -> None:
    """What is published again because something started is no measurement; yet the device was heard."""
    edge.accept(_said("zigbee2mqtt/Shelf", {"temperature": 4.0}))
    clock.advance(60 * MS_PER_MINUTE)
    edge.accept(_said(*start), _said("zigbee2mqtt/Shelf", {"temperature": 4.0}))
    assert len(edge.readings()) == 1
    assert edge.counters.value("repeated_messages") == 1
    assert edge.registry.inbox()[0].last_seen_ms == clock.now_ms()
    clock.advance(60 * MS_PER_MINUTE)
    edge.accept(_said("zigbee2mqtt/Shelf", {"temperature": 4.0}))
    assert len(edge.readings()) == 2
    assert len(set(balance(edge.counters))) == 1


def test_after_our_own_restart_a_state_is_compared_with_what_is_stored(
    tmp_path: Path, clock: ManualClock
) -> None:
    """What a bridge repeats to a Coldframe that has just started is known from the store."""
    database = Database(tmp_path / "state.sqlite3")
    database.upgrade()
    journal = SqliteJournal(tmp_path / "journal.sqlite3", clock)
    stored = (Reading(ADDRESS, "air_temperature_c", NOW_MS - 60_000, 4.0, NOW_MS - 60_000, 1),)
    announcements = Announcements(database)
    pipeline = Pipeline(
        journal,
        Quarantine(database),
        Registry(database, clock),
        clock,
        Counters(),
        known=KnownFacts(announcements.all()),
        announcements=announcements,
        freshness=Freshness(lambda devices: stored if ADDRESS in devices else ()),
    )
    pipeline.accept([_said(f"zigbee2mqtt/{ADDRESS}", {"temperature": 4.0, "humidity": 80})])
    found = journal.read(0, 10).readings
    journal.close()
    database.close()
    assert [one.quantity for one in found] == ["relative_humidity_pct"]


@pytest.mark.parametrize("order", [(0, 1), (1, 0)], ids=["notification first", "status first"])
def test_shelly_tells_it_twice_and_it_counts_once(edge: Edge, order: tuple[int, int]) -> None:
    """The same reading in a notification and in a status is one reading, whichever comes first."""
    component = {"id": 0, "tC": 19.8, "tF": 67.6}
    params = {"ts": NOW_MS / 1_000, "temperature:0": component}
    device = "shellyplusht-b8d61a8b17cc"
    both = (
        _said(f"{device}/events/rpc", {"src": device, "method": "NotifyStatus", "params": params}),
        _said(f"{device}/status/temperature:0", component),
    )
    edge.accept(*(both[number] for number in order))
    assert _told(edge) == [("b8d61a8b17cc", "air_temperature_c", 19.8)]
    assert len(set(balance(edge.counters))) == 1


def test_shelly_full_status_is_all_new(edge: Edge, clock: ManualClock) -> None:
    """A device that wakes up has measured everything, also what did not change."""
    device = "shellyplusht-b8d61a8b17cc"
    for rh in (42.0, 43.0):
        params = {"ts": clock.now_ms() / 1_000, "temperature:0": {"tC": 4.0}, "humidity:0": {"rh": rh}}
        edge.accept(
            _said(f"{device}/events/rpc", {"src": device, "method": "NotifyFullStatus", "params": params})
        )
        clock.advance(10 * MS_PER_MINUTE)
    assert len(edge.readings()) == 4


def test_what_several_bluetooth_gateways_hear_counts_once(edge: Edge, clock: ManualClock) -> None:
    """One advertisement over three gateways is one reading of each value, and the next one is another."""
    for tempc in (4.0, 4.1, 4.0):
        for gateway, rssi in (("north", -60), ("south", -80), ("door", -91)):
            content = {"id": "A4:C1:38:11:22:33", "tempc": tempc, "rssi": rssi}
            edge.accept(_said(f"home/{gateway}/BTtoMQTT/A4C138112233", content))
            clock.advance(300)
    assert [value for _, quantity, value in _told(edge) if quantity == "air_temperature_c"] == [4.0, 4.1, 4.0]
    assert len(_told(edge)) == 6
    assert len(set(balance(edge.counters))) == 1


def test_ruuvi_measurement_counts_once_over_several_gateways(edge: Edge) -> None:
    """The number of a measurement tells it from the next one, though the values and gateways are the same."""
    for number in (7, 8):
        for gateway in ("AA:CC:EE:00:11:22", "AA:CC:EE:00:11:33"):
            content = {
                "gw_mac": gateway,
                "rssi": -70,
                "gwts": NOW_MS // 1_000,
                "ts": NOW_MS // 1_000 - 10 + number,
                "dataFormat": 5,
                "temperature": 4.5,
                "measurementSequenceNumber": number,
            }
            edge.accept(_said(f"ruuvi/{gateway}/E3:75:CF:37:4E:23", content))
    assert [quantity for _, quantity, _ in _told(edge)] == ["air_temperature_c", "rssi_dbm"] * 2
    assert edge.counters.value("repeated_messages") == 2


def test_esphome_gets_unit_and_identity_from_its_announcement(edge: Edge) -> None:
    """A bare number is the announced device's, in the announced unit; a retained one is not new."""
    config = {
        "dev_cla": "temperature",
        "unit_of_meas": "°F",
        "name": "Air",
        "stat_t": "bay1/sensor/air/state",
        "uniq_id": "x",
        "dev": {"ids": "240ac4112233", "name": "bay1"},
    }
    edge.accept(
        _said("homeassistant/sensor/bay1/air/config", config, retain=True),
        _said("bay1/sensor/air/state", b"32.0", retain=True),
        _said("bay1/sensor/air/state", b"50.0"),
    )
    assert _told(edge) == [("240ac4112233", "air_temperature_c", 10.0)]


def test_announced_topic_is_recognised_whatever_it_is_called_until_it_is_taken_back(edge: Edge) -> None:
    """A topic belongs to whoever announced it, and to nobody after that."""
    config = {
        "device_class": "moisture",
        "unit_of_measurement": "%",
        "state_topic": "my garden",
        "value_template": "{{ value_json.m }}",
        "unique_id": "bed7",
    }
    topic = "homeassistant/sensor/bed7/config"
    edge.accept(_said("my garden", {"m": 31}))
    edge.accept(_said(topic, config), _said("my garden", {"m": 31}))
    edge.accept(_said(topic, b""), _said("my garden", {"m": 32}))
    assert _told(edge) == [("bed7", "soil_moisture_pct", 31.0)]
    assert [one.reason for one in edge.rejections()] == ["unknown_topic", "unknown_topic"]
