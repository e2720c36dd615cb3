"""However many processes decode, everything that is kept is the same."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from api.settings import Settings
from ingest.assembly import STATE_FILE, build_ingest
from ingest.clock import ManualClock
from ingest.counters import Counters
from ingest.database import Database
from ingest.known import Meaning
from ingest.message import Request
from ingest.place import Calibration
from ingest.reading import Reading
from tests.ingest.crew.golden import FOLDERS, groups, tell
from tests.ingest.formats.contract import RECEIVED_AT_MS


class Kept(NamedTuple):
    """What is left of a day: the journal, everything in the database, the counts, and what was asked for."""

    readings: tuple[Reading, ...]
    database: list[str]
    counts: Mapping[str, int]
    requests: list[Request]


def _day(folder: Path, workers: int) -> Kept:
    """Take in all golden cases, while somebody calibrates, gives meanings, and the connection is lost."""
    folder.mkdir()
    settings = Settings.model_validate({"data": folder, "ingest": {"workers": workers}})
    clock, counters = ManualClock(RECEIVED_AT_MS), Counters()
    requests: list[Request] = []
    with closing(Database(folder / STATE_FILE)) as database:
        database.upgrade()
        ingest = build_ingest(settings, clock, database, counters)
        ingest.crew.start()
        assert len(ingest.crew.pids) == (0 if workers == 1 else workers)
        for case in FOLDERS:
            tell(ingest.books.known, case)
        for number, group in enumerate(groups(seed=6)):
            if number == 4:
                ingest.books.known.was_away()
            if number == 8:
                ingest.books.meanings.put("unheard", "of", Meaning("air_temperature_c"))
                for device in ingest.registry.devices():
                    ingest.calibrations.add(Calibration(device.id, "air_temperature_c", 0.5, "", "", 0))
            requests += ingest.pipeline.accept(group).requests
            clock.advance(5_000)
            ingest.pipeline.tick()
        ingest.pipeline.close()
        assert ingest.crew.trouble == ""
        ingest.crew.stop()
        readings = ingest.journal.read(0, 1_000_000).readings
        ingest.close()
    with closing(sqlite3.connect(folder / STATE_FILE)) as state:
        return Kept(readings, sorted(state.iterdump()), counters.snapshot(), requests)


def test_three_workers_keep_what_one_process_keeps(tmp_path: Path) -> None:
    """Readings in their order, quarantine, devices, health, clocks, counts: one process or three more."""
    alone, together = _day(tmp_path / "alone", 1), _day(tmp_path / "together", 3)
    assert len(alone.readings) > 400
    assert alone.counts["rejected_messages"] > 20
    assert together == alone
