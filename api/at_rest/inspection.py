"""Everything in a data folder, read and verified, with what to do about whatever is not well."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from alerts.ledger import Ledger
from api.state_database import state_of
from ingest.assembly import JOURNAL_FILE, STATE_FILE, STORE_FILE
from ingest.counted import counted
from ingest.errors import IngestError
from ingest.journal import ALERTS_CURSOR
from ingest.journal.inspection import Inspection, inspect
from ingest.journal.opening import losses
from ingest.store.copying import read_all
from ingest.store.embedded import EmbeddedStore


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that was verified; *remedy* is empty where it is well."""

    part: str
    text: str
    remedy: str = ""


def inspected(folder: Path, journal_bytes: int) -> Iterator[Found]:
    """Yield what is found in *folder*, which no service uses now.

    Args:
        folder: the data folder.
        journal_bytes: how much room the journal may need.
    """
    journal = None
    if (folder / JOURNAL_FILE).exists():
        try:
            journal = inspect(folder / JOURNAL_FILE)
        except IngestError as error:
            yield Found("journal", str(error), "move it away; what was only in it is lost")
        else:
            yield from _journal(folder, journal)
    yield from _state(folder, journal)
    yield from _store(folder)
    free = shutil.disk_usage(folder).free
    enough = "" if free >= journal_bytes else "make room, or lower journal.max_bytes"
    told = f"{free / 1e9:.1f} GB are free, the journal may need {journal_bytes / 1e9:.1f}"
    yield Found("disk", told, enough)


def _journal(folder: Path, journal: Inspection) -> Iterator[Found]:
    for sentence in journal.damage:
        yield Found("journal", sentence, "start the service: it uses what is intact and tells what is lost")
    for sentence in losses(folder / JOURNAL_FILE):
        yield Found("journal", sentence, "remove the named file when you have taken note")
    waiting = {name: journal.last_seq - seq for name, seq in sorted(journal.cursors.items())}
    told = ", ".join(f"{count:,} for {name}" for name, count in waiting.items())
    if not journal.damage:
        yield Found("journal", f"{journal.readings:,} readings can be read; waiting: {told}")
    ahead = [name for name, count in waiting.items() if count < 0]
    if ahead:
        yield Found("journal", f"the consumers {', '.join(ahead)} are ahead of its end", "restore a backup")


def _state(folder: Path, journal: Inspection | None) -> Iterator[Found]:
    file = folder / STATE_FILE
    if not file.exists():
        yield Found("state", "there is no state database yet")
        return
    database = state_of(file)
    with closing(database):
        try:
            problems = database.problems()
            missing = database.missing_steps()
            cursor = Ledger(database).cursor() if not missing else 0
        except IngestError as error:
            yield Found("state", str(error), "restore a backup")
            return
    for problem in problems:
        yield Found("state", problem, "restore a backup")
    if missing:
        yield Found("state", f"{counted(missing, 'step')} behind this version; the next start takes them")
    elif not problems:
        yield Found("state", f"whole; alerts have seen the first {cursor:,} readings")
    if journal is not None and not journal.damage and cursor > journal.last_seq:
        told = f"it ends {counted(cursor - journal.last_seq, 'reading')} before what alerts have read of it"
        yield Found("journal", told, "start the service: it goes on, and keeps telling what may be lost")
    if journal is not None and cursor < journal.cursors.get(ALERTS_CURSOR, 0):
        lacking = journal.cursors[ALERTS_CURSOR] - cursor
        yield Found("state", f"alerts lack {lacking:,} readings that the journal let go", "restore a backup")


def _store(folder: Path) -> Iterator[Found]:
    file = folder / STORE_FILE
    if not file.exists():
        yield Found("store", "there is no embedded store; one elsewhere is verified by its own tools")
        return
    try:
        with closing(EmbeddedStore(file)) as store:
            yield Found("store", f"{read_all(store):,} readings, all of them read")
    except IngestError as error:
        yield Found("store", str(error), "restore a backup")
