"""Calibrations that are entered afterwards: what is stored ends as if they had always been known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ingest.assess import assess
from ingest.calibrations import Calibrations
from ingest.clock import ManualClock
from ingest.counters import Counters
from ingest.database import Database
from ingest.errors import StoreUnavailable
from ingest.journal import STORE_CURSOR
from ingest.place import Calibration
from ingest.quarantine import Quarantine
from ingest.reading import Reading, Sample
from ingest.registry import Registry
from ingest.store.memory import MemoryStore
from ingest.writer import Writer
from tests.alerts.rig import ListJournal
from tests.ingest.readings import START_MS

AIR = "air_temperature_c"
ALL = (START_MS - 10**9, START_MS + 10**9)
_MINUTES = 12


class FailingStore(MemoryStore):
    """A store that is away whenever it is told, after it has corrected half of what it was given."""

    def __init__(self) -> None:
        super().__init__()
        self.is_away = False

    def correct(self, readings: Sequence[Reading]) -> None:
        """Correct *readings*, or half of them."""
        super().correct(readings[: len(readings) // 2] if self.is_away else readings)
        if self.is_away:
            raise StoreUnavailable("it went away in the middle")


class Bench:
    """What takes readings from where they are accepted to the store, on one database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clear()

    def clear(self) -> None:
        """Forget all calibrations and readings."""
        self.calibrations = Calibrations(self.database)
        with self.calibrations.changing({("a", AIR): ()}) as write, self.database.begin() as connection:
            write(connection)
        for due in self.calibrations.due(STORE_CURSOR):
            self.calibrations.done(due)
        self.journal = ListJournal()
        self.store = FailingStore()
        self.counters = Counters()
        self.restart()

    def restart(self) -> None:
        """Forget what is in memory alone."""
        self.calibrations = Calibrations(self.database)
        self.writer = Writer(
            self.journal,
            self.store,
            Quarantine(self.database),
            self.calibrations,
            ManualClock(START_MS),
            self.counters,
        )

    def accept(self, minute: int, value: float) -> None:
        """Let a value arrive, as the calibrations of now have it."""
        at_ms = START_MS + minute * 60_000
        found = assess(Sample("a", AIR, value, at_ms), at_ms, self.calibrations.in_force)
        assert isinstance(found, Reading)
        self.journal.append([found])

    def correct(self) -> None:
        """Correct a slice, as far as the store lets it."""
        try:
            self.writer.correct_once()
        except StoreUnavailable:
            assert self.store.is_away

    def finish(self) -> tuple[Reading, ...]:
        """Let the writer do everything that there is to do, and return what is stored."""
        self.store.is_away = False
        while self.writer.write_once() or self.writer.correct_once():
            pass
        assert self.calibrations.due(STORE_CURSOR) == ()
        return self.store.readings("a", AIR, *ALL, 1_000)


@pytest.fixture(scope="module", name="database")
def _database(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(tmp_path_factory.mktemp("correcting") / "state.sqlite3")
    database.upgrade()
    Registry(database, ManualClock(START_MS)).seen("a", "gw", "own_json", (AIR,), START_MS)
    yield database
    database.close()


def _calibration(minute: int, offset: float, length: int | None = None) -> Calibration:
    start_ms = START_MS + minute * 60_000
    end_ms = None if length is None else start_ms + length * 60_000
    return Calibration("a", AIR, offset, "C-1", "", start_ms, end_ms)


_MINUTE = st.integers(0, _MINUTES - 1)
_ACTIONS = st.one_of(
    st.tuples(st.just("accept"), _MINUTE, st.sampled_from((-40.0, 0.0, 4.0, 84.0))),
    st.tuples(
        st.just("calibrate"),
        _MINUTE,
        st.tuples(st.sampled_from((-0.3, 0.0, 2.0, 5.0)), st.sampled_from((None, 1, 4))),
    ),
    st.tuples(st.just("end"), _MINUTE, st.none()),
    st.tuples(st.sampled_from(("store", "correct", "restart", "leave", "return")), st.just(0), st.none()),
)


def _act(bench: Bench, action: str, minute: int, what: object) -> None:
    if action == "accept":
        assert isinstance(what, float)
        bench.accept(minute, what)
    elif action == "calibrate":
        assert isinstance(what, tuple)
        bench.calibrations.add(_calibration(minute, *what))
    elif action == "end":
        at_ms = START_MS + minute * 60_000
        if any(one.covers(at_ms) for one in bench.calibrations.of("a")):
            bench.calibrations.end("a", AIR, at_ms)
    elif action == "store":
        bench.writer.write_once()
    elif action == "correct":
        bench.correct()
    elif action == "restart":
        bench.restart()
    else:
        bench.store.is_away = action == "leave"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(actions=st.lists(_ACTIONS, max_size=25))
def test_in_whatever_order_the_same_is_stored(
    database: Database, actions: list[tuple[str, int, object]]
) -> None:
    """Accept, calibrate, store, correct, crash, lose the store: raw values and calibrations decide alone."""
    bench = Bench(database)
    with pytest.MonkeyPatch.context() as small:
        small.setattr("ingest.correcting._SLICE", 3)
        for each in actions:
            _act(bench, *each)
        stored = bench.finish()
    first: dict[int, float] = {}
    for action, minute, what in actions:
        if action == "accept" and isinstance(what, float):
            first.setdefault(minute, what)
    expected = [
        assess(Sample("a", AIR, value, START_MS + minute * 60_000), one.received_at_ms, in_force)
        for (minute, value), one in zip(sorted(first.items()), stored, strict=True)
        for in_force in [Calibrations(database).in_force]
    ]
    assert list(stored) == expected
    assert bench.store.latest() == stored[-1:]


def test_what_was_stored_before_is_corrected_up_to_the_next_calibration(database: Database) -> None:
    """A certificate that comes after the readings counts from its date on, and no further than the next."""
    bench = Bench(database)
    bench.calibrations.add(_calibration(8, 1.0))
    for minute in range(_MINUTES):
        bench.accept(minute, 4.0)
    assert bench.writer.write_once() == _MINUTES
    bench.calibrations.add(_calibration(5, -0.5))
    stored = bench.finish()
    assert [one.value for one in stored] == [4.0] * 5 + [3.5] * 3 + [5.0] * 4
    assert [one.measured_value for one in stored] == [4.0] * _MINUTES
    assert bench.counters.value("corrected_readings") == 3


def test_another_certificate_with_the_same_offset_makes_no_work(database: Database) -> None:
    """What changes no value is no reason to read the store; a change is looked for where it is."""
    bench = Bench(database)
    bench.calibrations.add(_calibration(5, 1.0))
    bench.finish()
    bench.calibrations.add(Calibration("a", AIR, 1.0, "C-2", "2027-06-01", START_MS + 6 * 60_000))
    assert bench.calibrations.due(STORE_CURSOR) == ()
    bench.calibrations.end("a", AIR, START_MS + 8 * 60_000)
    (due,) = bench.calibrations.due(STORE_CURSOR)
    assert (due.start_ms, due.end_ms) == (START_MS + 8 * 60_000, None)
