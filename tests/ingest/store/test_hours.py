"""Hours: what they come to in every store, and that they stay when readings are forgotten."""

from __future__ import annotations

import dataclasses
import math
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from ingest.clock import MS_PER_DAY, MS_PER_HOUR, SystemClock, to_datetime
from ingest.errors import StoreUnusable
from ingest.reading import Reading
from ingest.store import Store
from ingest.store.embedded import EmbeddedStore
from ingest.store.hourly import Hours
from ingest.store.influx.access import Access
from ingest.store.influx.answers import tables
from ingest.store.influx.connection import Connection
from ingest.store.influx.store import InfluxStore
from ingest.store.memory import MemoryStore
from tests.influx_stand_in import standing_in
from tests.influxdb import InfluxDb
from tests.ingest.readings import START_MS, reading, readings

AIR = "air_temperature_c"
EVER = (0, START_MS + 10**12)


def _rows(hours: Hours) -> list[tuple[float | None, ...]]:
    return [tuple(None if cell is None else round(cell, 9) for cell in row) for row in hours.rows()]


def _whole(batch: list[Reading]) -> list[tuple[float | None, ...]]:
    """Return what *batch* comes to in the simple store."""
    simple = MemoryStore()
    simple.write(batch)
    return _rows(simple.hours("bay-1", AIR, *EVER))


def test_every_store_sums_up_the_same_hours(store: Store) -> None:
    """Lowest, highest, both with their times, mean and number; an hour belongs to the period it begins in."""
    batch = [*readings(200), *(reading(n * 17.3, 30 - n, "bay-2") for n in range(20))]
    store.write(batch)
    whole = _rows(store.hours("bay-1", AIR, *EVER))
    assert whole == _whole(batch)
    assert [row[6] for row in whole] == [50, 60, 60, 30]
    second_ms = START_MS // MS_PER_HOUR * MS_PER_HOUR + MS_PER_HOUR
    some = store.hours("bay-1", AIR, second_ms - MS_PER_HOUR + 1, second_ms + 2 * MS_PER_HOUR)
    assert _rows(some) == whole[1:3]
    assert len(store.hours("bay-3", AIR, *EVER)) == 0


def test_the_rate_of_life_of_an_hour_is_that_of_its_readings(store: Store) -> None:
    """Of a temperature it is the mean of the rates, more than the rate of the mean; others have none."""
    store.write([reading(0, 0.0), reading(1, 25.0), reading(0, 55.0, quantity="relative_humidity_pct")])
    (air,) = _rows(store.hours("bay-1", AIR, *EVER))
    assert air[7] == pytest.approx((1.0 + math.exp(10_000 * (1 / 273.15 - 1 / 298.15))) / 2, rel=1e-9)
    (humidity,) = _rows(store.hours("bay-1", "relative_humidity_pct", *EVER))
    assert humidity[6:] == (1, None)


def test_a_store_that_keeps_everything_forgets_nothing(store: Store) -> None:
    """Without keep_days ageing changes nothing, however old the readings are."""
    store.write(readings(100))
    assert store.age(START_MS + 10_000 * MS_PER_DAY) == 0
    assert store.count() == 100


def test_the_embedded_store_forgets_readings_and_keeps_their_hours(tmp_path: Path) -> None:
    """Older than keep_days: hours, peaks and the newest reading stay, also when the file is opened again."""
    path = tmp_path / "store.duckdb"
    store = EmbeddedStore(path, keep_days=10, settle_rows=150)
    old = [replace(one, value=99.0) if n == 77 else one for n, one in enumerate(readings(300))]
    recent, lonely = reading(9 * 24 * 60), reading(5, 1.0, "bay-2")
    store.write([*old, recent, lonely])
    assert store.age(START_MS + 11 * MS_PER_DAY) == 300
    assert store.age(START_MS + 11 * MS_PER_DAY) == 0
    store.close()
    store = EmbeddedStore(path, keep_days=10, settle_rows=150)
    assert store.count() == 2
    assert _rows(store.hours("bay-1", AIR, *EVER)) == _whole([*old, recent])
    series = store.series("bay-1", AIR, *EVER, 6)
    assert series.thinned
    assert (old[77].observed_at_ms, 99.0) in zip(series.observed_at_ms, series.value, strict=True)
    assert set(store.latest()) == {recent, lonely}
    store.close()


def test_what_has_been_summed_up_is_not_counted_twice(tmp_path: Path) -> None:
    """A reading that comes again, or late, after its hour was summed up is refused and says why."""
    store = EmbeddedStore(tmp_path / "store.duckdb", keep_days=10)
    store.write([*readings(300), reading(9 * 24 * 60)])
    store.age(START_MS + 11 * MS_PER_DAY)
    result = store.write([reading(3), reading(3.5), reading(9 * 24 * 60), reading(9 * 24 * 60 + 1)])
    assert (result.written, result.repeated, len(result.refused)) == (1, 1, 2)
    assert all("keep_days" in one.detail for one in result.refused)
    assert store.age(START_MS + 20 * MS_PER_DAY) == 1
    hours = store.hours("bay-1", AIR, *EVER)
    assert int(hours.readings.sum()) == 302
    store.close()


def test_hours_are_kept_after_a_write_that_failed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A store whose last change failed for now takes hours again as soon as it takes anything."""
    store = EmbeddedStore(tmp_path / "store.duckdb")
    store.write(readings(30))
    with monkeypatch.context() as broken:
        broken.setattr("ingest.store.inserting.INSERT", "INSERT INTO nowhere FROM batch")
        with pytest.raises(StoreUnusable):
            store.write([reading(30)])
    hours = store.hours("bay-1", AIR, *EVER)
    earlier = dataclasses.replace(hours, start_ms=hours.start_ms - MS_PER_DAY)
    store.keep_hours("bay-1", AIR, earlier)
    assert _rows(store.hours("bay-1", AIR, *EVER)) == [*_rows(earlier), *_rows(hours)]
    store.close()


@pytest.fixture(params=["1.6", "2", "3"])
def ageing(request: pytest.FixtureRequest, influxdb: InfluxDb) -> Iterator[tuple[Access, Access]]:
    """Return the way to a bucket that keeps 20 days, and where its readings really are."""
    if request.param == "1.6":
        access = dataclasses.replace(influxdb.access(), keep_days=20)
        yield access, access
        return
    with standing_in(int(request.param), influxdb) as server:
        access = dataclasses.replace(server.access(), keep_days=20)
        yield access, dataclasses.replace(access, url=influxdb.url, bucket=server.behind_name(access.bucket))


def _forget(behind: Access, before_ms: int) -> None:
    """Drop the shards that end before *before_ms*, as retention does every half hour."""
    connection = Connection(behind)
    for table in list(tables(connection.query("SHOW SHARDS", behind.bucket))):
        for row in table.values:
            shard = dict(zip(table.columns, row, strict=True))
            if shard["database"] == behind.bucket and to_datetime(before_ms).isoformat() > str(
                shard["end_time"]
            ):
                list(tables(connection.query(f"DROP SHARD {shard['id']}", behind.bucket, changes=True)))
    connection.close()


def test_influxdb_keeps_the_hours_of_what_it_forgets(ageing: tuple[Access, Access]) -> None:
    """Hours are summed up in the week before their readings go, once more with what came late, and stay."""
    access, behind = ageing
    now_ms = SystemClock().now_ms()
    begin_ms = (now_ms - 18 * MS_PER_DAY) // MS_PER_HOUR * MS_PER_HOUR
    batch = [replace(one, observed_at_ms=begin_ms + n * 60_000) for n, one in enumerate(readings(150))]
    batch[70] = replace(batch[70], value=99.0)
    store = InfluxStore(access)
    store.write([one for one in batch if one is not batch[70]])
    store.write([replace(batch[0], observed_at_ms=now_ms)])
    assert store.age(now_ms) == 3
    assert store.age(now_ms) == 0
    store.write([batch[70]])
    assert store.age(now_ms + MS_PER_DAY) == 3
    expected = _whole([*batch, replace(batch[0], observed_at_ms=now_ms)])
    assert _rows(store.hours("bay-1", AIR, *EVER)) == expected
    _forget(behind, now_ms - MS_PER_DAY)
    assert store.count() == 1
    assert _rows(store.hours("bay-1", AIR, *EVER)) == expected
    series = store.series("bay-1", AIR, begin_ms, now_ms + 1, 4)
    assert (batch[70].observed_at_ms, 99.0) in zip(series.observed_at_ms, series.value, strict=True)
    store.close()


def test_hours_of_many_devices_are_not_handed_in_all_at_once(
    influxdb: InfluxDb, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A day of a large farm is more than 3 Core takes in one request, so that it goes in several."""
    monkeypatch.setattr("ingest.store.influx.hours._BATCH", 2)
    now_ms = SystemClock().now_ms()
    at_ms = (now_ms - 18 * MS_PER_DAY) // MS_PER_HOUR * MS_PER_HOUR
    with standing_in(3, influxdb) as server:
        store = InfluxStore(dataclasses.replace(server.access(), keep_days=20))
        store.write([replace(reading(0, 4.5, f"bay-{n}"), observed_at_ms=at_ms) for n in range(5)])
        assert store.age(now_ms) == 5
        assert [len(store.hours(f"bay-{n}", AIR, at_ms, at_ms + 1)) for n in range(5)] == [1] * 5
        store.close()
        written = [text.splitlines() for _, text in server.requests if "reading_hourly" in text]
    assert [len(lines) for lines in written if lines[0].startswith("reading_hourly,")] == [2, 2, 1]
