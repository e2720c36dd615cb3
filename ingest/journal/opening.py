"""Opening a journal that may have been damaged while nobody looked: what is intact is used, the rest is told.

A power cut may tear a page, a disk may flip a bit. The damaged file is kept beside the journal, with a
sentence on what was lost, until the operator removes it.
"""

from __future__ import annotations

import os
from pathlib import Path

import structlog

from ingest.clock import Clock, to_datetime
from ingest.counted import counted
from ingest.folder_sync import sync_folder
from ingest.journal.inspection import damaged_log, inspect
from ingest.journal.salvage import salvage
from ingest.journal.sqlite import SqliteJournal
from ingest.journal.write_ahead import Resealed, log_of

_log = structlog.get_logger("journal")
_SIDES = ("-wal", "-shm")


def open_sound(path: Path, clock: Clock, *, max_bytes: int, max_age_s: float) -> SqliteJournal:
    """Open the journal at *path*; where it is damaged, what can be read of it.

    Raises JournalUnusable where it is no journal at all, or another process has it.
    """
    if path.exists():
        log = damaged_log(path)
        if log is not None:
            _mend_log(path, clock, log)
        found = inspect(path)
        if found.damage:
            _mend(path, clock, found.damage)
    return SqliteJournal(path, clock, max_bytes=max_bytes, max_age_s=max_age_s)


def losses(path: Path) -> tuple[str, ...]:
    """Return a sentence for every damaged file that is kept beside the journal at *path*."""
    notes = sorted(path.parent.glob(f"{path.name}*.damaged-*.txt"))
    return tuple(note.read_text(encoding="utf-8").strip() for note in notes)


def tell_if_short(path: Path, clock: Clock, lacking: int) -> None:
    """Leave a note where the journal at *path* ends *lacking* readings before what was once read from it.

    So a disk leaves it that loses what it had promised to keep: the file is whole, as it was some time ago.
    """
    if lacking:
        told = (
            f"the journal ends {counted(lacking, 'reading')} before what had been read from it: they were "
            "judged, but may be missing in the store, and whatever came after them is gone"
        )
        _tell(path, clock, told)


def _mend_log(path: Path, clock: Clock, log: Resealed) -> None:
    """Put *log* where the damaged one is; what its damaged pages say is found afterwards, block by block."""
    file = log_of(path)
    anew = file.with_name(f"{file.name}.anew")
    with anew.open("wb") as written:
        written.write(log.log)
        written.flush()
        os.fsync(written.fileno())
    _keep(file, clock, f"{log.told}. All that can still be proven is used")
    anew.replace(file)
    sync_folder(path.parent)


def _mend(path: Path, clock: Clock, damage: tuple[str, ...]) -> None:
    intact = path.with_name(f"{path.name}.salvaged")
    intact.unlink(missing_ok=True)
    told = salvage(path, intact)
    _keep(path, clock, f"{'; '.join(damage)}: {told.sentence()}")
    for side in _SIDES:
        path.with_name(path.name + side).unlink(missing_ok=True)
        intact.with_name(intact.name + side).unlink(missing_ok=True)
    intact.replace(path)
    sync_folder(path.parent)


def _keep(file: Path, clock: Clock, told: str) -> None:
    """Keep the damaged *file* beside, under another name, with a note of what was found in it."""
    aside = _tell(file, clock, f"the journal was found damaged ({told}). The damaged file is kept beside")
    os.link(file, aside)


def _tell(file: Path, clock: Clock, told: str) -> Path:
    """Leave a note beside *file*; return the name under which what it speaks of may be kept."""
    when = to_datetime(clock.now_ms())
    aside = file.with_name(f"{file.name}.damaged-{when:%Y%m%dT%H%M%S%f}")
    note = aside.with_name(f"{aside.name}.txt")
    sentence = f"{when:%Y-%m-%d %H:%M} UTC: {told}; this is told until {note.name} is removed"
    note.write_text(f"{sentence}\n", encoding="utf-8")
    _log.error("the journal was damaged", detail=sentence)
    return aside
