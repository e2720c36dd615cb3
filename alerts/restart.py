"""Restart: watches that go back to a checkpoint, or come back from one, take again what came after it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from alerts.chorus import Chorus, replay
from alerts.flock import replay_together
from alerts.ledger.book import Book
from alerts.ledger.spells import Touched
from alerts.ledger.watches import Checkpoint
from alerts.runner import NEVER_MS, Runner
from alerts.series import SeriesIndex


class Behind(NamedTuple):
    """A watch that has everything in it up to ``after_ms``; the end that it had when that was kept [ms]."""

    runner: Runner
    after_ms: int
    former_end_ms: int | None


def behind(runner: Runner, checkpoint: Checkpoint | None, former_end_ms: int | None = None) -> Behind:
    """Return a watch that is as far as a checkpoint of its own; None: at its start."""
    after_ms = runner.start_ms - 1 if checkpoint is None else checkpoint.at_ms
    return Behind(runner, after_ms, former_end_ms)


class _Part(NamedTuple):
    """What of the evidence a watch has to take again; *alone*: which one takes it for itself only."""

    followed: tuple[tuple[int, int], ...]
    after_ms: int
    end_ms: int | None
    alone: int


def catch_up(book: Book, index: SeriesIndex, watches: Iterable[Behind]) -> None:
    """Let watches take what was observed after their checkpoints; what many have to take is read once."""
    parts: defaultdict[_Part, list[Runner]] = defaultdict(list)
    for runner, after_ms, _ in watches:
        followed = tuple(index.followed(runner, after_ms).items())
        alone = runner.id if isinstance(runner, Chorus) else 0
        if followed:
            parts[_Part(followed, after_ms, runner.watch.end_ms, alone)].append(runner)
    for part, runners in parts.items():
        followed_by = dict(part.followed)
        evidence = _evidence(book, part, runners[0].watch.resolution_ms)
        if len(runners) == 1:
            replay(runners[0], followed_by, evidence)
        else:
            replay_together(runners, ((at_ms, value) for _, at_ms, value in evidence))


def _evidence(book: Book, part: _Part, resolution_ms: int) -> Iterator[tuple[int, int, float]]:
    """Yield the evidence of *part*; where it only matters who was heard, each of them once in that time."""
    series_ids = [series_id for series_id, _ in part.followed]
    if not resolution_ms:
        return book.evidence.values(series_ids, part.after_ms, part.end_ms)
    heard = book.evidence.heard(series_ids, part.after_ms, part.end_ms, resolution_ms)
    return ((series_id, at_ms, 0.0) for series_id, at_ms in heard)


def fold_again(
    book: Book, index: SeriesIndex, runner: Runner, from_ms: int, *, whole: bool = False
) -> tuple[Touched, ...]:
    """Let a watch go back before *from_ms* and take everything after that again; return what that touches.

    *whole*: from its start, for what it came to before holds no more.
    """
    checkpoint = None if whole else runner.newest_before(from_ms)
    stored = None if whole else book.watches.checkpoint_before(runner.id, from_ms)
    if checkpoint is None or (stored is not None and stored.at_ms > checkpoint.at_ms):
        checkpoint = stored
    back_to_ms = from_ms - 1 if whole else -NEVER_MS if checkpoint is None else checkpoint.at_ms
    book.watches.drop_checkpoints(runner.id, -NEVER_MS if whole else from_ms)
    erased = book.spells.erase(runner.id, back_to_ms)
    taken_back = runner.go_back(checkpoint, back_to_ms, from_ms)
    catch_up(book, index, [behind(runner, checkpoint)])
    runner.redo_from_ms = None
    runner.tick(runner.spoken_ms)
    return (*erased, *(Touched(one.place_id, one.cause, one.started_at_ms) for one in taken_back))
