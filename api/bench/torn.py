"""Copies of a journal as a disk may leave them: cut off, or a byte turned over, at each of the last places.

Not speed but a promise: what is read afterwards is what was written, all that is whole is used, and a loss
is told.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

from structlog.testing import capture_logs

from api.bench.chaos.verdict import Verdict, told
from ingest.clock import ManualClock
from ingest.errors import IngestError
from ingest.journal import STORE_CURSOR
from ingest.journal.opening import losses, open_sound
from ingest.journal.sqlite import SqliteJournal
from ingest.journal.write_ahead import log_of
from ingest.reading import Reading

PAGES = 2
"""So many of the last pages of each file are damaged, place by place."""
_PAGE_BYTES = 4_096 + 24
_BLOCKS, _PER_BLOCK, _IN_FILE = 12, 20, 8
"""So many blocks of readings, of which so many are in the file itself and the others in its log."""
_START_MS = 1_781_410_200_000
_NAME = "journal.sqlite3"
_MANY = 2_000
"""From so many copies on other cores take a share."""

_Case = tuple[str, str, int]
"""How, which file, where."""
_PROMISES = {
    "flip": "wherever a byte is turned over, what is read is right, and what is lost is told",
    "cut": "wherever a file ends, all that was whole before is used, and what a file lacks is told",
}


@dataclass(frozen=True, slots=True)
class _Sound:
    """A journal as a kill leaves it, and how long its log was when each block had been acknowledged."""

    folder: Path
    log_bytes: Sequence[int]

    def whole_before(self, log_bytes: int) -> int:
        """Return how many readings had been acknowledged when the log was so long."""
        return _PER_BLOCK * (_IN_FILE + sum(size <= log_bytes for size in self.log_bytes))


def run(count: int) -> Sequence[Verdict]:
    """Damage at most *count* copies, on all cores; return whether the promises held."""
    with _folder() as folder:
        sound = _write(Path(folder) / "sound")
        cases = list(_cases(sound))
        drawn = cases[:: max(1, -(-len(cases) // max(count, 1))) | 1]  # odd, so that either kind is drawn
        found = list(_tried(sound, drawn))
    counts = Counter(how for how, _, _ in drawn)
    return [
        Verdict("torn", promise, not problems, told(f"{counts[how]:,} copies", problems))
        for how, promise in _PROMISES.items()
        for problems in [[(where, wrong) for one, where, wrong in found if one == how]]
    ]


def _tried(sound: _Sound, cases: Sequence[_Case]) -> Iterable[tuple[str, str, str]]:
    """Return what went wrong: how, where, and what; many cases are shared out among the cores."""
    if len(cases) < _MANY:
        return _try(sound, cases)
    cores = os.cpu_count() or 1
    with ProcessPoolExecutor(cores, get_context("spawn")) as pool:
        shares = [pool.submit(_try, sound, cases[start::cores]) for start in range(cores)]
        return [problem for share in shares for problem in share.result()]


def _try(sound: _Sound, cases: Sequence[_Case]) -> list[tuple[str, str, str]]:
    found = []
    with _folder() as folder, capture_logs():
        for how, name, offset in cases:
            wrong = _wrong(sound, Path(folder) / "copy", how, name, offset)
            if wrong:
                found.append((how, f"{name} at {offset}", wrong))
    return found


def _folder() -> tempfile.TemporaryDirectory[str]:
    """Return a folder in memory where there is one: what a disk does to a copy is done here by hand."""
    memory = Path("/dev/shm")  # noqa: S108 - the folder within it has a name that nobody can guess
    return tempfile.TemporaryDirectory(prefix="coldframe-bench-", dir=memory if memory.is_dir() else None)


def _write(folder: Path) -> _Sound:
    """Write a journal, some of its blocks in the file and the others in the log, and copy it as it lies."""
    folder.mkdir()
    path, clock, sizes = folder.with_name("written") / _NAME, ManualClock(_START_MS), []
    path.parent.mkdir()
    journal = SqliteJournal(path, clock)
    for block in range(_BLOCKS):
        if block == _IN_FILE:
            journal.close()
            journal = SqliteJournal(path, clock)
        journal.append([_reading(block * _PER_BLOCK + n) for n in range(_PER_BLOCK)], [b"receipt %d" % block])
        if block >= _IN_FILE:
            sizes.append(log_of(path).stat().st_size)
    for file in (path, log_of(path)):
        shutil.copy(file, folder)
    journal.close()
    return _Sound(folder, sizes)


def _reading(number: int) -> Reading:
    return Reading("probe", "air_temperature_c", _START_MS + number, float(number), _START_MS)


def _cases(sound: _Sound) -> Iterator[_Case]:
    """Yield how, which file and where, for every place in the last pages of both files."""
    for file in (sound.folder / _NAME, log_of(sound.folder / _NAME)):
        size = file.stat().st_size
        for offset in range(max(0, size - PAGES * _PAGE_BYTES), size):
            for how in _PROMISES:
                yield how, file.name, offset


def _wrong(sound: _Sound, folder: Path, how: str, name: str, offset: int) -> str:
    """Damage a copy and open it; return what is wrong with what is then read, empty where nothing is."""
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(sound.folder, folder)
    _DAMAGE[how](folder / name, offset)
    path = folder / _NAME
    try:
        values = _values(path)
    except IngestError as error:
        return str(error)
    if values != sorted(set(values)) or not set(values) <= set(map(float, range(_BLOCKS * _PER_BLOCK))):
        return "something else is read than was written"
    in_log = name != _NAME
    least = sound.whole_before(offset) if how == "cut" and in_log else 0
    if len(values) < least:
        return f"{len(values)} of {least} readings that were whole"
    lacking = _BLOCKS * _PER_BLOCK - len(values)
    as_after_a_kill = how == "cut" and in_log
    silent = lacking and not losses(path) and not as_after_a_kill
    return f"{lacking} readings lost without a word" if silent else ""


def _values(path: Path) -> list[float]:
    journal = open_sound(path, ManualClock(_START_MS), max_bytes=1 << 30, max_age_s=1e9)
    values: list[float] = []
    seq = journal.cursor(STORE_CURSOR)
    while (batch := journal.read(seq, 1_000)).last_seq > seq:
        values += [reading.value for reading in batch.readings]
        seq = batch.last_seq
    journal.close()
    return values


def _flip(file: Path, offset: int) -> None:
    with file.open("r+b") as opened:
        opened.seek(offset)
        byte = opened.read(1)[0]
        opened.seek(offset)
        opened.write(bytes([byte ^ 0xFF]))


def _cut(file: Path, offset: int) -> None:
    with file.open("r+b") as opened:
        opened.truncate(offset)


_DAMAGE: dict[str, Callable[[Path, int], None]] = {"flip": _flip, "cut": _cut}
