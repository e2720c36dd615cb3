"""Charts: what every store makes of a series that has more readings than a chart has room for."""

from __future__ import annotations

from msgspec.structs import replace

from ingest.clock import MS_PER_HOUR
from ingest.reading import Reading
from ingest.store import Curve, Series, Store
from ingest.store.memory import MemoryStore
from tests.ingest.readings import START_MS, reading, readings

ALL = (START_MS - 10**12, START_MS + 10**12)


def _points(series: Series) -> list[tuple[int, float]]:
    return list(zip(series.observed_at_ms.tolist(), series.value.tolist(), strict=True))


def test_a_thinned_series_keeps_every_peak(store: Store) -> None:
    """A single high and a single low value among thousands are in a chart of a few points."""
    batch = readings(3_000)
    batch[1_234] = reading(1_234, 99.0)
    batch[2_345] = reading(2_345, -99.0)
    store.write(batch)
    series = store.series("bay-1", "air_temperature_c", *ALL, 20)
    assert series.thinned
    assert 2 <= len(series.value) <= 20
    points = _points(series)
    assert (batch[1_234].observed_at_ms, 99.0) in points
    assert (batch[2_345].observed_at_ms, -99.0) in points
    assert points == sorted(points)


def test_a_series_that_fits_is_not_thinned(store: Store) -> None:
    """With as many points as allowed every reading is shown; with one more the series is thinned."""
    store.write(readings(11))
    assert not store.series("bay-1", "air_temperature_c", *ALL, 11).thinned
    assert store.series("bay-1", "air_temperature_c", *ALL, 10).thinned


def test_a_long_chart_is_drawn_by_whole_hours(store: Store) -> None:
    """Where a bucket is an hour or longer it is whole hours of the clock: what hours come to can fill it."""
    batch = [reading(n * 6.7, 20.0 + n * n % 83) for n in range(1_500)]
    store.write(batch)
    buckets: dict[int, list[tuple[float, int]]] = {}
    for one in batch:
        hour = (one.observed_at_ms - START_MS // MS_PER_HOUR * MS_PER_HOUR) // MS_PER_HOUR
        buckets.setdefault(hour // 9, []).append((one.value, one.observed_at_ms))
    extremes = {min(found) for found in buckets.values()}
    extremes |= {max(found, key=lambda one: (one[0], -one[1])) for found in buckets.values()}
    assert len(buckets) == 19
    assert _points(store.series("bay-1", "air_temperature_c", *ALL, 40)) == sorted(
        (at_ms, value) for value, at_ms in extremes
    )


def test_buckets_are_as_narrow_as_the_first_reading_allows(store: Store) -> None:
    """Half an hour where it came in the second half of its hour, and not twice as much, summed up or not."""
    simple, batch = MemoryStore(), readings(320)[30:]
    for kept in (store, simple):
        kept.write(batch)
    asked = ("bay-1", "air_temperature_c", START_MS - 10**10, batch[-1].observed_at_ms + 1, 20)
    for _ in range(2):
        assert _points(store.series(*asked)) == _points(simple.series(*asked))
        store.age(batch[-1].observed_at_ms)


def test_a_chart_of_several_devices_has_the_series_of_each(store: Store) -> None:
    """In their order, before and after their hours are summed up; who told nothing has an empty one."""
    store.write(readings(3_000) + readings(90, "bay-2"))
    devices = ["bay-2", "nobody", "bay-1"]
    for _ in range(2):
        found = store.chart([Curve(device, "air_temperature_c", *ALL) for device in devices], 40)
        each = [store.series(device, "air_temperature_c", *ALL, 40) for device in devices]
        assert [_points(one) for one in found] == [_points(one) for one in each]
        assert [one.thinned for one in found] == [True, False, True]
        store.age(reading(3_000).observed_at_ms)


def test_a_long_chart_is_the_same_whether_its_hours_are_summed_up_or_not(store: Store) -> None:
    """Neither before nor after hours are summed up does a late or a corrected reading make a difference."""
    simple = MemoryStore()
    batch = [reading(n * 6.7, 20.0 + n * n % 83) for n in range(1_000) if not 300 < n < 400]
    late = [reading(n * 671.0, value) for n, value in ((1, 99.0), (2, -99.0), (4, 20.0), (9, 99.0))]
    end_ms = batch[-1].observed_at_ms

    def is_the_same() -> bool:
        spans = ((START_MS - 10**9, end_ms + 10**9, 30), (START_MS + 10**7 + 1, end_ms - 10**7 - 1, 99))
        asked = [("bay-1", "air_temperature_c", *span) for span in spans]
        return all(_points(store.series(*one)) == _points(simple.series(*one)) for one in asked)

    def write(readings: list[Reading]) -> None:
        store.write(readings)
        simple.write(readings)

    write(batch)
    assert is_the_same()
    store.age(end_ms)
    assert is_the_same()
    write(late)
    assert is_the_same()
    store.age(end_ms + 1)
    lower = [replace(one, value=one.value - 1.0, raw_value=one.value) for one in late]
    for kept in (store, simple):
        kept.correct(lower)
    assert is_the_same()
    store.age(end_ms + 2)
    write([reading(7_000, 0.0)])
    assert is_the_same()
