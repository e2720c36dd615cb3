"""Sparkplug B 3.0: births, data, back-fill and commands, read by the published schema."""

from __future__ import annotations

import pytest

from simulators.gateways.protobuf_writer import block, text, whole
from simulators.gateways.sparkplug import SparkplugNode
from simulators.sensors import Sampled
from tests.simulators.sparkplug_payload import read

AIR, DOOR = "qingtian:packhouse:cold-room-air", "qingtian:packhouse:cold-room-door"
START_MS = 1_781_410_200_000


def _node() -> SparkplugNode:
    devices = [
        (AIR, {"air_temperature_c": "Temperature", "relative_humidity_pct": "Humidity"}),
        (DOOR, {"door_open": "Door Open", "battery_v": "Battery"}),
    ]
    return SparkplugNode("qingtian", "packhouse", devices, START_MS, group=3)


def _air(at_s: float, air_c: float = 1.2) -> Sampled:
    return Sampled(AIR, at_s, (("air_temperature_c", air_c), ("relative_humidity_pct", 92.0)))


def test_a_node_is_born_first() -> None:
    """NBIRTH has seq 0, the session's number, and the command by which births can be asked for."""
    (birth,) = _node().greet(0.0)
    assert (birth.topic, birth.qos, birth.retain) == ("spBv1.0/qingtian/NBIRTH/packhouse", 0, False)
    payload = read(birth.payload)
    assert (payload.timestamp, payload.seq) == (START_MS, 0)
    session, command = payload.metrics
    assert (session.name, session.datatype, session.long_value) == ("bdSeq", 8, 0)
    assert (command.name, command.datatype, command.boolean_value) == ("Node Control/Rebirth", 11, False)


def test_a_device_is_born_with_names_types_units_and_values() -> None:
    """The first reading is in the DBIRTH, which tells what the aliases will stand for."""
    node = _node()
    node.greet(0.0)
    (birth,) = node.encode([_air(60.0)], 60.0)
    assert birth.topic == "spBv1.0/qingtian/DBIRTH/packhouse/cold-room-air"
    payload = read(birth.payload)
    assert payload.seq == 1
    air, humidity = payload.metrics
    assert (air.name, air.alias, air.datatype, air.timestamp) == ("Temperature", 1, 9, START_MS + 60_000)
    assert air.float_value == pytest.approx(1.2)
    assert (air.properties.keys[0], air.properties.values[0].string_value) == ("engUnit", "°C")
    assert (humidity.name, humidity.alias) == ("Humidity", 2)


def test_data_comes_by_alias_with_the_time_of_capture() -> None:
    """DDATA has neither names nor types; 0 is a value, and a door is true or false."""
    node = _node()
    node.greet(0.0)
    node.encode([_air(60.0)], 60.0)
    (data,) = node.encode([_air(120.0, 0.0)], 120.0)
    assert data.topic == "spBv1.0/qingtian/DDATA/packhouse/cold-room-air"
    payload = read(data.payload)
    air, _ = payload.metrics
    assert (air.HasField("name"), air.HasField("datatype"), air.HasField("is_historical")) == (False,) * 3
    assert (air.alias, air.HasField("float_value"), air.float_value) == (1, True, 0.0)
    door = Sampled(DOOR, 180.0, (("door_open", 1.0), ("battery_v", 3.5)))
    (birth,) = node.encode([door], 180.0)
    opened, battery = read(birth.payload).metrics
    assert (opened.alias, opened.datatype, opened.boolean_value) == (3, 11, True)
    assert battery.alias == 4


def test_the_sequence_counts_all_messages_of_the_node() -> None:
    """`seq` goes from 0 to 255 and begins again, over births and data of every device."""
    node = _node()
    sent = [*node.greet(0.0)]
    for number in range(300):
        sent += node.encode([_air(float(number))], float(number))
    counted = [read(one.payload).seq for one in sent]
    assert counted == [number % 256 for number in range(301)]


def test_what_was_kept_is_sent_as_historical() -> None:
    """A back-fill is one DDATA with the old times; only what is measured now is not historical."""
    node = _node()
    node.greet(0.0)
    node.encode([_air(0.0)], 0.0)
    (data,) = node.encode([_air(60.0), _air(120.0), _air(180.0)], 180.0)
    told = [(metric.timestamp - START_MS, metric.is_historical) for metric in read(data.payload).metrics]
    assert told == 2 * [(60_000, True)] + 2 * [(120_000, True)] + 2 * [(180_000, False)]


def test_a_device_that_is_not_born_yet_back_fills_after_its_birth() -> None:
    """The newest reading is the birth's; the older ones follow by their aliases."""
    node = _node()
    node.greet(0.0)
    birth, data = node.encode([_air(60.0), _air(120.0)], 120.0)
    assert "/DBIRTH/" in birth.topic
    assert {metric.timestamp - START_MS for metric in read(birth.payload).metrics} == {120_000}
    assert [metric.timestamp - START_MS for metric in read(data.payload).metrics] == [60_000, 60_000]


def test_a_broken_line_ends_one_session_and_the_next_has_another_number() -> None:
    """The broker publishes the NDEATH with the old number and without seq; NBIRTH counts on."""
    node = _node()
    node.greet(0.0)
    node.encode([_air(0.0)], 0.0)
    death, birth = node.greet(600.0)
    assert death.topic == "spBv1.0/qingtian/NDEATH/packhouse"
    ended = read(death.payload)
    assert (ended.metrics[0].name, ended.metrics[0].long_value, ended.HasField("seq")) == ("bdSeq", 0, False)
    begun = read(birth.payload)
    assert (begun.metrics[0].long_value, begun.seq) == (1, 0)
    assert "/DBIRTH/" in node.encode([_air(660.0)], 660.0)[0].topic


def test_births_are_repeated_when_a_host_asks_for_them() -> None:
    """NCMD with Node Control/Rebirth brings the births of node and devices, in the same session."""
    node = _node()
    node.greet(0.0)
    node.encode([_air(0.0)], 0.0)
    assert node.hears == ("spBv1.0/qingtian/NCMD/packhouse",)
    command = block(2, text(1, "Node Control/Rebirth") + whole(4, 11) + whole(14, 1))
    born, device = node.answer(node.hears[0], command, 90.0)
    assert (read(born.payload).seq, read(born.payload).metrics[0].long_value) == (0, 0)
    assert read(device.payload).metrics[0].timestamp == START_MS
    assert node.answer(node.hears[0], b"", 91.0) == ()
