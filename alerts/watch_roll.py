"""The roll of watches: what the ledger knows of each, kept in memory."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from alerts.chorus import Chorus
from alerts.ledger.book import Book
from alerts.ledger.watches import Checkpoint, NewWatch, WatchRow
from alerts.runner import NEVER_MS, Runner
from alerts.watch import Watch


class WatchRoll:
    """Number, rule and end of every watch that the ledger knows, and how far it had come at the start.

    Args:
        book: the ledger, open.
    """

    def __init__(self, book: Book) -> None:
        self._rows: dict[str, WatchRow] = dict(book.watches.all())
        self._checkpoints: dict[int, Checkpoint] = dict(book.watches.latest_checkpoints())
        self._recalled: set[int] = set()
        self._spoken_ms: dict[int, int] = dict(book.watches.ticks())

    def keys(self) -> tuple[str, ...]:
        """Return the keys of all."""
        return tuple(self._rows)

    def row(self, key: str) -> WatchRow | None:
        """Return what is known of one; None: nothing."""
        return self._rows.get(key)

    def enter(self, book: Book, watches: Iterable[tuple[Watch, str]]) -> None:
        """Give every watch a number that has none yet; each with its fingerprint."""
        new = [
            NewWatch(watch.key, watch.place_id, told, watch.end_ms)
            for watch, told in watches
            if watch.key not in self._rows
        ]
        self._rows.update(book.watches.add(new))

    def correct(self, book: Book, watch: Watch, told: str) -> None:
        """Note a watch's rule, by its fingerprint, and its end, if they are others than before."""
        row = self._rows[watch.key]
        if row.fingerprint != told or row.end_ms != watch.end_ms:
            book.watches.change(row.id, told, watch.end_ms)
            self._rows[watch.key] = msgspec.structs.replace(row, fingerprint=told, end_ms=watch.end_ms)

    def strike(self, book: Book, key: str) -> None:
        """Forget a watch."""
        row = self._rows.pop(key)
        book.watches.remove(row.id)
        self._checkpoints.pop(row.id, None)  # its number may be given again
        self._recalled.discard(row.id)
        self._spoken_ms.pop(row.id, None)

    def recall(self, book: Book, watch: Watch, told: str) -> tuple[Runner, WatchRow, Checkpoint | None]:
        """Return what folds a watch, with what is known of it, and the checkpoint from which it goes on.

        It is at its start where it has none, or where its rule, by the fingerprint *told*, is another now.
        """
        row = self._rows.pop(watch.key)
        self._rows[watch.key] = row  # under the watch's own text: that of the ledger would be a second one
        checkpoint = self._checkpoint(book, row.id) if row.fingerprint == told else None
        kind = Chorus if watch.voices else Runner
        runner = kind(watch, row.id, checkpoint)
        runner.spoken_ms = self._spoken_ms.get(row.id, runner.spoken_ms)
        return runner, row, checkpoint

    def _checkpoint(self, book: Book, watch_id: int) -> Checkpoint | None:
        """Return from where a watch goes on; in memory only until it was asked for once."""
        if watch_id in self._recalled:
            return book.watches.checkpoint_before(watch_id, NEVER_MS)
        checkpoint = self._checkpoints.pop(watch_id, None)
        if checkpoint is not None:
            self._recalled.add(watch_id)
        return checkpoint
