"""From one store to another: everything, once, verified, whatever comes between."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

from msgspec.structs import replace

from ingest.clock import MS_PER_DAY
from ingest.reading import Flag, Reading
from ingest.store import Refused, Store, WriteResult
from ingest.store.embedded import EmbeddedStore
from ingest.store.influx.store import InfluxStore
from ingest.store.memory import MemoryStore
from ingest.store.migration import Migration, Notebook, Outcome
from tests.influxdb import InfluxDb
from tests.ingest.readings import START_MS, reading, readings


class Meanwhile(MemoryStore):
    """A source to which something happens after it was asked *asked* times."""

    def __init__(self, asked: int, happens: object) -> None:
        super().__init__()
        self.left = asked
        self.happens = happens

    def readings(
        self, device: str, quantity: str, start_ms: int, end_ms: int, limit: int
    ) -> tuple[Reading, ...]:
        """Return as any store does, until then no more than a hundred; and let it happen."""
        most = limit if self.left <= 0 else min(limit, 100)
        found = super().readings(device, quantity, start_ms, end_ms, most)
        self.left -= 1
        if self.left == 0 and callable(self.happens):
            self.happens()
        return found


class Choosy(MemoryStore):
    """A target that never takes what *device* measured."""

    def write(self, readings: Sequence[Reading]) -> WriteResult:
        """Keep the others."""
        good = [one for one in readings if one.device != "bay-2"]
        result = super().write(good)
        refused = tuple(Refused(one, "too old") for one in readings if one.device == "bay-2")
        return WriteResult(result.written, result.repeated, refused)


def _full(store: Store) -> Store:
    """Fill *store* with several series: raw values, flags, other quantities, names that need care."""
    store.write([replace(one, flags=Flag.CLOCK_DRIFTS, raw_value=0.0) for one in readings(300)])
    store.write([*readings(250, "bay 2, south"), *(reading(n, n, "温室", "co2_ppm") for n in range(50))])
    return store


def _run(source: Store, target: Store, folder: Path, stop: threading.Event | None = None) -> Outcome:
    notebook = Notebook(folder / "notes", "there")
    return Migration(source, target, notebook, lambda _: None).run(stop or threading.Event())


def _same(source: Store, target: Store) -> None:
    assert target.count() == source.count()
    for last in source.latest():
        span = (last.device, last.quantity, 0, 2**52, 10_000)
        assert target.readings(*span) == source.readings(*span)


def test_everything_arrives_in_any_store_and_comes_back(tmp_path: Path, influxdb: InfluxDb) -> None:
    """From the embedded store to InfluxDB and back, each reading is as it was, with all that is known."""
    first = _full(EmbeddedStore(tmp_path / "first.duckdb"))
    there, back = InfluxStore(influxdb.access()), EmbeddedStore(tmp_path / "back.duckdb")
    outcome = _run(first, there, tmp_path)
    assert (outcome.series, outcome.copied, outcome.verified, outcome.is_whole) == (3, 600, 600, True)
    (tmp_path / "notes").unlink()
    assert _run(there, back, tmp_path).verified == 600
    _same(first, back)
    for store in (first, there, back):
        store.close()


def test_what_was_interrupted_goes_on(tmp_path: Path) -> None:
    """Stopped at any page, a later run copies the rest, and what was copied is not asked for again."""
    stop = threading.Event()
    source, target = _full(Meanwhile(2, stop.set)), MemoryStore()
    first = _run(source, target, tmp_path, stop)
    assert not first.is_whole
    second = _run(source, target, tmp_path)
    assert second.is_whole
    assert first.copied + second.copied == 600
    _same(source, target)


def test_notes_that_were_not_written_whole_do_not_count(tmp_path: Path) -> None:
    """A torn last line of the notebook is forgotten, and the notes on another target are."""
    notebook = Notebook(tmp_path / "notes", "there")
    notebook.add(readings(3))
    with (tmp_path / "notes").open("ab") as file:
        file.write(b'["bay-1","air_temperature_c",99999')
    again = Notebook(tmp_path / "notes", "there")
    assert again.next_ms("bay-1", "air_temperature_c") == reading(2).observed_at_ms + 1
    again.add([reading(5)])
    assert (
        Notebook(tmp_path / "notes", "there").next_ms("bay-1", "air_temperature_c")
        > reading(4).observed_at_ms
    )
    assert Notebook(tmp_path / "notes", "elsewhere").next_ms("bay-1", "air_temperature_c") == 0


def test_what_comes_late_or_is_corrected_meanwhile_is_put_right(tmp_path: Path) -> None:
    """A reading that arrives behind what was copied, and a corrected one, are found by comparison."""

    def late() -> None:
        source.write([reading(0.5, 7.0)])
        (one,) = source.readings("bay-1", "air_temperature_c", reading(1).observed_at_ms, 2**52, 1)
        source.correct([replace(one, value=3.0, raw_value=one.value)])

    source = Meanwhile(3, late)
    source.write(readings(300))
    target = MemoryStore()
    outcome = _run(source, target, tmp_path)
    assert (outcome.verified, outcome.different) == (301, [])
    _same(source, target)


def test_what_the_target_never_takes_is_told(tmp_path: Path) -> None:
    """Refused readings come with the target's words, and their series is told as different."""
    source, target = MemoryStore(), Choosy()
    source.write([*readings(10), *readings(4, "bay-2")])
    outcome = _run(source, target, tmp_path)
    assert {one.detail for one in outcome.refused} == {"too old"}
    assert outcome.different == ["air_temperature_c of bay-2: 4 readings here and 0 there"]
    assert outcome.verified == 10


def test_hours_of_forgotten_readings_move_too(tmp_path: Path, influxdb: InfluxDb) -> None:
    """What the source has only hours of, the target has hours of, both ways."""
    first = EmbeddedStore(tmp_path / "first.duckdb", keep_days=10)
    first.write([*readings(300), reading(9 * 24 * 60)])
    first.age(START_MS + 11 * MS_PER_DAY)
    there, back = InfluxStore(influxdb.access()), EmbeddedStore(tmp_path / "back.duckdb")
    for source, target in ((first, there), (first, there), (there, back), (first, MemoryStore())):
        (tmp_path / "notes").unlink(missing_ok=True)
        outcome = _run(source, target, tmp_path)
        assert (outcome.verified, outcome.hours, outcome.different) == (1, 6, [])
    assert _hours(back) == _hours(first)
    for store in (first, there, back):
        store.close()


def _hours(store: Store) -> list[tuple[float | None, ...]]:
    found = store.hours("bay-1", "air_temperature_c", 0, 2**42)
    return [tuple(None if cell is None else round(cell, 9) for cell in row) for row in found.rows()]
