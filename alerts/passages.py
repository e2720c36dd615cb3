"""Passages: what each lot's history had come to in each part of its way, in memory and in the ledger."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from alerts.ledger.book import Book
from alerts.lot import Lot
from alerts.passage import Passage
from alerts.share import Share


class Passages:
    """The passages of every lot, by the start of the part of its way.

    Args:
        book: the ledger, open.
    """

    def __init__(self, book: Book) -> None:
        self._by_lot: dict[str, dict[int, Passage]] = {}
        self._unsaved: dict[tuple[str, int], Passage] = {}
        for passage in book.journeys.written():
            self._by_lot.setdefault(passage.lot_id, {})[passage.start_ms] = passage

    def of(self, lot_id: str) -> Mapping[int, Passage]:
        """Return the passages of one lot, which change as they are kept."""
        return self._by_lot.setdefault(lot_id, {})

    def keep(self, passage: Passage) -> bool:
        """Remember a passage, and tell whether it is another than before."""
        passages = self._by_lot.setdefault(passage.lot_id, {})
        before = passages.get(passage.start_ms)
        if before is not None and passage.says_as_much_as(before):
            return False
        passages[passage.start_ms] = passage
        self._unsaved[passage.lot_id, passage.start_ms] = passage
        return True

    def recall(self, book: Book, lot: Lot) -> None:
        """Learn what a lot that is new has inherited."""
        if lot.split_from is not None and not self._by_lot.get(lot.id):
            self._by_lot[lot.id] = {one.start_ms: one for one in book.journeys.of_lot(lot.id)}

    def forget(self, book: Book, lot_id: str, starts_ms: Collection[int]) -> None:
        """Forget where people now say that a lot never was: all but what begins at *starts_ms*."""
        passages = self._by_lot.setdefault(lot_id, {})
        gone = passages.keys() - starts_ms
        book.journeys.remove(lot_id, gone)
        for start_ms in gone:
            del passages[start_ms]

    def part(self, book: Book, watch_ids: Collection[int]) -> None:
        """Keep of lots as it is what these watches tell by their herds, which they go with no more."""
        if not watch_ids:
            return
        herds = book.herds.now()
        every = [passage for passages in self._by_lot.values() for passage in passages.values()]
        for passage in every:
            if any(voice.watch_id in watch_ids for voice in passage.voices):
                self.keep(passage.by(herds))

    def herds(self) -> frozenset[int]:
        """Return the numbers of the herds that lots go with."""
        return frozenset(number for number, _ in self.shares().values())

    def shares(self) -> Mapping[int, tuple[int, Share]]:
        """Return by the number of a watch which herd its lot goes with, and with which share."""
        return {
            voice.watch_id: (voice.herd_id, voice.share)
            for passages in self._by_lot.values()
            for passage in passages.values()
            for voice in passage.voices
            if voice.herd_id is not None and voice.share is not None
        }

    def save(self, book: Book) -> None:
        """Write down what is new since the last time."""
        book.journeys.save(self._unsaved.values())
        self._unsaved.clear()
