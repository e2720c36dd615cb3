"""The engine: a turn takes readings, lets timers speak, and takes each lot's history to its next place."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from alerts.detect.goods import GoodsRule, GoodsState
from alerts.fold import Fold
from alerts.ledger.book import Book
from alerts.ledger.journeys import Passage
from alerts.ledger.spells import Touched
from alerts.plan import LotPlan, Plan, Planner
from alerts.trail import entered, passage_of, unseen_passage
from alerts.watch import Segment, Watch, goods_key, goods_watches, place_watches
from ingest.reading import Reading


class Engine:
    """Everything that is folded, in memory.

    It holds nothing that the ledger does not hold too: after any error it is thrown away and built again.

    Args:
        book: the ledger, open.
        planner: what people said.
        now_ms: since when the service hears what devices say.
        evidence_ms: how long evidence is kept.
    """

    def __init__(self, book: Book, planner: Planner, now_ms: int, evidence_ms: int) -> None:
        self.fold = Fold(book, now_ms, evidence_ms)
        self._planner = planner
        self._version: tuple[int, int] | None = None
        self._plan = Plan({}, {})
        self._keys: dict[tuple[str, str], frozenset[str]] = {}
        self._passages: dict[str, dict[int, Passage]] = {}
        self._unsaved: dict[tuple[str, int], Passage] = {}
        for passage in book.journeys.all():
            self._passages.setdefault(passage.lot_id, {})[passage.start_ms] = passage

    def next_ms(self) -> int:
        """Return when a turn without readings has something to do."""
        return 0 if self._version != self._planner.version() else self.fold.timers.next_ms

    def turn(
        self, book: Book, readings: Sequence[Reading], now_ms: int, *, at_end: bool
    ) -> tuple[Touched, ...]:
        """Take *readings*; where they are the newest there are (*at_end*), let timers speak.

        Everything is written to *book*; returns which alerts that touches.
        """
        version = self._planner.version()
        has_grown = self.fold.take(book, readings, now_ms)
        if has_grown or version != self._version:
            self._arrange(book, now_ms)
            self._version = version
        else:
            self._pass_on(book, self._moved_lots(), now_ms)
        if at_end:
            self.fold.speak(now_ms)
        else:
            self.fold.plan()
        book.journeys.save(self._unsaved.values())
        self._unsaved.clear()
        return self.fold.save(book)

    def _arrange(self, book: Book, now_ms: int) -> None:
        """Watch what is to be watched now."""
        self._plan = self._planner.plan(self.fold.series.quantities())
        groups = {("place", place_id) for place_id in self._plan.places}
        groups |= {("lot", lot_id) for lot_id in self._plan.lots}
        for group in self._keys.keys() - groups:
            self.fold.remove(book, self._keys.pop(group), now_ms)
        for place_id, one in self._plan.places.items():
            watches = place_watches(one.place, one.recipe, one.installations)
            self._watch(book, ("place", place_id), watches, now_ms)
        for lot_id, lot in self._plan.lots.items():
            self._forget_passages(book, lot_id, lot)
            self._watch(book, ("lot", lot_id), self._lot_watches(lot), now_ms)
        self._pass_on(book, tuple(self._plan.lots), now_ms)
        if self._version is None:
            wanted = frozenset[str]().union(*self._keys.values())
            self.fold.remove(book, [key for key in self.fold.stored_keys() if key not in wanted], now_ms)

    def _watch(self, book: Book, group: tuple[str, str], watches: Sequence[Watch], now_ms: int) -> None:
        keys = frozenset(watch.key for watch in watches)
        self.fold.remove(book, self._keys.get(group, frozenset()) - keys, now_ms)
        self._keys[group] = keys
        self.fold.follow(book, watches, now_ms)

    def _moved_lots(self) -> tuple[str, ...]:
        """Return the lots whose history went on since the last turn."""
        rules = (runner.watch.rule for runner in self.fold.affected())
        return tuple({rule.lot_id: None for rule in rules if isinstance(rule, GoodsRule)})

    def _pass_on(self, book: Book, lot_ids: Iterable[str], now_ms: int) -> None:
        """Let each lot enter every place with the history that it left the one before with."""
        for lot_id in lot_ids:
            lot = self._plan.lots.get(lot_id)
            while lot is not None and self._has_new_outcome(lot):
                self._watch(book, ("lot", lot_id), self._lot_watches(lot), now_ms)

    def _has_new_outcome(self, lot: LotPlan) -> bool:
        """Bring a lot's passages up to date; stop at the first one left whose outcome has changed."""
        passages = self._passages.setdefault(lot.goods.lot.id, {})
        for segment, initial in entered(lot.goods, lot.segments, passages):
            told = self._told(segment)
            if told:
                passage = passage_of(segment, told)
            elif segment.sources and segment.start_ms in passages:
                continue  # its watches ended before the time of evidence: what they told stands
            else:
                recipe = self._plan.places[segment.place_id].recipe
                passage = unseen_passage(segment, lot.goods, recipe, initial)
            if passages.get(segment.start_ms) != passage:
                passages[segment.start_ms] = passage
                self._unsaved[segment.lot_id, segment.start_ms] = passage
                if segment.end_ms is not None:
                    return True
        return False

    def _told(self, segment: Segment) -> list[tuple[GoodsRule, GoodsState]]:
        told = []
        for device, quantity in segment.sources:
            runner = self.fold.runner(goods_key(segment, device, quantity))
            if runner is not None and isinstance(runner.watch.rule, GoodsRule):
                told.append((runner.watch.rule, runner.state))
        return told

    def _lot_watches(self, lot: LotPlan) -> tuple[Watch, ...]:
        passages = self._passages.get(lot.goods.lot.id, {})
        return tuple(
            watch
            for segment, initial in entered(lot.goods, lot.segments, passages)
            for watch in goods_watches(
                segment, lot.goods, self._plan.places[segment.place_id].recipe, initial
            )
        )

    def _forget_passages(self, book: Book, lot_id: str, lot: LotPlan) -> None:
        """Forget where people now say that the lot never was."""
        passages = self._passages.get(lot_id, {})
        gone = passages.keys() - {segment.start_ms for segment in lot.segments}
        book.journeys.remove(lot_id, gone)
        for start_ms in gone:
            del passages[start_ms]
