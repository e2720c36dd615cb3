"""What every store does; run over each of them."""

from __future__ import annotations

import threading
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from ingest.errors import StoreUnusable
from ingest.reading import Flag, Reading
from ingest.store import Series, Store
from ingest.store.memory import MemoryStore
from tests.ingest.readings import START_MS, reading, readings
from tests.ingest.store.stores import STORES

ALL = (START_MS - 10**12, START_MS + 10**12)


def _points(series: Series) -> list[tuple[int, float]]:
    return list(zip(series.observed_at_ms.tolist(), series.value.tolist(), strict=True))


def _expected(kept: list[Reading]) -> list[tuple[int, float]]:
    return sorted((one.observed_at_ms, one.value) for one in kept)


def test_an_empty_store_answers_with_nothing(store: Store) -> None:
    """A store without readings counts zero and has no latest reading and no series."""
    assert store.count() == 0
    assert store.latest() == ()
    series = store.series("bay-1", "air_temperature_c", *ALL, 100)
    assert (_points(series), series.thinned) == ([], False)
    assert store.write([]).written == 0


def test_what_was_written_is_read_back(store: Store) -> None:
    """A series holds every value at its own time, in order of time, whatever the order of writing."""
    batch = readings(10)
    result = store.write(batch[::-1])
    assert (result.written, result.repeated, result.refused) == (10, 0, ())
    assert _points(store.series("bay-1", "air_temperature_c", *ALL, 100)) == _expected(batch)


def test_writing_again_changes_nothing(store: Store) -> None:
    """A reading that is there already is counted as repeated, in a later batch and in the same one."""
    batch = readings(5)
    store.write(batch)
    result = store.write([*batch, reading(99), reading(99)])
    assert (result.written, result.repeated) == (1, 6)
    assert store.count() == 6


@pytest.mark.parametrize("later", [True, False])
def test_the_first_value_stays(store: Store, later: bool) -> None:  # noqa: FBT001 - pytest's way
    """Of two values for one device, quantity and instant the first one is kept, in one batch or in two."""
    if later:
        store.write([reading(0, 1.0)])
        store.write([reading(0, 2.0)])
    else:
        store.write([reading(0, 1.0), reading(0, 2.0)])
    assert [one.value for one in store.latest()] == [1.0]
    assert _points(store.series("bay-1", "air_temperature_c", *ALL, 9)) == [(START_MS, 1.0)]


def test_hundreds_of_devices_come_and_stay_apart(store: Store) -> None:
    """Devices that appear together, and more that appear later, each have their own latest reading."""
    first = [reading(number, number, f"device-{number}") for number in range(300)]
    second = [reading(number, number, f"device-{number}") for number in range(200, 700)]
    assert store.write(first[::-1]).written == 300
    assert (store.write(second).written, store.count()) == (400, 700)
    assert set(store.latest()) == {*first, *second}
    assert store.latest(["device-699"]) == (reading(699, 699, "device-699"),)


def test_back_fill_goes_where_it_belongs(store: Store) -> None:
    """Readings older than those that are there are kept, and do not become the latest."""
    live, late = reading(600, 9.0), [reading(-60 * 24 * day, 5.0 + day) for day in (400, 30, 3, 1, 0)]
    store.write([live])
    assert store.write([*late, reading(601, 8.0)]).written == 6
    assert [one.value for one in store.latest()] == [8.0]
    assert _points(store.series("bay-1", "air_temperature_c", *ALL, 9)) == _expected(
        [live, *late, reading(601, 8.0)]
    )


def test_latest_is_the_newest_by_observation(store: Store) -> None:
    """Each device and quantity has one latest reading, complete, chosen by when it was observed."""
    newest = Reading("bay-2", "soil_moisture_pct", START_MS + 5, 31.5, START_MS + 9, Flag.NO_DEVICE_TIME)
    store.write([newest, reading(5, 1.0), reading(3, 2.0), reading(4, 3.0, "bay-2")])
    assert set(store.latest()) == {newest, reading(5, 1.0), reading(4, 3.0, "bay-2")}
    assert set(store.latest(["bay-2"])) == {newest, reading(4, 3.0, "bay-2")}
    assert store.latest(["bay-3"]) == ()


def test_a_period_has_its_start_and_not_its_end(store: Store) -> None:
    """A series covers [start, end) and nothing else."""
    store.write(readings(10))
    start_ms, end_ms = reading(3).observed_at_ms, reading(7).observed_at_ms
    points = _points(store.series("bay-1", "air_temperature_c", start_ms, end_ms, 100))
    assert points == _expected(readings(7)[3:])


def test_devices_and_quantities_are_kept_apart(store: Store) -> None:
    """A series holds one quantity of one device, even where names look alike."""
    store.write([reading(0, 1.0, "a"), reading(0, 2.0, "a b"), reading(0, 3.0, "a", "co2_ppm")])
    assert _points(store.series("a", "air_temperature_c", *ALL, 9)) == [(START_MS, 1.0)]
    assert _points(store.series("a b", "air_temperature_c", *ALL, 9)) == [(START_MS, 2.0)]
    assert _points(store.series("a", "co2_ppm", *ALL, 9)) == [(START_MS, 3.0)]
    assert _points(store.series("b", "co2_ppm", *ALL, 9)) == []


@pytest.mark.parametrize("name", ["", "'; DROP TABLE fresh; --", "温室-1", "a" * 500, "new\nline", "%s {0}"])
def test_any_name_is_only_a_name(store: Store, name: str) -> None:
    """A device may have any name, and no name does anything."""
    store.write([reading(0, 1.5, name)])
    assert [one.device for one in store.latest([name])] == [name]
    assert len(store.series(name, "air_temperature_c", *ALL, 9).value) == 1


@pytest.mark.parametrize("value", [0.0, -40.0, 1e-300, 1.7976931348623157e308, 0.1])
def test_values_come_back_exactly(store: Store, value: float) -> None:
    """A value is not rounded; zero is a value."""
    store.write([reading(0, value)])
    assert _points(store.series("bay-1", "air_temperature_c", *ALL, 9)) == [(START_MS, value)]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_is_no_number_is_refused_and_the_rest_is_kept(store: Store, value: float) -> None:
    """A value that no chart could show is handed back with a reason, and hurts no other reading."""
    result = store.write([reading(0), reading(1, value), reading(2)])
    assert (result.written, result.repeated) == (2, 0)
    assert [one.reading.observed_at_ms for one in result.refused] == [reading(1).observed_at_ms]
    assert str(value) in result.refused[0].detail
    assert store.count() == 2


def test_a_closed_store_says_so(store: Store) -> None:
    """After close every call is refused with StoreUnusable, and closing again does nothing."""
    store.write(readings(1))
    store.close()
    store.close()
    calls: list[Callable[[], object]] = [
        lambda: store.write(readings(1)),
        store.latest,
        store.count,
        lambda: store.series("bay-1", "air_temperature_c", *ALL, 9),
        lambda: store.readings("bay-1", "air_temperature_c", *ALL, 9),
        lambda: store.correct(readings(1)),
    ]
    for call in calls:
        with pytest.raises(StoreUnusable, match="closed"):
            call()


def test_threads_write_and_read_at_once(store: Store) -> None:
    """Several threads that write and read at the same time lose nothing and disturb nobody."""
    failures: list[BaseException] = []

    def work(device: str) -> None:
        try:
            for start in range(0, 200, 20):
                store.write([reading(minute, 1.0, device) for minute in range(start, start + 20)])
                store.latest()
                found = store.series(device, "air_temperature_c", *ALL, 1_000)
                assert len(found.value) == start + 20
        except BaseException as failure:  # noqa: BLE001 - handed to the test's own thread
            failures.append(failure)

    threads = [threading.Thread(target=work, args=(f"device-{number}",)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert store.count() == 800


_READING = st.builds(
    reading,
    minute=st.integers(-3_000, 3_000).map(float),
    value=st.floats(-50, 50, width=16),
    device=st.sampled_from(["a", "b"]),
    quantity=st.sampled_from(["air_temperature_c", "co2_ppm"]),
)


@pytest.mark.parametrize("name", [name for name in STORES if name != "memory" and "stand-in" not in name])
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(batches=st.lists(st.lists(_READING, max_size=30), max_size=5), max_points=st.integers(2, 20))
def test_every_store_agrees_with_the_one_in_memory(
    request: pytest.FixtureRequest,
    tmp_path_factory: pytest.TempPathFactory,
    name: str,
    batches: list[list[Reading]],
    max_points: int,
) -> None:
    """For any batches, repeated and out of order, each store answers exactly as the simple one does."""
    simple = MemoryStore()
    store = STORES[name](request, tmp_path_factory.mktemp("store"))
    try:
        for batch in batches:
            assert store.write(batch) == simple.write(batch)
        assert store.count() == simple.count()
        assert set(store.latest()) == set(simple.latest())
        for device in ("a", "b"):
            mine = store.series(device, "co2_ppm", *ALL, max_points)
            others = simple.series(device, "co2_ppm", *ALL, max_points)
            assert (_points(mine), mine.thinned) == (_points(others), others.thinned)
    finally:
        store.close()


def test_a_raw_value_stays_beside_what_a_calibration_made_of_it(store: Store) -> None:
    """Both values of a corrected reading are kept, in the series and in the newest; others have one."""
    plain = reading(0, 20.0)
    corrected = replace(reading(1, 19.7), raw_value=20.0)
    zero = replace(reading(2, 0.3), raw_value=0.0)
    store.write([plain, corrected])
    store.write([zero, replace(reading(1, 5.0), raw_value=6.0)])
    series = store.series("bay-1", "air_temperature_c", *ALL, 9)
    assert series.value.tolist() == [20.0, 19.7, 0.3]
    raw = store.series("bay-1", "air_temperature_c", *ALL, 9, raw=True)
    assert raw.value.tolist() == [20.0, 20.0, 0.0]
    assert store.latest() == (zero,)
    store.write([reading(3, 21.0)])
    assert store.latest() == (reading(3, 21.0),)


def test_a_slice_has_whole_readings_in_order(store: Store) -> None:
    """The first of a period come back complete, in order of time, and whoever goes on from there has all."""
    batch = [replace(one, flags=Flag.CLOCK_DRIFTS, raw_value=0.0) for one in readings(10)]
    store.write([*batch[::-1], reading(3, 1.0, "bay-2"), reading(3, 1.0, quantity="co2_ppm")])
    first_ms, last_ms = reading(2).observed_at_ms, reading(8).observed_at_ms
    first = store.readings("bay-1", "air_temperature_c", first_ms, last_ms, 4)
    assert first == tuple(batch[2:6])
    following_ms = first[-1].observed_at_ms + 1
    assert store.readings("bay-1", "air_temperature_c", following_ms, last_ms, 4) == tuple(batch[6:8])
    assert store.readings("bay-1", "soil_moisture_pct", first_ms, last_ms, 4) == ()


def test_a_correction_stands_in_place_of_what_was_there(store: Store) -> None:
    """What is corrected has its new values everywhere, the others are as they were, and none is new."""
    store.write([*readings(50), reading(3, 1.0, "bay-2")])
    store.write(readings(60))
    some = store.readings("bay-1", "air_temperature_c", reading(10).observed_at_ms, ALL[1], 1_000)
    right = [replace(one, value=one.value - 0.5, raw_value=one.value) for one in some]
    store.correct(right)
    whole = [*readings(10), *right]
    assert store.readings("bay-1", "air_temperature_c", *ALL, 1_000) == tuple(whole)
    assert _points(store.series("bay-1", "air_temperature_c", *ALL, 100)) == _expected(whole)
    raw = store.series("bay-1", "air_temperature_c", *ALL, 100, raw=True)
    assert _points(raw) == _expected(readings(60))
    assert store.count() == 61
    assert set(store.latest()) == {right[-1], reading(3, 1.0, "bay-2")}
    assert store.write(readings(60)).repeated == 60
    store.correct([replace(one, value=one.measured_value, raw_value=None) for one in right])
    assert store.readings("bay-1", "air_temperature_c", *ALL, 1_000) == tuple(readings(60))
    store.correct([])
