"""Opening a journal that may have been damaged while nobody looked: what is intact is used, the rest is told.

A power cut may tear a page, a disk may flip a bit. The damaged file is kept beside the journal, with a
sentence on what was lost, until the operator removes it.
"""

from __future__ import annotations

import os
from pathlib import Path

import structlog

from ingest.clock import Clock, to_datetime
from ingest.folder_sync import sync_folder
from ingest.journal.inspection import inspect, missing_bytes, salvage
from ingest.journal.sqlite import SqliteJournal

_log = structlog.get_logger("journal")
_SIDES = ("-wal", "-shm")


def open_sound(path: Path, clock: Clock, *, max_bytes: int, max_age_s: float) -> SqliteJournal:
    """Open the journal at *path*; where it is damaged, what can be read of it.

    Raises JournalUnusable where it is no journal at all, or another process has it.
    """
    if path.exists():
        found = inspect(path)
        if found.damage:
            _mend(path, clock, found.damage)
    return SqliteJournal(path, clock, max_bytes=max_bytes, max_age_s=max_age_s)


def losses(path: Path) -> tuple[str, ...]:
    """Return a sentence for every damaged file that is kept beside the journal at *path*."""
    notes = sorted(path.parent.glob(f"{path.name}.damaged-*.txt"))
    return tuple(note.read_text(encoding="utf-8").strip() for note in notes)


def _mend(path: Path, clock: Clock, damage: tuple[str, ...]) -> None:
    intact = path.with_name(f"{path.name}.salvaged")
    intact.unlink(missing_ok=True)
    lacking = missing_bytes(path)
    if lacking:  # without its last pages SQLite would not even show the others
        with path.open("ab") as file:
            file.write(bytes(lacking))
    told = salvage(path, intact)
    when = to_datetime(clock.now_ms())
    aside = path.with_name(f"{path.name}.damaged-{when:%Y%m%dT%H%M%S%f}")
    os.link(path, aside)
    for side in _SIDES:
        path.with_name(path.name + side).unlink(missing_ok=True)
        intact.with_name(intact.name + side).unlink(missing_ok=True)
    sentence = (
        f"the journal was found damaged at {when:%Y-%m-%d %H:%M} UTC ({'; '.join(damage)}): "
        f"{told.sentence()}. "
        f"The damaged file is kept as {aside.name}; this is told until {aside.name}.txt is removed"
    )
    aside.with_name(f"{aside.name}.txt").write_text(f"{sentence}\n", encoding="utf-8")
    intact.replace(path)
    sync_folder(path.parent)
    _log.error("the journal was damaged", detail=sentence)
