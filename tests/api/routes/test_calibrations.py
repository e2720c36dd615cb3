"""Calibrations of devices over HTTP."""

from __future__ import annotations

import pytest

from ingest.message import Message
from tests.api.house import MINUTE_MS, NOW_MS, House

PATH = "/api/v1/devices/probe/calibrations"
BODY = {
    "quantity": "air_temperature_c",
    "offset": -0.5,
    "certificate": "C-2026-17",
    "due": "2026-06-13",
    "from": "2026-06-14T04:10:00Z",
}

FILE = """
[[calibrations]]
device = "probe"
quantity = "air_temperature_c"
offset = 1.0
from = 2026-06-14T04:09:00Z
"""


def _publish(house: House, *minutes: int) -> None:
    for minute in minutes:
        payload = b'{"observed_at": %d, "air_temperature_c": 4.0}' % (NOW_MS + minute * MINUTE_MS)
        message = Message("coldframe/v1/gw-1/probe", payload, 0, 0, False, False)
        house.deps.ingest.pipeline.accept([message])
    house.deps.ingest.writer.write_once()


def test_an_offset_counts_from_its_date_on_and_the_raw_value_stays(house: House) -> None:
    """Readings from its date on are corrected; asked for raw ones, the sensor's own are answered."""
    house.clock.set(NOW_MS + 10 * MINUTE_MS)
    assert house.command(PATH, BODY).status_code == 201
    _publish(house, -1, 0, 1)
    asked = {"device": "probe", "quantity": "air_temperature_c"}
    points = house.get("/api/v1/readings", params=asked).json()["points"]
    assert [value for _, value in points] == [4.0, 3.5, 3.5]
    points = house.get("/api/v1/readings", params={**asked, "raw": True}).json()["points"]
    assert [value for _, value in points] == [4.0, 4.0, 4.0]
    value = house.get("/api/v1/devices/probe").json()["values"][0]
    assert (value["value"], value["raw_value"]) == (3.5, 4.0)


def test_a_calibration_tells_its_certificate_and_that_the_next_is_due(house: House) -> None:
    """The certificate and the due date stand with the device; once that has passed its health says so."""
    made = house.command(PATH, BODY).json()
    assert made == {
        **BODY,
        "title": "Air temperature",
        "unit": "°C",
        "is_overdue": True,
        "to": None,
        "entered_at": "2026-06-14T04:10:00Z",
    }
    probe = house.get("/api/v1/devices/probe").json()
    assert probe["calibrations"] == [made] == house.get(PATH).json()
    assert probe["health"] == ["Air temperature: the next calibration was due on 2026-06-13"]


def test_what_was_stored_before_is_corrected_by_route_and_by_file(house: House) -> None:
    """Entered, changed by a farm file and undone, a calibration rewrites what is stored from its date on."""
    _publish(house, -3, -2, -1)
    made = BODY | {"from": "2026-06-14T04:08:00Z"}
    house.command(PATH, made)
    assert _stored(house) == [4.0, 3.5, 3.5]
    assert house.command("/api/v1/farm/apply", {"toml": FILE}).status_code == 200
    assert _stored(house) == [4.0, 3.5, 5.0]
    for start in ("04:09", "04:08"):
        path = f"{PATH}/air_temperature_c?at=2026-06-14T{start}:00Z"
        assert house.ask("DELETE", path, token=house.token).status_code == 200
    assert _stored(house) == [4.0, 4.0, 4.0]


def _stored(house: House) -> list[float]:
    writer = house.deps.ingest.writer
    while writer.write_once() or writer.correct_once():
        pass
    asked = {"device": "probe", "quantity": "air_temperature_c"}
    return [value for _, value in house.get("/api/v1/readings", params=asked).json()["points"]]


def test_a_calibration_can_be_ended(house: House) -> None:
    """From then on the sensor's own values count; ending it twice is refused."""
    house.command(PATH, BODY)
    house.clock.advance(MINUTE_MS)
    ended = house.ask("DELETE", f"{PATH}/air_temperature_c", token=house.token).json()
    assert ended["to"] == "2026-06-14T04:11:00Z"
    house.clock.advance(MINUTE_MS)
    _publish(house, 0, 1, 2)
    asked = {"device": "probe", "quantity": "air_temperature_c"}
    points = house.get("/api/v1/readings", params=asked).json()["points"]
    assert [value for _, value in points] == [3.5, 4.0, 4.0]
    assert house.ask("DELETE", f"{PATH}/air_temperature_c", token=house.token).status_code == 404


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"quantity": "warmth"}, "warmth"),
        ({"quantity": "door_open"}, "door_open"),
        ({"offset": 500}, "500"),
        ({"offset": "much"}, "offset"),
        ({"offset": "0.5"}, "offset"),
        ({"offset": True}, "offset"),
        ({"due": "soon"}, "due"),
        ({"from": "2027-01-01T00:00:00Z"}, "2027-01-01"),
    ],
)
def test_what_cannot_be_meant_is_refused_by_name(house: House, change: dict[str, object], said: str) -> None:
    """A wrong quantity, offset or date is named, and nothing is corrected."""
    answer = house.command(PATH, BODY | change)
    assert answer.status_code == 422
    assert said in answer.json()["detail"]
    assert house.get(PATH).json() == []


def test_only_known_devices_are_calibrated_by_those_who_may(house: House) -> None:
    """An unknown device is 404, a command without a token 401."""
    assert house.command("/api/v1/devices/ghost/calibrations", BODY).status_code == 404
    assert house.ask("POST", PATH, json=BODY).status_code == 401
