"""GET and PATCH gateways."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import msgspec

from ingest.message import Message
from tests.api.house import HOUR_MS, MINUTE_MS, NOW_MS, House


def _publish(house: House, sent_ms: int, value: float) -> None:
    """Let gateway gw-1 publish a value of now, with its own clock at *sent_ms*."""
    payload = msgspec.json.encode({"air_temperature_c": value, "sent_at": sent_ms, "observed_at": sent_ms})
    house.deps.ingest.pipeline.accept([Message("coldframe/v1/gw-1/new", payload, 0, 0, False, False)])


def test_a_gateway_whose_clock_is_wrong_is_told(house: House) -> None:
    """How far its clock is off is told, at its devices that times are corrected; values are of now."""
    for minute in range(6):
        house.clock.set(NOW_MS + minute * MINUTE_MS)
        _publish(house, house.clock.now_ms() + 2 * HOUR_MS, 4.0 + minute)
    (gateway,) = house.get("/api/v1/gateways").json()
    assert (gateway["id"], gateway["format"], gateway["devices"]) == ("gw-1", "own_json", 1)
    assert gateway["clock"] == "its clock is 2 h ahead; the times of its readings are corrected"
    assert (gateway["clock_offset_s"], gateway["times_are_corrected"]) == (-7_200.0, True)
    house.deps.ingest.writer.write_once()
    device = house.get("/api/v1/devices/new").json()
    assert device["values"][0]["age_s"] == 0
    assert device["health"] == ["the clock of its gateway is wrong: the times of its readings are corrected"]


def test_a_gateway_gets_a_name_and_a_zone(house: House) -> None:
    """Local times are read in the farm's zone until a gateway has one of its own; null takes it back."""
    _publish(house, NOW_MS, 4.0)
    known = house.deps.ingest.books.known
    assert known.zone("gw-1") == ZoneInfo("Asia/Shanghai")
    path = "/api/v1/gateways/gw-1"
    body = {"name": "Roof", "time_zone": "Asia/Singapore"}
    answer = house.ask("PATCH", path, token=house.token, json=body)
    assert (answer.json()["name"], answer.json()["time_zone"]) == ("Roof", "Asia/Singapore")
    assert known.zone("gw-1") == ZoneInfo("Asia/Singapore")
    answer = house.ask("PATCH", path, token=house.token, json={"time_zone": None})
    assert (answer.json()["name"], answer.json()["time_zone"]) == ("Roof", "Asia/Shanghai")
    assert known.zone("gw-1") == ZoneInfo("Asia/Shanghai")
    wrong = house.ask("PATCH", path, token=house.token, json={"time_zone": "Mars/Base"})
    assert (wrong.status_code, "IANA" in wrong.json()["detail"]) == (422, True)
    assert house.ask("PATCH", path, json={"name": "x"}).status_code == 401
    assert house.ask("PATCH", "/api/v1/gateways/no", token=house.token, json={}).status_code == 404
