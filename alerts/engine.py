"""The engine: a turn takes readings, lets timers speak, and takes each lot's history to its next place."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain

from alerts.batch import by_sensor
from alerts.cause import Cause
from alerts.detect.goods import GoodsRule
from alerts.doubt import doubts_of
from alerts.fold import Fold
from alerts.gateway_watches import Gateways
from alerts.handling_watches import company_watches
from alerts.herd import Herd
from alerts.journey import JourneyState, harvested
from alerts.ledger.book import Book
from alerts.ledger.spells import Touched
from alerts.lot import Lot
from alerts.passages import Passages
from alerts.place_groups import Group, heard_groups, is_of_one, place_groups
from alerts.plan import LotPlan, Plan, Planner
from alerts.reassessment import Corrections, reassess
from alerts.runner import NEVER_MS, Runner
from alerts.segment import Segment
from alerts.trail import departed, entered, passage_of, present_passage, united, unseen_passage
from alerts.voices import told_by, voices_of
from alerts.watch import Sensors, Watch, goods_key, goods_watches
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE
from ingest.place import Installation
from ingest.reading import Reading

LOOK_EVERY_MS = MS_PER_MINUTE
"""House choice: how often what is told of lots that all is well with is brought up to date."""

_NOTHING_DUE = Corrections()


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
        self._passages = Passages(book)
        self.fold = Fold(book, now_ms, evidence_ms, self._passages.shares())
        self._planner = planner
        self._version: tuple[int, ...] | None = None
        self._plan = Plan({}, (), {})
        self._gateways = Gateways({}, {})
        self._unheard: frozenset[str] = frozenset()
        self._present: dict[str, tuple[Segment, tuple[Runner, ...]]] = {}
        self._keys: dict[Group, frozenset[str]] = {}
        self._stale: dict[Herd, None] = {}
        self._evidence_ms = evidence_ms
        self._look_at_ms, self._forget_at_ms = 0, 0
        self._doubts = doubts_of(book.spells.of_cause(Cause.UNTRUSTED, -NEVER_MS))

    def next_ms(self) -> int:
        """Return when a turn without readings has something to do."""
        if self._version != self._planner.version():
            return 0
        return min(self.fold.timers.next_ms, self._look_at_ms if self._stale else NEVER_MS)

    def hanging(self, place_id: str) -> Sequence[Installation]:
        """Return which devices hang and hung at a place."""
        return self._plan.hanging.get(place_id, ())

    def turn(
        self,
        book: Book,
        readings: Sequence[Reading],
        now_ms: int,
        *,
        at_end: bool,
        corrections: Corrections = _NOTHING_DUE,
    ) -> tuple[Touched, ...]:
        """Take *readings*; where they are the newest there are (*at_end*), let timers speak.

        Before that, judge again what *corrections* has another value for.

        Everything is written to *book*; returns which alerts that touches.
        """
        version = self._planner.version()
        told = by_sensor(readings)
        strangers = self.fold.meet(book, told) | self._unheard
        if version != self._version:
            self._arrange(book, strangers, now_ms)
            self._version = version
        elif strangers:
            self._rearrange(book, strangers, now_ms)
        self._unheard = self._planner.unheard(strangers)
        reassess(book, self.fold, corrections, now_ms)
        self.fold.take(book, told, now_ms)
        self._pass_on(book, (*self._moved_lots(), *self._herded_lots(book, now_ms)), now_ms)
        touched = self._saved(book, now_ms, at_end=at_end)
        if any(one.cause is Cause.UNTRUSTED for one in touched):
            self._doubt(book, now_ms)
            touched += self._saved(book, now_ms, at_end=at_end)
        return touched

    def _saved(self, book: Book, now_ms: int, *, at_end: bool) -> tuple[Touched, ...]:
        """Let timers speak where that is due, write everything down, and return what that touches."""
        if at_end:
            self.fold.speak(now_ms)
        else:
            self.fold.plan()
        self._passages.save(book)
        return self.fold.save(book)

    def _doubt(self, book: Book, now_ms: int) -> None:
        """Judge goods without the sensors that are not to be trusted, and with those that are again."""
        former = self._doubts
        self._doubts = doubts_of(book.spells.of_cause(Cause.UNTRUSTED, -NEVER_MS))
        voices = former.keys() | self._doubts.keys()
        changed = {voice[0] for voice in voices if former.get(voice) != self._doubts.get(voice)}
        lot_ids = self._plan.lots_beside(changed)
        self._watch(book, {("lot", one): self._lot_watches(self._plan.lots[one]) for one in lot_ids}, now_ms)
        self._pass_on(book, lot_ids, now_ms)

    def _arrange(self, book: Book, strangers: Iterable[str], now_ms: int) -> None:
        """Watch what is to be watched now; places stay as they are that people and *strangers* left alone."""
        former, self._plan = self._plan, self._planner.plan(self.fold.series.quantities())
        same = self._plan.same_places(former).difference(self._plan.places_of(strangers))
        others = [place_id for place_id in self._plan.places if place_id not in same]
        wanted = place_groups(self._plan, others, self.fold.series.quantities())
        for lot_id, lot in self._plan.lots.items():
            self._passages.recall(book, lot.goods.lot)
            self._passages.forget(book, lot_id, _starts(lot))
        for lot_id, lot in self._plan.lots.items():
            wanted["lot", lot_id] = self._lot_watches(lot)
        self._gateways = Gateways(self._planner.gateways(), self._plan.recipes)
        wanted |= _by_gateway(self._gateways.watches(self.fold.series.quantities()))
        gone = (group for group in self._keys.keys() - wanted.keys() if not is_of_one(group, same))
        for group in sorted(gone):
            if group[0] == "lot":
                self._part(group[1])
            self.fold.remove(book, self._keys.pop(group), now_ms)
        self._watch(book, wanted, now_ms)
        self._pass_on(book, tuple(self._plan.lots), now_ms)
        if self._version is None:
            keys = frozenset[str]().union(*self._keys.values())
            self.fold.remove(book, [key for key in self.fold.stored_keys() if key not in keys], now_ms)
            self._passages.part(book, self.fold.herds.close())

    def _part(self, lot_id: str) -> None:
        """Keep as it is what is known of a lot that is watched no more, whatever becomes of its herd."""
        segment, runners = self._present.pop(lot_id, (None, ()))
        if segment is not None:
            self._passages.keep(present_passage(segment, told_by(runners)))

    def _rearrange(self, book: Book, devices: Iterable[str], now_ms: int) -> None:
        """Let *devices*, which tell something new, speak for the lots beside them."""
        lot_ids = self._plan.cut_again(devices, self.fold.series.quantities())
        for lot_id in lot_ids:
            self._passages.forget(book, lot_id, _starts(self._plan.lots[lot_id]))
        wanted: dict[Group, tuple[Watch, ...]] = {
            ("lot", lot_id): self._lot_watches(self._plan.lots[lot_id]) for lot_id in lot_ids
        }
        found = self._planner.behind(devices)
        wanted |= _by_gateway(self._gateways.meet(found, self.fold.series.quantities()))
        near = self._plan.places_of(devices)
        wanted |= heard_groups(self._plan, near, self.fold.series.quantities())
        self._watch(book, wanted, now_ms)
        self._pass_on(book, lot_ids, now_ms)

    def _watch(self, book: Book, wanted: Mapping[Group, Sequence[Watch]], now_ms: int) -> None:
        for group, watches in wanted.items():
            keys = frozenset(watch.key for watch in watches)
            self.fold.remove(book, self._keys.get(group, frozenset()) - keys, now_ms)
            self._keys[group] = keys
            self._present.pop(group[1], None)
        self.fold.follow(book, chain.from_iterable(wanted.values()), now_ms)

    def _moved_lots(self) -> tuple[str, ...]:
        """Return the lots whose outcome of a place may have changed; the others went on where they are."""
        moved: dict[str, None] = {}
        staying: dict[str, None] = {}
        for runner in self.fold.affected():
            rule = runner.watch.rule
            if isinstance(rule, GoodsRule):
                (staying if rule.end_ms is None else moved)[rule.lot_id] = None
        for lot_id in staying:
            if lot_id not in moved and not self._goes_on(lot_id):
                moved[lot_id] = None
        return tuple(moved)

    def _herded_lots(self, book: Book, now_ms: int) -> tuple[str, ...]:
        """Write down, now and then, what herds have come to; return new lots in them that are not known."""
        self._stale.update(dict.fromkeys(self.fold.series.stirred()))
        if self._look_at_ms - LOOK_EVERY_MS <= now_ms < self._look_at_ms or not self._stale:
            return ()
        self._look_at_ms = now_ms + LOOK_EVERY_MS
        herds = [herd for herd in self._stale if herd.members]
        self._stale.clear()
        rules = [runner.watch.rule for herd in herds for runner in herd.fresh]
        joined = dict.fromkeys(rule.lot_id for rule in rules if isinstance(rule, GoodsRule))
        self.fold.herds.write(book, herds)
        strangers = tuple(lot_id for lot_id in joined if not self._goes_on(lot_id))
        if not self._forget_at_ms - MS_PER_HOUR <= now_ms < self._forget_at_ms:
            self._forget_at_ms = now_ms + MS_PER_HOUR
            living = self._passages.herds().union(herd.number for herd in herds if herd.number is not None)
            self.fold.herds.forget(book, now_ms - self._evidence_ms, living)
        return strangers

    def _goes_on(self, lot_id: str) -> bool:
        """Bring the passage up to date that a lot is in, and tell whether it is known which that is."""
        present = self._present.get(lot_id)
        if present is None:
            return False
        segment, runners = present
        self._passages.keep(present_passage(segment, told_by(runners), voices_of(runners)))
        return True

    def _pass_on(self, book: Book, lot_ids: Iterable[str], now_ms: int) -> None:
        """Let each lot enter every place with the history that it left the one before with.

        Lots that it was put into go on with that too.
        """
        waiting = deque(lot_ids)
        while waiting:
            lot_id = waiting.popleft()
            lot = self._plan.lots.get(lot_id)
            while lot is not None and self._has_new_outcome(lot):
                self._watch(book, {("lot", lot_id): self._lot_watches(lot)}, now_ms)
            for heir_id in self._plan.heirs(lot_id):
                self._watch(book, {("lot", heir_id): self._lot_watches(self._plan.lots[heir_id])}, now_ms)
                waiting.append(heir_id)

    def _has_new_outcome(self, lot: LotPlan) -> bool:
        """Bring a lot's passages up to date; stop at the first one left whose outcome has changed."""
        passages = self._passages.of(lot.goods.lot.id)
        for segment, initial in entered(self._start(lot.goods.lot), lot.segments, passages):
            runners = self._runners(segment)
            if runners:
                passage = passage_of(segment, told_by(runners), voices_of(runners))
            elif segment.sources and segment.start_ms in passages:
                continue  # its watches ended before the time of evidence: what they told stands
            else:
                recipe = self._plan.places[segment.place_id].recipe
                passage = unseen_passage(segment, lot.goods, recipe, initial)
            if self._passages.keep(passage) and segment.end_ms is not None:
                return True
            if runners and segment.end_ms is None:
                self._present[segment.lot_id] = segment, runners
        return False

    def _start(self, lot: Lot) -> JourneyState | None:
        """Return the history that a lot begins with; None where that is not known yet."""
        origins = [self._plan.lots[one] for one in lot.merged_from if one in self._plan.lots]
        if not origins:
            return harvested(lot)
        histories = [
            departed(
                self._start(origin.goods.lot),
                origin.segments,
                self._passages.of(origin.goods.lot.id),
            )
            for origin in origins
        ]
        known = [history for history in histories if history is not None]
        return united(known) if len(known) == len(histories) else None

    def _runners(self, segment: Segment) -> tuple[Runner, ...]:
        """Return the watches that tell of a lot in *segment*."""
        keys = (goods_key(segment, device, quantity) for device, quantity in segment.sources)
        return tuple(runner for key in keys if (runner := self.fold.runner(key)) is not None)

    def _lot_watches(self, lot: LotPlan) -> tuple[Watch, ...]:
        passages = self._passages.of(lot.goods.lot.id)
        watches: list[Watch] = []
        sensors = Sensors(self._doubts, self._plan.held)
        for segment, initial in entered(self._start(lot.goods.lot), lot.segments, passages):
            recipe = self._plan.places[segment.place_id].recipe
            watches.extend(goods_watches(segment, lot.goods, recipe, initial, sensors))
            watches.extend(company_watches(segment, lot.companions, recipe))
        return tuple(watches)


def _by_gateway(watches: Mapping[str, tuple[Watch, ...]]) -> dict[Group, tuple[Watch, ...]]:
    return {("gateway", gateway): found for gateway, found in watches.items()}


def _starts(lot: LotPlan) -> frozenset[int]:
    return frozenset(segment.start_ms for segment in lot.segments)
