"""Restart: watches that come back from their checkpoints take again what was observed since, together."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from alerts.chorus import Chorus, replay
from alerts.flock import replay_together
from alerts.ledger.book import Book
from alerts.ledger.watches import Checkpoint
from alerts.runner import Runner
from alerts.series import SeriesIndex


class Behind(NamedTuple):
    """A watch that is as far as its checkpoint; the end that it had when that was kept [ms]."""

    runner: Runner
    checkpoint: Checkpoint | None
    former_end_ms: int | None


class _Part(NamedTuple):
    """What of the evidence a watch has to take again; *alone*: which one takes it for itself only."""

    followed: tuple[tuple[int, int], ...]
    after_ms: int
    end_ms: int | None
    alone: int


def catch_up(book: Book, index: SeriesIndex, behind: Iterable[Behind]) -> None:
    """Let watches take what was observed after their checkpoints; what many have to take is read once."""
    parts: defaultdict[_Part, list[Runner]] = defaultdict(list)
    for runner, checkpoint, _ in behind:
        after_ms = runner.start_ms - 1 if checkpoint is None else checkpoint.at_ms
        followed = tuple(index.followed(runner, after_ms).items())
        alone = runner.id if isinstance(runner, Chorus) else 0
        if followed:
            parts[_Part(followed, after_ms, runner.watch.end_ms, alone)].append(runner)
    for part, runners in parts.items():
        followed_by = dict(part.followed)
        evidence = book.evidence.values(followed_by, part.after_ms, part.end_ms)
        if len(runners) == 1:
            replay(runners[0], followed_by, evidence)
        else:
            replay_together(runners, ((at_ms, value) for _, at_ms, value in evidence))
