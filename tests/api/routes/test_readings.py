"""GET readings."""

from __future__ import annotations

import math

import pytest

from tests.api.house import HOUR_MS, MINUTE_MS, NOW_MS, House, wave

AIR = {"device": "probe", "quantity": "air_temperature_c"}


def test_readings_are_points_of_time_and_value(house: House) -> None:
    """A series comes as pairs of epoch milliseconds and value, with its unit, oldest first."""
    house.hear("air_temperature_c", 1.0, 0.0, -1.5)
    assert house.get("/api/v1/readings", params=AIR).json() == {
        **AIR,
        "unit": "°C",
        "points": [[NOW_MS - 2 * MINUTE_MS, 1.0], [NOW_MS - MINUTE_MS, 0.0], [NOW_MS, -1.5]],
    }


def test_a_chart_has_the_readings_of_each_of_its_devices(house: House) -> None:
    """What ``/readings`` answers of each device comes in one answer, in the order in which they are named."""
    for device, value in (("probe", 1.0), ("other", 2.0), ("silent", 3.0)):
        house.hear("air_temperature_c" if device != "silent" else "co2_ppm", value, device=device)
    devices = ["silent", "probe", "other"]
    each = [house.get("/api/v1/readings", params={**AIR, "device": device}).json() for device in devices]
    assert [len(one["points"]) for one in each] == [0, 1, 1]
    assert house.get("/api/v1/readings/chart", params={**AIR, "device": devices}).json() == each
    ghosts = {**AIR, "device": ["probe", "ghost"]}
    assert house.get("/api/v1/readings/chart", params=ghosts).status_code == 404
    assert house.get("/api/v1/readings/chart", params={"quantity": AIR["quantity"]}).status_code == 422


def test_readings_are_of_the_last_day_unless_told_otherwise(house: House) -> None:
    """Without a start the series begins a day ago; start and end may be RFC 3339 or milliseconds."""
    house.hear("air_temperature_c", *wave(60), every_ms=HOUR_MS)
    assert len(house.get("/api/v1/readings", params=AIR).json()["points"]) == 24
    asked = {**AIR, "start": "2026-06-14T00:10:00Z", "end": str(NOW_MS)}
    assert len(house.get("/api/v1/readings", params=asked).json()["points"]) == 4


def test_hours_are_what_their_readings_came_to(house: House) -> None:
    """An hour has its lowest and highest value and when they were, its mean, its number, its rate of life."""
    house.hear("air_temperature_c", 1.0, 0.0, -1.5)
    start_ms = NOW_MS // HOUR_MS * HOUR_MS
    at_ms = [NOW_MS - 2 * MINUTE_MS, NOW_MS]
    rate = math.exp(10_000 * (1 / 273.15 - 1 / (273.15 - 1 / 6)))
    hour = [start_ms, -1.5, at_ms[1], 1.0, at_ms[0], pytest.approx(-1 / 6), 3, pytest.approx(rate, rel=0.02)]
    assert house.get("/api/v1/readings/hours", params=AIR).json() == {
        **AIR,
        "unit": "°C",
        "hours": [hour],
        "mean_kinetic_temperature_c": pytest.approx(-1 / 6, abs=0.1),
    }


def test_no_peak_is_lost_when_there_are_too_many(house: House) -> None:
    """Above max_points the answer is thinned, and the highest and lowest values are still in it."""
    values = wave(1_000)
    values[417], values[803] = 19.0, -9.0
    house.hear("air_temperature_c", *values)
    points = house.get("/api/v1/readings", params={**AIR, "max_points": 50}).json()["points"]
    assert len(points) <= 50
    assert {19.0, -9.0} <= {value for _, value in points}


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"device": "probe"},
        {**AIR, "quantity": "temperature"},
        {**AIR, "max_points": "1"},
        {**AIR, "max_points": "many"},
        {**AIR, "max_points": "99999999"},
        {**AIR, "start": "yesterday"},
        {**AIR, "start": "2026-06-14T00:00:00"},
        {**AIR, "start": "-1"},
        {**AIR, "end": "1"},
        {**AIR, "start": str(NOW_MS), "end": str(NOW_MS)},
        {"device": "", "quantity": "air_temperature_c"},
        {"device": "a\x00b", "quantity": "air_temperature_c"},
    ],
)
def test_wrong_parameters_are_told(house: House, query: dict[str, str]) -> None:
    """A parameter that cannot be meant is answered with 422 and a sentence."""
    answer = house.get("/api/v1/readings", params=query)
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_an_unknown_device_is_not_found(house: House) -> None:
    """A device that was never heard is not an empty series."""
    assert house.get("/api/v1/readings", params={**AIR, "device": "ghost"}).status_code == 404
