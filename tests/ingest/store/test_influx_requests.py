"""How many requests a chart is to InfluxDB; and whatever it is asked in, it is the same chart."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

import msgspec
import numpy as np
import pytest
from urllib3 import PoolManager

from ingest.clock import MS_PER_DAY, MS_PER_HOUR, MS_PER_MINUTE, SystemClock
from ingest.quantity import AIR
from ingest.reading import Reading
from ingest.store import Curve, Series
from ingest.store.hourly import summed_up
from ingest.store.influx.access import Access
from ingest.store.influx.connection import Connection
from ingest.store.influx.server import find_out
from ingest.store.influx.store import InfluxStore
from ingest.store.memory import MemoryStore
from tests.influxdb import InfluxDb, given_access, is_given
from tests.ingest.readings import START_MS, reading

DAYS, LAST_MS = 3, START_MS + 3 * MS_PER_DAY
DEVICES = ("bay-1", "bay-2", "bay-3", "bay-4")
HUMIDITY = "relative_humidity_pct"

Ask = Callable[[Sequence[Curve], int], int]
"""Asks for a chart, sees to it that it is right, and returns how many requests that were."""


@pytest.fixture
def requests(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Return the addresses of all requests that are made from now on."""
    made: list[str] = []
    request = PoolManager.request

    def counted(self: PoolManager, method: str, url: str, **more: Any) -> Any:  # noqa: ANN401 - as urllib3 has it
        made.append(url)
        return request(self, method, url, **more)

    monkeypatch.setattr(PoolManager, "request", counted)
    return made


@pytest.fixture(scope="module")
def filled(influxdb: InfluxDb) -> Access:
    """Return a database in which three devices spoke for three days, one of them of two things."""
    access = _exact(influxdb)
    store = InfluxStore(access)
    store.write(_batch())
    store.close()
    return access


@pytest.fixture(scope="module")
def simple() -> MemoryStore:
    """Return the same in memory."""
    store = MemoryStore()
    store.write(_batch())
    return store


@pytest.fixture
def store(filled: Access) -> Iterator[InfluxStore]:
    """Return the database, opened."""
    store = InfluxStore(filled)
    store.check()
    yield store
    store.close()


@pytest.fixture
def ask(store: InfluxStore, simple: MemoryStore, requests: list[str]) -> Ask:
    """Return how to ask the database."""
    return _asking(store, simple, requests)


def test_a_chart_of_several_devices_is_one_request_before_hours_are_summed_up(ask: Ask) -> None:
    """Hours that fit, a day by its readings, days by buckets of minutes or hours, the past, and nothing."""
    day_ms = LAST_MS - MS_PER_DAY
    for start_ms, end_ms, max_points in (
        (LAST_MS - 5 * MS_PER_HOUR, LAST_MS, 720),
        (day_ms, LAST_MS + 1, 720),
        (day_ms - MS_PER_DAY, day_ms + 7, 200),
        (START_MS, LAST_MS + MS_PER_DAY, 300),
        (START_MS, LAST_MS, 30),
        (LAST_MS, LAST_MS + 1, 10),
        (START_MS - MS_PER_DAY, START_MS, 10),
    ):
        assert ask([Curve(device, AIR, start_ms, end_ms) for device in DEVICES], max_points) <= 1


def test_series_of_several_quantities_that_end_differently_are_one_request(ask: Ask) -> None:
    """So the last hours of everything are asked for at once, whenever each of it was last told."""
    ends_ms = (LAST_MS, LAST_MS - MS_PER_DAY, START_MS + 7 * MS_PER_HOUR)
    curves = [
        Curve(device, quantity, end_ms - 6 * MS_PER_HOUR, end_ms)
        for device, end_ms in zip(DEVICES, ends_ms, strict=False)
        for quantity in (AIR, HUMIDITY)
    ]
    assert ask(curves, 720) == 1


@pytest.mark.parametrize("max_points", [10_000, 300, 10])
def test_raw_values_are_one_request_however_many_there_are(ask: Ask, max_points: int) -> None:
    """They are thinned as they come, and the calibrated ones do not show through."""
    assert ask([Curve(DEVICES[0], AIR, 0, 2 * LAST_MS, raw=True)], max_points) == 1


def test_what_is_unexpected_is_one_request_more_for_all_of_it(ask: Ask) -> None:
    """A period that begins years before the first reading has narrower buckets than one would think."""
    for start_ms in (LAST_MS - 365 * MS_PER_DAY, 0):
        assert ask([Curve(device, AIR, start_ms, LAST_MS) for device in DEVICES], 300) == 2


def test_who_speaks_every_second_is_expected_the_second_time(influxdb: InfluxDb, requests: list[str]) -> None:
    """A device that tells more than a chart fetches is thinned by the server, from then on at once."""
    simple, store = MemoryStore(), InfluxStore(_exact(influxdb))
    batch = [reading(second / 60, second % 97) for second in range(5_000)]
    for kept in (store, simple):
        kept.write(batch)
    asking = _asking(store, simple, requests)
    curve = Curve("bay-1", AIR, START_MS, START_MS + 5_000_000)
    assert [asking([curve], 100), asking([curve], 100)] == [2, 1]
    store.close()


def test_a_long_chart_by_hours_is_one_request_and_void_hours_are_known(
    influxdb: InfluxDb, requests: list[str]
) -> None:
    """Also where its beginning is not summed up yet, and where late readings made hours void."""
    simple, access = MemoryStore(), _exact(influxdb)
    store = InfluxStore(access)
    early = [reading(-60 * hour, 30.0 + hour % 7) for hour in range(24 * 40, 24 * 10, -1)]
    for kept in (store, simple):
        kept.write(_batch())
    store.age(LAST_MS)
    for kept in (store, simple):
        kept.write(early)
        kept.write([reading(1_500.5, 99.0)])
    curves = [Curve(device, AIR, LAST_MS - 50 * MS_PER_DAY, LAST_MS) for device in DEVICES[:2]]
    assert _asking(store, simple, requests)(curves, 60) == 1
    store.close()
    again = InfluxStore(access)
    again.check()
    asking = _asking(again, simple, requests)
    assert [asking(curves, 60), asking(curves, 60)] == [2, 1]
    again.age(LAST_MS)
    again.close()
    repaired = InfluxStore(access)
    repaired.check()
    assert _asking(repaired, simple, requests)(curves, 60) == 1
    repaired.close()


def test_hours_are_one_request_whether_they_are_kept_or_not(influxdb: InfluxDb, requests: list[str]) -> None:
    """They are what the readings come to: before they are summed up, after it, and where one became void."""
    simple, access = MemoryStore(), _exact(influxdb)
    late = msgspec.structs.replace(reading(1_500.5, 99.0), received_at_ms=LAST_MS)

    def asked(store: InfluxStore) -> int:
        requests.clear()
        found = store.hours(DEVICES[0], AIR, START_MS - MS_PER_DAY, LAST_MS + MS_PER_DAY)
        made = len(requests)
        known = simple.hours(DEVICES[0], AIR, START_MS - MS_PER_DAY, LAST_MS + MS_PER_DAY)
        assert list(found.rows()) == list(known.rows())
        return made

    store = InfluxStore(access)
    for kept in (store, simple):
        kept.write(_batch())
    assert asked(store) == 1
    store.age(LAST_MS)
    assert asked(store) == 1
    for kept in (store, simple):
        kept.write([late])
    assert asked(store) == 1
    store.close()
    again = InfluxStore(access)
    again.check()
    assert [asked(again), asked(again)] == [2, 1]
    again.close()


@pytest.mark.parametrize("max_points", [4, 40, 300, 5_000])
def test_forgotten_hours_are_shown_whatever_else_has_to_be_asked(influxdb: InfluxDb, max_points: int) -> None:
    """Before readings that are drawn by hours, or by minutes, or all of them, or are so many or so few."""
    store, day_ms = InfluxStore(_exact(influxdb)), MS_PER_DAY
    forgotten = [reading(-24 * 60 * 40, 777.0), reading(-24 * 60 * 20, -777.0)]
    at, value = (
        np.array(values)
        for values in zip(*((one.observed_at_ms, one.value) for one in forgotten), strict=True)
    )
    store.write([one for one in _batch() if one.quantity == AIR])
    store.age(LAST_MS)
    for device in DEVICES[:3]:
        store.keep_hours(device, AIR, summed_up(AIR, at, value))
    for start_ms in (START_MS - 50 * day_ms, START_MS - 41 * day_ms):
        curves = [Curve(device, AIR, start_ms, LAST_MS) for device in DEVICES[:3]]
        for found, known in zip(store.chart(curves, max_points), curves, strict=True):
            assert len(found.value) <= max_points
            assert (found.value.max(), found.value.min()) == (777.0, -777.0)
            assert found.observed_at_ms[0] == forgotten[0].observed_at_ms, known.device
    store.close()


def test_where_a_query_may_reach_over_three_days_only_each_slice_is_one_request(
    influxdb: InfluxDb, requests: list[str]
) -> None:
    """As 3 Core needs it: one statement for all devices, and none for days without anything."""
    access = replace(influxdb.access(), append_only=True, slice_hours=72)
    store, simple = InfluxStore(access), MemoryStore()
    now_ms = SystemClock().now_ms() // MS_PER_HOUR * MS_PER_HOUR
    batch = [
        msgspec.structs.replace(one, observed_at_ms=one.observed_at_ms - LAST_MS + now_ms)
        for one in _batch()
        if one.observed_at_ms % (10 * MS_PER_MINUTE) == 0
    ]
    for kept in (store, simple):
        kept.write(batch)
        kept.correct([msgspec.structs.replace(batch[9], value=99.0, raw_value=batch[9].value)])
    asking = _asking(store, simple, requests)
    week = [Curve(device, AIR, now_ms - 9 * MS_PER_DAY, now_ms) for device in DEVICES]
    asking(week, 60)  # finds out that no hours are kept
    assert asking(week, 60) == 1  # nothing is asked of the days in which there was nothing
    early = msgspec.structs.replace(batch[0], observed_at_ms=now_ms - 100 * MS_PER_DAY)
    for kept in (store, simple):
        kept.write([early])
    assert asking(week, 60) == 3
    hours = [Curve(DEVICES[0], AIR, now_ms - 7 * MS_PER_HOUR, now_ms)]
    hours += [Curve(DEVICES[1], AIR, now_ms - 90 * MS_PER_DAY, now_ms - 89 * MS_PER_DAY)]
    assert asking(hours, 60) == 2
    ever = [Curve(device, AIR, 0, now_ms) for device in DEVICES]
    assert asking(ever, 60) == 34
    store.close()
    again = InfluxStore(access)
    again.latest()
    assert _asking(again, simple, requests)(ever[:1], 10_000) <= 36
    again.close()


def _exact(influxdb: InfluxDb) -> Access:
    """Return the way to an empty measurement, also of the server that was given, if it thins by itself."""
    access = given_access() if is_given() else influxdb.access()
    connection = Connection(access)
    server = find_out(connection)
    connection.close()
    if not server.is_exact:
        pytest.skip("it has to be asked in slices")
    return access


def _batch() -> list[Reading]:
    minutes = range(DAYS * 24 * 60)
    batch = [reading(minute, 20.0 + minute * minute % 83, DEVICES[0]) for minute in minutes]
    batch[7] = msgspec.structs.replace(batch[7], raw_value=-9.0)
    batch += [reading(minute, 5.0 - minute % 59, DEVICES[1]) for minute in minutes[::7]]
    batch += [reading(minute, 0.0, DEVICES[2]) for minute in minutes[1_600::60]]
    return batch + [reading(minute, minute % 101, DEVICES[0], HUMIDITY) for minute in minutes]


def _asking(store: InfluxStore, simple: MemoryStore, requests: list[str]) -> Ask:
    def ask(curves: Sequence[Curve], max_points: int) -> int:
        requests.clear()
        found = store.chart(curves, max_points)
        made = len(requests)
        assert [_told(one) for one in found] == [_told(one) for one in simple.chart(curves, max_points)]
        return made

    return ask


def _told(series: Series) -> tuple[list[int], list[float], bool]:
    return series.observed_at_ms.tolist(), series.value.tolist(), series.thinned
