"""The fold: readings in whatever order they arrive, to watches in the order of observation.

A reading newer than all that its watches have seen is one step. One that comes late is put among the
evidence, and its watches go back to a checkpoint before it and take everything after that again; so do
those of a sensor whose values were corrected, and a watch that is new, or whose rule or period has changed.
A restart is the same thing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from functools import partial
from itertools import chain

from alerts.alert import Spell
from alerts.batch import PATIENCE_MS, Batch, Told, in_turn, sift
from alerts.doubt import first_difference_ms
from alerts.fingerprint import fingerprint
from alerts.herd_roll import NO_SHARES, HerdRoll, Shares
from alerts.ledger.book import Book
from alerts.ledger.evidence import Row
from alerts.ledger.spells import Touched
from alerts.ledger.watches import Checkpoint
from alerts.restart import Behind, behind, catch_up, fold_again
from alerts.runner import NEVER_MS, Runner
from alerts.series import Series, SeriesIndex
from alerts.timers import Timers
from alerts.watch import Watch
from alerts.watch_roll import WatchRoll
from ingest.clock import MS_PER_DAY


class Fold:
    """All watches of one engine, in memory; the ledger has everything needed to build it again.

    Args:
        book: the ledger, open.
        listening_since_ms: since when the service hears what devices say.
        evidence_ms: how long evidence is kept.
        shares: which herd each lot went with that did, see ``HerdRoll``.
    """

    def __init__(
        self,
        book: Book,
        listening_since_ms: int,
        evidence_ms: int,
        shares: Shares = NO_SHARES,
    ) -> None:
        self._evidence_ms = evidence_ms
        self._runners: dict[str, Runner] = {}
        self._affected: list[Runner] = []
        self._lapsed: set[Series] = set()
        self._touched: list[Touched] = []
        self._roll = WatchRoll(book)
        self.herds = HerdRoll(book, shares)
        self.timers = Timers(listening_since_ms)
        self.series = SeriesIndex(book.evidence.series())
        self._too_late = 0

    def meet(self, book: Book, told: Batch) -> frozenset[str]:
        """Return the devices that tell in a batch what they had never told before; it is known now."""
        strange = [name for name in told if self.series.find(*name) is None]
        for row in book.evidence.add_series(sorted(strange)):
            self.series.add(row)
        return frozenset(device for device, _ in strange)

    def take(self, book: Book, told: Batch, now_ms: int) -> None:
        """Take a batch whose sensors were all met; then every watch is as if it had come in order."""
        fresh: list[Row] = []
        late: list[Row] = []
        lagging: dict[int, Series] = {}
        heard: defaultdict[str, list[tuple[Series, Told]]] = defaultdict(list)
        for (device, quantity), readings in told.items():
            series = self.series.met(device, quantity)
            sifted = sift(series, readings, now_ms - self._evidence_ms)
            self._too_late += sifted.too_late
            if sifted.back_filled_ms is not None:
                self.timers.hold(series.device, sifted.back_filled_ms + PATIENCE_MS)
            if sifted.fresh:
                fresh += sifted.fresh
                self._offer(series, sifted.told)
                heard[series.device].append((series, sifted.told))
            if sifted.late:
                late += sifted.late
                lagging[series.id] = series
        for parts in heard.values():
            self._let_overhear(parts)
        book.evidence.add(fresh)
        for series_id, at_ms in book.evidence.add_late(late):
            for runner in self.series.late_for(lagging[series_id], at_ms):
                runner.redo(at_ms)
                self._touch(runner)
        self._catch_up(book, now_ms)

    def judge_again(self, series: Series, start_ms: int, end_ms: int | None, now_ms: int) -> None:
        """Let the watches of *series*, whose evidence in [start_ms, end_ms) is another now, take it again."""
        for runner in self.series.followers_during(series, start_ms, end_ms):
            runner.redo(max(start_ms, runner.start_ms, now_ms - self._evidence_ms))
            self._touch(runner)

    def count_too_late(self) -> int:
        """Return how many readings came after the time of evidence since this was last asked."""
        count, self._too_late = self._too_late, 0
        return count

    def speak(self, now_ms: int) -> None:
        """Let every timer speak that is due by *now_ms*."""
        self.plan()
        for runner in self.timers.due(now_ms):
            runner.tick(now_ms)
            self._touch(runner)

    def plan(self) -> None:
        """Plan the timers of the watches that took part since the last ``save``."""
        for runner in self._affected:
            self.timers.schedule(runner)

    def runner(self, key: str) -> Runner | None:
        """Return the runner of a watch, where there is one."""
        return self._runners.get(key)

    def affected(self) -> tuple[Runner, ...]:
        """Return the watches that took part since the last ``save``, those in herds left out."""
        return tuple(self._affected)

    def stored_keys(self) -> tuple[str, ...]:
        """Return the keys of every watch that the ledger knows."""
        return self._roll.keys()

    def remove(self, book: Book, keys: Collection[str], now_ms: int) -> None:
        """Take back watches that nobody asks for any more, with what they found in the time of evidence."""
        for key in sorted(keys):
            row = self._roll.row(key)
            if row is None or self._is_past(row.end_ms, now_ms):
                continue
            self._touched.extend(book.spells.erase(row.id, -NEVER_MS))
            self._roll.strike(book, key)
            self._discard(key)

    def follow(self, book: Book, watches: Iterable[Watch], now_ms: int) -> None:
        """Bring *watches* up to date: new ones from their start, changed ones from where they changed."""
        joining: list[tuple[Watch, str]] = []
        for watch in watches:
            runner = self._runners.get(watch.key)
            if self._is_past(watch.end_ms, now_ms):
                self._discard(watch.key)
            elif runner is None:
                joining.append((watch, fingerprint(watch)))
            elif runner.watch != watch:
                self._change(book, runner, watch, now_ms)
        self._roll.enter(book, joining)
        watches_behind: list[Behind] = []
        for watch, told in joining:
            watches_behind.extend(self._adopt(book, watch, told, now_ms))
        for runner, after_ms in self.herds.bring_back(book, self.series):
            self._touch(runner)
            watches_behind.append(Behind(runner, after_ms, None))
        catch_up(book, self.series, watches_behind)
        for runner, _, former_end_ms in watches_behind:
            self._move_end(book, runner, former_end_ms)
        for runner in self._affected:  # what comes now is late for what was told before
            runner.settle(now_ms)

    def save(self, book: Book) -> tuple[Touched, ...]:
        """Write down what is new since the last time; return what that touches."""
        checkpoints: list[tuple[int, int, Checkpoint]] = []
        found: list[tuple[int, int, Spell]] = []
        for runner in self._affected:
            if runner.marks:
                checkpoints.extend((runner.id, slot, kept) for slot, kept in runner.marks.items())
            if runner.found:
                found.extend((runner.id, known_ms, spell) for known_ms, spell in runner.found.values())
            runner.saved()
        book.watches.save_checkpoints(checkpoints)
        book.spells.save(found)
        self._touched.extend(Touched(one.place_id, one.cause, one.started_at_ms) for _, _, one in found)
        self.series.gather(self._affected)
        touched = tuple(self._touched)
        self._affected, self._touched = [], []
        return touched

    def _offer(self, series: Series, told: Told) -> None:
        """Let the watches of a series take its newest readings, or note that they come late for them."""
        self.series.take(series, told, partial(self._let_take, series))
        for number, chorus in series.choruses:
            if chorus.hear(number, self._within(told, series, chorus)):
                self._touch(chorus)

    def _let_overhear(self, parts: Sequence[tuple[Series, Told]]) -> None:
        """Tell the watches that follow whatever a device tells when it spoke."""
        series, told = parts[0]
        runners: Iterable[Runner] = series.overhearers
        if len(parts) > 1:
            runners = dict.fromkeys(chain.from_iterable(one.overhearers for one, _ in parts))
            told = in_turn([part for _, part in parts])
        self._let_take(series, runners, told)

    def _let_take(self, series: Series, runners: Iterable[Runner], told: Told) -> None:
        if not told:
            return
        first_ms, last_ms = told[0][0], told[-1][0]
        for runner in runners:
            during = runner.start_ms <= first_ms and last_ms < runner.end_ms
            part = told if during else self._within(told, series, runner)
            if part and (part[0][0] < runner.at_ms or runner.redo_from_ms is not None):
                runner.redo(part[0][0])
                self._touch(runner)
            elif part and runner.run(part):
                self._touch(runner)

    def _within(self, told: Told, series: Series, runner: Runner) -> Told:
        """Return what of readings in order lies between a watch's start and end."""
        if told[-1][0] >= runner.end_ms:
            self._lapsed.add(series)
        elif told[0][0] >= runner.start_ms:
            return told
        return [one for one in told if runner.start_ms <= one[0] < runner.end_ms]

    def _touch(self, runner: Runner) -> None:
        if not runner.touched:
            runner.touched = True
            self._affected.append(runner)

    def _catch_up(self, book: Book, now_ms: int) -> None:
        for runner in self._affected:
            if runner.redo_from_ms is not None:
                self._fold_again(book, runner, runner.redo_from_ms)
            elif runner.lacking_from_ms is not None:
                book.watches.drop_checkpoints(runner.id, runner.lacking_from_ms)
            runner.lacking_from_ms = None
            runner.go_on(now_ms)
        for series in self._lapsed:
            series.drop_ended()
        self._lapsed.clear()

    def _adopt(self, book: Book, watch: Watch, told: str, now_ms: int) -> Iterable[Behind]:
        """Take a stored watch into memory, and yield it where it has to catch up from its checkpoint."""
        runner, row, checkpoint = self._roll.recall(book, watch, told)
        self._runners[watch.key] = runner
        self.series.connect(runner)
        self._roll.correct(book, watch, told)
        if row.fingerprint == told and self.herds.rejoin(runner):
            return
        self._touch(runner)
        checkpoint = self.herds.part(runner, checkpoint)
        if row.fingerprint != told:
            self._start_again(book, runner, now_ms)
            return
        yield behind(runner, checkpoint, row.end_ms)

    def _change(self, book: Book, runner: Runner, watch: Watch, now_ms: int) -> None:
        """Give a watch another rule or another end."""
        told = fingerprint(watch)
        same = fingerprint(runner.watch) == told
        former = runner.watch
        self.series.disconnect(runner)
        runner.follow(watch)
        self.series.connect(runner)
        self._touch(runner)
        if same:
            self._move_end(book, runner, former.end_ms)
            self._hear_again(book, runner, former, now_ms)
        else:
            self._start_again(book, runner, now_ms)
        self._roll.correct(book, watch, told)

    def _move_end(self, book: Book, runner: Runner, former_end_ms: int | None) -> None:
        former_ms = NEVER_MS if former_end_ms is None else former_end_ms
        from_ms = min(former_ms, runner.end_ms)
        if former_ms != runner.end_ms and (runner.over or from_ms <= runner.at_ms):
            self._fold_again(book, runner, from_ms)

    def _hear_again(self, book: Book, runner: Runner, former: Watch, now_ms: int) -> None:
        """Judge goods again from where other readings of their sensor are to be heard than before."""
        differs_ms = first_difference_ms(former.doubts, runner.watch.doubts)
        if differs_ms is not None and differs_ms <= runner.at_ms:
            self._fold_again(book, runner, max(differs_ms, now_ms - self._evidence_ms + MS_PER_DAY))

    def _start_again(self, book: Book, runner: Runner, now_ms: int) -> None:
        """Fold a watch from its start, or go on from what it was when the time of evidence began."""
        horizon_ms = now_ms - self._evidence_ms
        if runner.start_ms >= horizon_ms or runner.watch.voices:
            self._fold_again(book, runner, max(runner.start_ms, horizon_ms), whole=True)
        else:
            self._fold_again(book, runner, horizon_ms + MS_PER_DAY)  # with a checkpoint of its first day

    def _fold_again(self, book: Book, runner: Runner, from_ms: int, *, whole: bool = False) -> None:
        self._touched.extend(fold_again(book, self.series, runner, from_ms, whole=whole))

    def _discard(self, key: str) -> None:
        runner = self._runners.pop(key, None)
        if runner is not None:
            runner.over = True
            runner.saved()
            self.series.disconnect(runner)

    def _is_past(self, end_ms: int | None, now_ms: int) -> bool:
        return end_ms is not None and end_ms < now_ms - self._evidence_ms
