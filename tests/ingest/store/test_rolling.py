"""Hours in InfluxDB that are summed up as soon as they are over, and what a chart asks then."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from ingest.clock import MS_PER_DAY
from ingest.errors import StoreUnavailable
from ingest.quantity import AIR
from ingest.store import Curve, Series
from ingest.store.influx.access import Access
from ingest.store.influx.answers import tables
from ingest.store.influx.connection import Connection
from ingest.store.influx.store import InfluxStore
from ingest.store.memory import MemoryStore
from tests.influx_stand_in import Told, standing_in
from tests.influxdb import InfluxDb
from tests.ingest.readings import START_MS, reading, readings

LAST_MS = reading(2_999).observed_at_ms
WHOLE = ("bay-1", "air_temperature_c", START_MS, LAST_MS + 1, 40)
WRITE = "/api/v2/write"


@contextmanager
def _opened(access: Access) -> Iterator[InfluxStore]:
    store = InfluxStore(access)
    yield store
    store.close()


def _points(series: Series) -> list[tuple[int, float]]:
    return list(zip(series.observed_at_ms.tolist(), series.value.tolist(), strict=True))


def _peak(series: Series) -> float:
    return float(series.value.max())


@pytest.mark.parametrize("max_points", [40, 160])
def test_a_long_chart_asks_for_hours_and_for_the_readings_of_their_edges(
    influxdb: InfluxDb, max_points: int
) -> None:
    """Two days at one reading a minute are drawn by one request, and no reading of a whole hour is asked."""
    with standing_in(2, influxdb) as server, _opened(server.access()) as store:
        store.write(readings(3_000))
        store.age(LAST_MS)
        server.requests.clear()
        assert store.series(*WHOLE[:-1], max_points).thinned
        ((asked, _),) = server.requests
        assert "reading_hourly" in asked
        assert asked.count("SELECT") == 3
        assert "BOTTOM" not in asked


def test_a_month_of_fifty_sensors_is_one_request_and_a_year_of_one_another(influxdb: InfluxDb) -> None:
    """Their hours and edges come in one answer, also where sensors have told for a part of the time only."""
    devices = [f"bay-{number}" for number in range(50)]
    batch = [reading(-day * 1_440, 20.0 + day, "bay-0") for day in range(30, 5, -1)]
    batch += [reading(hour * 60, 20.0 + hour % 53, device) for device in devices for hour in range(47)]
    simple = MemoryStore()
    with standing_in(2, influxdb) as server, _opened(server.access()) as store:
        for kept in (store, simple):
            kept.write(batch)
        last_ms = batch[-1].observed_at_ms
        store.age(last_ms)
        month = [Curve(device, AIR, last_ms - 30 * MS_PER_DAY, last_ms + 1) for device in devices]
        year = [Curve("bay-0", AIR, last_ms - 365 * MS_PER_DAY, last_ms + 1)]
        for asked in (month, year):
            server.requests.clear()
            found = store.chart(asked, 20)
            assert len(server.requests) == 1
            assert [_points(one) for one in found] == [_points(one) for one in simple.chart(asked, 20)]
            assert all(one.thinned for one in found)


def test_hours_serve_another_process_and_do_not_outlive_a_late_reading(influxdb: InfluxDb) -> None:
    """What one process summed up, the next one draws by, and lets a late reading count in."""
    access = influxdb.access()
    with _opened(access) as store:
        store.write([one for one in readings(3_000) if one.observed_at_ms != reading(1_500).observed_at_ms])
        store.age(LAST_MS)
    with _opened(access) as store:
        assert _peak(store.series(*WHOLE)) == 26.0
        store.write([reading(1_500, 99.0)])
        assert _peak(store.series(*WHOLE)) == 99.0
    with _opened(access) as store:
        assert _peak(store.series(*WHOLE)) == 99.0


def test_a_late_reading_that_was_not_taken_leaves_its_hour_as_it_was(influxdb: InfluxDb) -> None:
    """Where the server fails after it, an hour is drawn by its readings until it is summed up again."""
    with standing_in(2, influxdb) as server, _opened(server.access()) as store:
        store.write(readings(3_000))
        store.age(LAST_MS)
        before = store.series(*WHOLE)
        write = next(one.removeprefix("POST ") for one, _ in server.requests if f"{WRITE}?" in one)
        server.faults[write] = Told(503)
        with pytest.raises(StoreUnavailable):
            store.write([reading(1_500.5, 99.0)])
        server.faults.clear()
        assert store.series(*WHOLE).value.tolist() == before.value.tolist()
        store.age(LAST_MS)
        assert store.series(*WHOLE).value.tolist() == before.value.tolist()
        store.write([reading(1_500.5, 99.0)])
        assert _peak(store.series(*WHOLE)) == 99.0


def test_charts_do_without_hours_that_somebody_removed(influxdb: InfluxDb) -> None:
    """Whoever drops the bucket of the hours loses no chart, and late readings are taken."""
    access = influxdb.access()
    with _opened(access) as store:
        store.write(readings(3_000))
        store.age(LAST_MS)
        connection = Connection(access)
        list(tables(connection.query(f'DROP DATABASE "{access.bucket}_hourly"', access.bucket, changes=True)))
        connection.close()
        assert _peak(store.series(*WHOLE)) == 26.0
        assert store.write([reading(1_500.5, 99.0)]).written == 1
        assert _peak(store.series(*WHOLE)) == 99.0
        store.age(LAST_MS)
        assert _peak(store.series(*WHOLE)) == 99.0
