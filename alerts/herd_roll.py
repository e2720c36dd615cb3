"""The roll of herds: what the ledger knows of them, and how lots go with their herd again after a restart."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import TypeAlias

from alerts.detect.goods import GoodsRule
from alerts.herd import Herd
from alerts.ledger.book import Book
from alerts.ledger.herds import NOW_SLOT, HerdRow
from alerts.ledger.watches import Checkpoint
from alerts.quiet import is_heard, state_of
from alerts.runner import Runner
from alerts.series import SeriesIndex
from alerts.share import Share
from alerts.watch import Watch
from ingest.clock import MS_PER_DAY

Shares: TypeAlias = Mapping[int, tuple[int, Share]]
"""By the number of a watch, which herd its lot goes with, and with which share."""
NO_SHARES: Shares = MappingProxyType({})


class HerdRoll:
    """The number of every herd that the ledger knows, and how far it had come at the start.

    Args:
        book: the ledger, open.
        shares: who went with them.
    """

    def __init__(self, book: Book, shares: Shares) -> None:
        self._stored = {number: kept for number, kept in book.herds.all().items() if NOW_SLOT in kept}
        self._shares = {lot: share for lot, share in shares.items() if share[0] in self._stored}
        self._back: dict[int, tuple[Watch, Herd]] = {}
        self._last_number = max(self._stored, default=0)

    def rejoin(self, runner: Runner) -> bool:
        """Let a lot go with its herd again, if it did and still may; ``bring_back`` takes both on."""
        number, share = self._shares.get(runner.id, (0, None))
        rule = runner.watch.rule
        if share is None or not isinstance(rule, GoodsRule) or rule.end_ms is not None:
            return False
        common = self._stored[number][NOW_SLOT]
        if not is_heard(rule, common.at_ms):
            return False
        del self._shares[runner.id]
        if number not in self._back:
            marks = {slot: kept for slot, kept in self._stored[number].items() if slot != NOW_SLOT}
            self._back[number] = runner.watch, Herd(rule, common, number=number, marks=marks)
        self._back[number][1].take_back(runner, share)
        return True

    def part(self, runner: Runner, own: Checkpoint | None) -> Checkpoint | None:
        """Let a lot that went with a herd have its checkpoints as its own; return the newest there is.

        *own*: the newest that it had itself, from which it goes on otherwise.
        """
        number, share = self._shares.pop(runner.id, (0, None))
        if share is None:
            return own
        kept = [
            runner.keep(slot, state_of(mark, share), mark.at_ms)
            for slot, mark in self._stored[number].items()
            if mark.at_ms >= share.since_ms
        ]
        newest = max(kept, key=lambda one: one.at_ms, default=own)
        if newest is own or (own is not None and newest is not None and newest.at_ms <= own.at_ms):
            return own
        runner.restore(newest)
        return newest

    def bring_back(self, book: Book, index: SeriesIndex) -> Iterator[tuple[Runner, int]]:
        """Take the herds on that lots went with again; yield who came only so far with them [ms]."""
        for watch, herd in self._back.values():
            series = index.met(watch.device, watch.quantity)
            evidence = book.evidence.values({series.id: 0}, herd.at_ms, None)
            told = [(at_ms, value) for _, at_ms, value in evidence]
            for runner in series.bring_back(herd, told):
                yield runner, herd.at_ms
        self._back.clear()

    def close(self) -> frozenset[int]:
        """Forget who went with whom before the start; return the numbers of watches that nobody asked for.

        They are over, and their numbers may be given again.
        """
        left = frozenset(self._shares)
        self._shares.clear()
        self._stored.clear()
        return left

    def write(self, book: Book, herds: Iterable[Herd]) -> None:
        """Write down what *herds* have come to; then all their members are known to go with them."""
        rows: list[HerdRow] = []
        for herd in herds:
            if herd.number is None:
                self._last_number += 1
            rows += herd.written(herd.number or self._last_number)
        book.herds.save(rows)

    @staticmethod
    def forget(book: Book, before_ms: int, living: Collection[int]) -> None:
        """Let go of checkpoints from before *before_ms*, and of herds that no lot goes with any more."""
        book.herds.forget(before_ms // MS_PER_DAY - 1, living)
