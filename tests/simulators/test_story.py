"""The story of Qingtian: repeatable, believable, and with everything in it that it is told for."""

from __future__ import annotations

import json
from collections import Counter
from itertools import pairwise

import pytest

from simulators.gateways import Publication
from tests.simulators import told
from tests.simulators.told import HOUR_S, Series, between, spells_above

DAYS_H = 72.0


@pytest.fixture(scope="module")
def published() -> list[Publication]:
    """Return the messages of the three days of history and the three days after the start."""
    return told.messages(1, DAYS_H)


@pytest.fixture(scope="module")
def measured(published: list[Publication]) -> dict[tuple[str, str], Series]:
    """Return what those messages say."""
    return told.series(published)


def test_the_same_seed_tells_the_same_story() -> None:
    """Two tellings with one seed are equal to the last byte."""
    assert told.messages(5, 1.0) == told.messages(5, 1.0)


def test_a_whole_number_of_days_later_the_story_is_the_same() -> None:
    """Relative to the start, the readings do not depend on the date."""
    later_ms = told.START_MS + 40 * 86_400_000
    assert told.series(told.messages(1, 1.0, later_ms), later_ms) == told.series(told.messages(1, 1.0))


def test_only_greenhouses_know_the_time_of_day() -> None:
    """At whatever hour the story starts, the cold chain is the same; the greenhouses follow the sun."""
    later_ms = told.START_MS + 7 * 3_600_000
    noon = told.series(told.messages(1, 1.0))
    evening = told.series(told.messages(1, 1.0, later_ms), later_ms)
    for key in (("cold-room-air", "air_temperature_c"), ("truck-air", "air_temperature_c")):
        assert noon[key] == evening[key]
    assert noon["bay-1-air", "air_temperature_c"] != evening["bay-1-air", "air_temperature_c"]


def test_another_seed_changes_the_noise_and_not_the_story() -> None:
    """Another seed gives other values, and a compressor that fails within two minutes of the same time."""
    truck = [told.series(told.messages(seed, 8.0))["truck-air", "air_temperature_c"] for seed in (1, 2)]
    assert truck[0] != truck[1]
    (first,), (second,) = (spells_above(points, 4.0) for points in truck)
    assert first == pytest.approx(second, abs=3.0 / 60.0)


def test_the_history_is_small_and_in_order(published: list[Publication]) -> None:
    """Three days of history are some 4,000 messages, lists of at most 100 readings, in order of time."""
    history = [publication for publication in published if publication.at_s < 0.0]
    assert 3_500 < len(history) < 4_500
    assert all(first.at_s <= second.at_s for first, second in pairwise(published))
    own = [json.loads(sent.payload) for sent in history if sent.topic.startswith("coldframe/")]
    sizes = [len(content) for content in own if isinstance(content, list)]
    assert max(sizes) <= 100
    assert min(sizes) >= 50


def test_history_and_present_meet_without_a_gap(measured: dict[tuple[str, str], Series]) -> None:
    """Every device that keeps a beat keeps it across the start of the story."""
    for (device, quantity), points in measured.items():
        around = [at_s for at_s, _ in points if -2 * HOUR_S < at_s < 0.4 * HOUR_S]
        steps = [later - earlier for earlier, later in pairwise(around)]
        assert max(steps) <= 1_201.0, (device, quantity)
        if device != "cold-room-door":
            assert max(steps) - min(steps) < 0.01, (device, quantity)


def test_without_history_the_present_is_the_same() -> None:
    """Leaving the past out leaves what is measured from the start on as it is."""
    full = told.series(told.messages(1, 2.0))
    live = told.series(told.messages(1, 2.0, history=False))
    for key, points in full.items():
        assert live[key] == [point for point in points if point[0] >= 0.0]


def test_seven_formats_are_on_the_broker(published: list[Publication]) -> None:
    """One broker carries what gateways of seven makers say."""
    kinds = Counter(publication.topic.split("/")[0] for publication in published)
    assert kinds.keys() == {"coldframe", "application", "v3", "zigbee2mqtt", "tele", "ruuvi", "spBv1.0"}


def test_the_cold_room_defrosts_four_times_a_day(measured: dict[tuple[str, str], Series]) -> None:
    """Every six hours a defrost lifts the cold room's air by four to six kelvin for about half an hour."""
    points = measured["cold-room-air", "air_temperature_c"]
    defrosts = [spell for spell in spells_above(points, 3.6) if spell[0] < -24.0 or spell[0] > 12.0]
    in_a_day = [start_h for start_h, _ in defrosts if -72.0 <= start_h < -48.0]
    assert len(in_a_day) == 4
    assert all(later - earlier == pytest.approx(6.0, abs=0.3) for earlier, later in pairwise(in_a_day))
    assert all(length_h < 0.75 for _, length_h in defrosts)
    assert 5.0 < max(between(points, -72.0, -48.0)) < 7.5


def test_the_cold_room_is_otherwise_where_waxberry_wants_it(measured: dict[tuple[str, str], Series]) -> None:
    """Between defrosts and openings the air swings between about 0.5 and 1.2 °C."""
    values = sorted(between(measured["cold-room-air", "air_temperature_c"], -72.0, -24.0))
    assert values[0] >= 0.2
    assert 0.6 < values[len(values) // 2] < 1.2


def test_doors_open_several_times_a_day_for_minutes(measured: dict[tuple[str, str], Series]) -> None:
    """On a normal day the cold room's door is opened a few times, for three to eight minutes."""
    openings = spells_above(measured["cold-room-door", "door_open"], 0.5)
    normal = [
        length_h * 60.0 for start_h, length_h in openings if not -10 < start_h < -8 and not 6 < start_h < 8
    ]
    assert 3 <= len([start_h for start_h, _ in openings if -52.0 <= start_h < -28.0]) <= 9
    assert all(2.5 <= minutes <= 9.0 for minutes in normal)


@pytest.mark.parametrize(("start_h", "length_h"), [(-9.0, 70.0 / 60.0), (7.0, 0.5)])
def test_twice_a_door_is_left_open(
    measured: dict[tuple[str, str], Series], start_h: float, length_h: float
) -> None:
    """The cold room's door stands open for half an hour or more, the air follows, and recovers."""
    openings = spells_above(measured["cold-room-door", "door_open"], 0.5)
    (found,) = [spell for spell in openings if spell[1] > 0.4 and abs(spell[0] - start_h) < 0.2]
    assert found == pytest.approx((start_h, length_h), abs=0.1)
    air = measured["cold-room-air", "air_temperature_c"]
    assert max(between(air, start_h + 0.3, start_h + length_h + 0.1)) > 5.0
    assert max(between(air, start_h + length_h + 0.8, start_h + length_h + 1.0)) < 3.5


def test_the_truck_fails_and_is_repaired(measured: dict[tuple[str, str], Series]) -> None:
    """The truck's air climbs to 14 to 18 °C with a time constant of half an hour, and comes back."""
    points = measured["truck-air", "air_temperature_c"]
    assert max(between(points, -72.0, 0.1)) < 2.0
    assert 9.0 < between(points, 0.13 + 0.5, 0.13 + 0.6)[0] < 12.5
    assert 14.0 < between(points, 3.0, 4.9)[0] < 18.0
    ((start_h, length_h),) = spells_above(points, 4.0)
    assert start_h == pytest.approx(0.25, abs=0.07)
    assert length_h == pytest.approx(5.0, abs=0.25)


def test_a_sensor_of_bay_2_falls_silent_and_comes_back(measured: dict[tuple[str, str], Series]) -> None:
    """Nothing comes from the air of bay 2 between 25 min and 9 h, while its soil is still heard."""
    points = measured["bay-2-air", "air_temperature_c"]
    assert between(points, 0.5, 8.9) == []
    assert len(between(points, 9.1, 10.1)) == 6
    assert len(between(measured["7e51a80000000102", "soil_moisture_pct"], 0.5, 8.5)) == 24


@pytest.mark.parametrize("loaded_h", [-29.5, 1.5])
def test_each_lot_is_pre_cooled_within_three_hours(
    measured: dict[tuple[str, str], Series], loaded_h: float
) -> None:
    """The pulp probe finds the fruit at field temperature, and cold before three hours after picking."""
    pulp = measured["precooler-pulp", "product_temperature_c"]
    assert max(between(pulp, loaded_h - 0.1, loaded_h + 0.2)) > 22.0
    assert between(pulp, loaded_h + 2.3, loaded_h + 2.4)[0] < 3.0


def test_the_ice_box_stays_cold_for_the_whole_flight(measured: dict[tuple[str, str], Series]) -> None:
    """The box stands a little above melting ice during its twenty hours on the way."""
    values = between(measured["ice-box-air", "air_temperature_c"], 12.0, 29.5)
    assert 1.5 < min(values) < max(values) < 3.0


def test_greenhouses_breathe_with_the_day(measured: dict[tuple[str, str], Series]) -> None:
    """Days are warmer and drier than nights, and both stay within what the trees bear."""
    air = measured["bay-1-air", "air_temperature_c"]
    humidity = measured["bay-1-air", "relative_humidity_pct"]
    noon, night = between(air, -24.5, -23.5), between(air, -33.0, -32.0)
    assert min(noon) > max(night) + 4.0
    assert max(between(humidity, -24.5, -23.5)) < min(between(humidity, -33.0, -32.0))
    values = between(air, -72.0, DAYS_H)
    assert 8.0 < min(values) < max(values) < 32.0


def test_soil_dries_down_and_is_watered(measured: dict[tuple[str, str], Series]) -> None:
    """Between two waterings the soil loses water by day; a watering brings several percent at once."""
    points = measured["7e51a80000000101", "soil_moisture_pct"]
    hourly = points[::6]
    steps = [later[1] - earlier[1] for earlier, later in pairwise(hourly)]
    assert 1 <= sum(step > 2.0 for step in steps) <= 4
    assert sum(step < 0.0 for step in steps) > 0.6 * len(steps)
    assert all(15.0 < value < 40.0 for _, value in points)
