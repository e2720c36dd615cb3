"""What the embedded store promises besides the contract: it lasts, is ours alone, and tells its troubles."""

from __future__ import annotations

import resource
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import pytest
from msgspec.structs import replace
from structlog.testing import capture_logs

from ingest.errors import StoreUnavailable, StoreUnusable
from ingest.reading import Reading
from ingest.store import Curve
from ingest.store.embedded import EmbeddedStore
from tests.ingest.killing import run_and_kill
from tests.ingest.readings import START_MS, reading, readings

ALL = (START_MS - 10**12, START_MS + 10**12)

_WRITE_FOR_EVER = """
import sys
from pathlib import Path
from ingest.store.embedded import EmbeddedStore
from tests.ingest.readings import reading
store = EmbeddedStore(Path(sys.argv[1]), settle_rows=700)
first = int(sys.argv[2])
while True:
    store.write([reading(minute) for minute in range(first, first + 100)])
    first += 100
    print(first, flush=True)
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Return where a store may be."""
    return tmp_path / "store.duckdb"


@pytest.fixture
def small_files() -> Iterator[None]:
    """Let this process write no file beyond 2 MB, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def _write_all(store: EmbeddedStore, batches: Iterable[list[Reading]]) -> None:
    for batch in batches:
        store.write(batch)


def test_a_store_lasts(path: Path) -> None:
    """Readings, their latest and their count are there after the store was closed and opened."""
    store = EmbeddedStore(path, settle_rows=30)
    store.write([reading(0, 1.0, f"other-{number}") for number in range(150)])
    for start in range(0, 100, 20):
        store.write([reading(minute, minute) for minute in range(start, start + 20)])
    latest = store.latest()
    store.close()
    store = EmbeddedStore(path)
    assert store.count() == 250
    assert store.latest() == latest
    assert store.latest(["bay-1"]) == (reading(99, 99),)
    assert store.write([reading(99), reading(50), reading(100)]).written == 1
    assert len(store.series("bay-1", "air_temperature_c", *ALL, 200).value) == 101
    store.close()


def test_a_correction_lasts(path: Path) -> None:
    """What was corrected, among the sorted and among the fresh, is so after the store was opened again."""
    store = EmbeddedStore(path, settle_rows=30)
    _write_all(store, [readings(40), readings(45)])
    right = [replace(one, value=one.value + 1.0, raw_value=one.value) for one in readings(45)[20:]]
    store.correct(right)
    store.close()
    store = EmbeddedStore(path)
    assert store.readings("bay-1", "air_temperature_c", *ALL, 99) == (*readings(20), *right)
    assert store.latest() == (right[-1],)
    store.close()


def test_what_write_returned_from_survives_a_kill(path: Path) -> None:
    """Killed again and again while it writes and sorts, a store has every reading it said it has, once."""
    written = 0
    for lines in (3, 9, 1, 14, 6):
        written = int(run_and_kill(_WRITE_FOR_EVER, [str(path), str(written)], lines)[-1])
        store = EmbeddedStore(path)
        count = store.count()
        points = store.series("bay-1", "air_temperature_c", *ALL, 1_000_000).observed_at_ms.tolist()
        store.close()
        assert count >= written
        assert points == [reading(minute).observed_at_ms for minute in range(count)]


def test_a_full_disk_is_a_matter_of_time(path: Path, small_files: None) -> None:
    """While nothing more fits the store is unavailable; when it does, the same readings are kept once."""
    assert small_files is None
    store = EmbeddedStore(path)
    batches = ([reading(m, m / 7, f"d{n}") for m in range(5_000)] for n in range(500))
    with pytest.raises(StoreUnavailable, match="failed for now"):
        _write_all(store, batches)
    kept = store.count()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (hard, hard))
    try:
        for _ in range(2):
            store.write([reading(m, m / 7, f"d{kept // 5_000}") for m in range(5_000)])
        assert store.count() == kept + 5_000
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
        store.close()


def test_a_series_longer_than_one_fetch_is_thinned_in_slices(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A chart over very many readings is fetched piece by piece and is the same as in one piece."""
    store = EmbeddedStore(path, settle_rows=900)
    for start in range(0, 2_000, 100):
        store.write([reading(minute, minute * 37 % 101) for minute in range(start, start + 100)])
    asked = ("bay-1", "air_temperature_c", *ALL)
    whole = [store.series(*asked, points) for points in (50, 3_000)]
    monkeypatch.setattr("ingest.store.chart._AT_ONCE_ROWS", 130)
    sliced = [store.series(*asked, points) for points in (50, 3_000)]
    nothing = store.series("bay-1", "air_temperature_c", 0, 1, 50)
    store.close()
    for one, other in zip(whole, sliced, strict=True):
        assert one.observed_at_ms.tolist() == other.observed_at_ms.tolist()
        assert one.value.tolist() == other.value.tolist()
        assert one.thinned == other.thinned
    assert len(nothing.value) == 0


def test_charts_of_many_devices_are_fetched_in_as_many_parts_as_there_is_room_for(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However many devices are fetched together, each has its own readings, sorted into place or not."""
    store = EmbeddedStore(path, settle_rows=100)
    devices = [f"bay-{number}" for number in range(7)]
    for minute in range(0, 60, 3):
        told = [(device, at) for device in devices for at in range(minute, minute + 3)]
        store.write([reading(at, len(device) + at * 37 % 11, device) for device, at in told])
    monkeypatch.setattr("ingest.store.chart._TOGETHER_ROWS", 150)
    found = store.chart([Curve(device, "air_temperature_c", *ALL) for device in devices[::-1]], 20)
    each = [store.series(device, "air_temperature_c", *ALL, 20) for device in devices[::-1]]
    store.close()
    for one, other in zip(found, each, strict=True):
        assert one.observed_at_ms.tolist() == other.observed_at_ms.tolist()
        assert one.value.tolist() == other.value.tolist()


def test_readings_that_cannot_be_sorted_are_kept_all_the_same(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """When sorting fails the operator is told, the readings are there, and it is tried again later."""
    store = EmbeddedStore(path, settle_rows=10)
    with monkeypatch.context() as broken, capture_logs() as logs:
        broken.setattr("ingest.store.embedded.SETTLE", "INSERT INTO settled FROM nowhere")
        assert store.write(readings(12)).written == 12
    assert [log["event"] for log in logs] == ["readings could not be sorted, charts are slower"]
    assert store.write(readings(30)).written == 18
    assert store.count() == 30
    assert len(store.series("bay-1", "air_temperature_c", *ALL, 100).value) == 30
    store.close()


def test_one_process_has_the_store(path: Path) -> None:
    """A second process is refused in words that say what to do."""
    store = EmbeddedStore(path)
    with pytest.raises(AssertionError, match="another process is using it"):
        run_and_kill(_WRITE_FOR_EVER, [str(path), "0"], 1)
    store.close()


def test_a_file_of_something_else_is_left_alone(path: Path) -> None:
    """A file that is no store, or a store of a newer version, is refused and not changed."""
    path.write_bytes(b"not a database at all" * 1_000)
    with pytest.raises(StoreUnusable, match="cannot be opened"):
        EmbeddedStore(path)
    path.unlink()
    with duckdb.connect(str(path)) as other:
        other.execute("CREATE TABLE cows (name VARCHAR)")
    with pytest.raises(StoreUnusable, match="of something else"):
        EmbeddedStore(path)


def test_a_newer_layout_is_refused(path: Path) -> None:
    """A store that a newer version wrote is refused with both layouts named."""
    EmbeddedStore(path).close()
    with duckdb.connect(str(path)) as newer:
        newer.execute("UPDATE coldframe SET version = 99")
    with pytest.raises(StoreUnusable, match=r"layout 99.*reads layout 4"):
        EmbeddedStore(path)


def test_a_missing_folder_is_named(tmp_path: Path) -> None:
    """A store in a folder that does not exist is refused with its path."""
    with pytest.raises(StoreUnusable, match="missing"):
        EmbeddedStore(tmp_path / "missing" / "store.duckdb")


def test_a_quote_in_the_path_is_only_a_quote(tmp_path: Path) -> None:
    """The data folder may have any name."""
    folder = tmp_path / "the grower's; DROP"
    folder.mkdir()
    store = EmbeddedStore(folder / "store.duckdb")
    store.write(readings(3))
    store.close()
    assert (folder / "store.duckdb").exists()


def test_the_file_can_be_read_without_coldframe(path: Path) -> None:
    """Whoever opens the file with DuckDB finds a view with names and times, whatever the file is called."""
    store = EmbeddedStore(path, settle_rows=2)
    store.write(readings(2))
    store.write([reading(2)])
    store.close()
    path = path.rename(path.with_name("copied.duckdb"))
    with duckdb.connect(str(path), read_only=True) as other:
        rows = other.execute("SELECT device, quantity, observed_at::VARCHAR, value FROM reading").fetchall()
    assert min(rows) == ("bay-1", "air_temperature_c", "2026-06-14 04:10:00", 20.0)
    assert len(rows) == 3


_LAYOUT_1 = """
CREATE TABLE coldframe (version INTEGER NOT NULL);
INSERT INTO coldframe VALUES (1);
CREATE TABLE series (id INTEGER NOT NULL, device VARCHAR NOT NULL, quantity VARCHAR NOT NULL);
INSERT INTO series VALUES (0, 'bay-1', 'air_temperature_c');
CREATE TABLE fresh (series INTEGER NOT NULL, observed_at_ms BIGINT NOT NULL, value DOUBLE NOT NULL,
    received_at_ms BIGINT NOT NULL, flags INTEGER NOT NULL);
CREATE TABLE settled AS FROM fresh;
INSERT INTO settled VALUES (0, 1781410200000, 20.0, 1781410201000, 0);
INSERT INTO fresh VALUES (0, 1781410260000, 21.0, 1781410261000, 0);
CREATE VIEW reading AS SELECT device, quantity, epoch_ms(observed_at_ms) AS observed_at, value,
    epoch_ms(received_at_ms) AS received_at, flags
    FROM (FROM settled UNION ALL FROM fresh) AS stored JOIN series ON series.id = stored.series;
"""


def test_a_store_of_before_calibrations_goes_on(path: Path) -> None:
    """A file of the first layout keeps its readings, which have only one value, and takes corrected ones."""
    with duckdb.connect(path) as older:
        older.execute(_LAYOUT_1)
    store = EmbeddedStore(path)
    assert store.latest() == (reading(1, 21.0),)
    store.write([replace(reading(2, 19.7), raw_value=20.0)])
    store.close()
    again = EmbeddedStore(path)
    raw = again.series("bay-1", "air_temperature_c", *ALL, 9, raw=True)
    assert raw.value.tolist() == [20.0, 21.0, 20.0]
    assert again.latest()[0].raw_value == 20.0
    again.close()
    with duckdb.connect(path, read_only=True) as file:
        shown = file.execute("SELECT value, raw_value FROM reading ORDER BY observed_at").fetchall()
    assert shown == [(20.0, 20.0), (21.0, 21.0), (19.7, 20.0)]
