"""LoRaWAN over the whole way in: one frame counts once, whoever hands it on, and a missing one is noticed."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from ingest.clock import ManualClock
from ingest.group import Heard, Sighting
from ingest.message import Message
from ingest.pipeline import Pipeline
from ingest.reading import Reason
from tests.ingest.edge import Edge, balance, message, open_edge

NOW_MS = 1_781_410_205_000
EUI = "0101010101010101"
CHIRPSTACK = f"application/17c82e96/device/{EUI}/event/up"
TTS = "v3/app1@tenant1/devices/dev1/up"


@pytest.fixture
def edge(tmp_path: Path) -> Iterator[Edge]:
    """Return the way in for readings, empty."""
    edge = open_edge(tmp_path, ManualClock(NOW_MS))
    yield edge
    edge.close()


def _chirpstack(counter: int, deduplication: str, second: int = 0, value: float = 4.2) -> Message:
    event = {
        "deduplicationId": deduplication,
        "time": f"2026-06-14T04:10:{second:02}.000000000+00:00",
        "deviceInfo": {"devEui": EUI, "deviceName": "Bay 2", "deviceProfileName": "Air"},
        "devAddr": "00189440",
        "fCnt": counter,
        "fPort": 1,
        "data": f"{int(value * 10):08d}",
        "object": {"temperature": value, "humidity": 91},
        "rxInfo": [{"gatewayId": f"0016c001f153a1{second:02x}", "rssi": -36, "snr": 10.5}],
    }
    return message(json.dumps(event), CHIRPSTACK, mid=second + 1)


def _tts(**more: Any) -> dict[str, Any]:  # noqa: ANN401 - whatever JSON holds
    return {
        "end_device_ids": {
            "device_id": "dev1",
            "application_ids": {"application_id": "app1"},
            "dev_eui": EUI,
        },
        "received_at": "2026-06-14T04:10:00.400Z",
        "uplink_message": {
            "session_key_id": "AXA50tHUGUucuzS/bCGMNw==",
            "f_cnt": 7,
            "frm_payload": "gkHe",
            "decoded_payload": {"temperature": 0, "humidity": 91},
            "received_at": "2026-06-14T04:10:00.200Z",
        },
        **more,
    }


def test_a_frame_through_two_deduplication_sets_counts_once(edge: Edge, tmp_path: Path) -> None:
    """A gateway that is late by more than the deduplication delay makes a set of its own, not a reading."""
    edge.accept(_chirpstack(7, "first", 0), _chirpstack(7, "late", 1))
    edge.accept(_chirpstack(7, "later", 2))
    once = edge.readings()
    assert {reading.quantity for reading in once} == {
        *("air_temperature_c", "relative_humidity_pct", "rssi_dbm", "snr_db"),
    }
    edge.close()
    reopened = open_edge(tmp_path, ManualClock(NOW_MS + 60_000))
    reopened.accept(_chirpstack(7, "after a restart", 3), _chirpstack(7, "first", 0))
    assert reopened.readings() == once
    assert reopened.counters.value("repeated_messages") == 2
    assert balance(edge.counters) == (3, 3)
    reopened.close()


def test_equal_values_in_the_next_frame_are_new(edge: Edge) -> None:
    """A cold room that stays at 4.2 °C sends the same bytes for hours, and each of them counts."""
    edge.accept(*(_chirpstack(number, f"set {number}", number) for number in range(5)))
    temperatures = [one for one in edge.readings() if one.quantity == "air_temperature_c"]
    assert len(temperatures) == 5


def test_a_device_that_counts_from_zero_again_is_read(edge: Edge) -> None:
    """A device without a join restarts with frame 0 in the same session; what it measures then counts."""
    edge.accept(_chirpstack(0, "a", 0, 4.2), _chirpstack(1, "b", 1, 4.3))
    edge.accept(_chirpstack(0, "c", 20, 5.2), _chirpstack(1, "d", 21, 5.3))
    assert [one.value for one in edge.readings() if one.quantity == "air_temperature_c"] == [
        4.2,
        4.3,
        5.2,
        5.3,
    ]


def test_normalized_beside_up_counts_once(edge: Edge) -> None:
    """Who subscribes to everything gets an uplink of The Things Stack twice; it is read once, zero too."""
    normalized = _tts(uplink_normalized={"f_cnt": 7, "normalized_payload": {"air": {"relativeHumidity": 91}}})
    del normalized["uplink_message"]
    edge.accept(
        message(json.dumps(normalized), f"{TTS}/normalized"),
        message(json.dumps(_tts()), TTS, 2),
        message(json.dumps(normalized), f"{TTS}/normalized", 3),
    )
    assert [(one.quantity, one.value) for one in edge.readings()] == [
        ("air_temperature_c", 0.0),
        ("relative_humidity_pct", 91.0),
    ]
    assert edge.counters.value("control_messages") == 2
    assert edge.rejections() == []


def test_what_is_simulated_never_counts(edge: Edge) -> None:
    """An uplink that somebody typed into the console is understood, counted as such, and measures nothing."""
    edge.accept(message(json.dumps(_tts(simulated=True)), TTS))
    assert (edge.readings(), edge.rejections()) == ((), [])
    assert edge.counters.value("control_messages") == 1


class _Book:
    """A listener that remembers everything."""

    def __init__(self) -> None:
        self.heard: list[Heard] = []

    def note(self, heard: Sequence[Heard], sightings: Sequence[Sighting]) -> None:  # noqa: ARG002 - no matter here
        """Keep what messages told."""
        self.heard += heard

    def missing(self) -> list[int]:
        """Return by how much the count of missing messages changed, message by message."""
        return [one.missing for one in self.heard]


def _listened(edge: Edge, book: _Book) -> Pipeline:
    clock = ManualClock(NOW_MS)
    return Pipeline(edge.journal, edge.quarantine, edge.registry, clock, edge.counters, listener=book)


def test_a_gap_is_told_and_a_late_frame_takes_itself_off(edge: Edge) -> None:
    """Frames 8 and 9 are missing when 10 comes; 9 comes late and is one less; its repeat changes nothing."""
    book = _Book()
    pipeline = _listened(edge, book)
    for number in (7, 10, 9):
        pipeline.accept([_chirpstack(number, f"set {number}", number)])
    pipeline.accept([_chirpstack(9, "again", 11)])
    assert book.missing() == [0, 2, -1]


def test_a_frame_that_nobody_decoded_is_not_missing(edge: Edge) -> None:
    """A frame on which the codec failed has come; the operator is told what to do, and the count goes on."""
    book = _Book()
    pipeline = _listened(edge, book)
    without = json.loads(_chirpstack(8, "b", 1).payload)
    del without["object"]
    pipeline.accept([_chirpstack(7, "a", 0), message(json.dumps(without), CHIRPSTACK, 8)])
    pipeline.accept([_chirpstack(9, "c", 2)])
    assert book.missing() == [0, 0, 0]
    (rejection,) = edge.rejections()
    assert rejection.reason is Reason.NO_READINGS
    assert "set a codec in the device profile" in rejection.detail


def test_a_new_session_is_no_gap(edge: Edge) -> None:
    """A device that has joined again counts from 0 under a new address; nothing is missing."""
    book = _Book()
    joined = json.loads(_chirpstack(0, "b", 1).payload)
    joined["devAddr"] = "00189441"
    _listened(edge, book).accept([_chirpstack(700, "a", 0), message(json.dumps(joined), CHIRPSTACK, 9)])
    assert book.missing() == [0, 0]


def test_names_and_models_are_told(edge: Edge) -> None:
    """Whoever keeps book hears what the network server calls a device, and through which gateway it came."""
    book = _Book()
    _listened(edge, book).accept([_chirpstack(7, "a", 1)])
    (about,) = book.heard[0].report.about
    assert (about.device, about.name, about.model) == (EUI, "Bay 2", "Air")
    assert about.gateway == "0016c001f153a101"
