"""The evaluator: reads the journal, turns the engine, commits to the ledger. It decides nothing itself."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace

import structlog

from alerts import rehearsal
from alerts.alert import Alert, EventKind, Notice
from alerts.ears import Ears
from alerts.engine import Engine
from alerts.herald import Herald
from alerts.ledger import Book, Ledger
from alerts.ledger.statements import Share
from alerts.lot_book import LotBook
from alerts.notify.audience import Audience
from alerts.notify.context import Context
from alerts.notify.links import Links
from alerts.own_terms import OwnTerms
from alerts.people import Duty
from alerts.plan import Planner
from alerts.product_book import ProductBook
from alerts.reassessment import Corrections
from alerts.recipe import Recipes
from alerts.settlement import settle
from alerts.surroundings import Surroundings
from alerts.waking import wake
from ingest.assess import recorrected
from ingest.calibrations import Calibrations
from ingest.clock import MS_PER_DAY, MS_PER_MINUTE, Clock
from ingest.condition import Line
from ingest.counters import Counters
from ingest.journal import ALERTS_CURSOR, Journal
from ingest.quantity import DOOR
from ingest.reading import Reading
from ingest.registry import Registry

Compose = Callable[[Alert, EventKind, Context, int], Notice]
"""What is said of an alert: alert, what happened, its context, now [ms]."""

EVIDENCE_DAYS = 35

_BATCH = 5_000
_LOOK_EVERY_S = 0.2
"""How long, in real time, the evaluator waits for readings before it looks at timers and commands."""
_GATHER_S, _GATHER_LONGER_S = 0.02, 0.2
"""How long, in real time, readings gather after a batch, so that they share what every batch costs: a
commit, and a look at each lot. An alert comes later by no more than that; hence longer only where ..."""
_MANY = 500
"""... so many gathered the last time: that is some twenty thousand a second."""
_TIDY_SHARES = 60
"""Within an hour everything is looked at once: all at once is seconds where there are many devices."""
_FIRST_RETRY_S = 1.0
_LONGEST_RETRY_S = 60.0

_log = structlog.get_logger(__name__)


class Evaluator:
    """Takes what is in the journal to alerts, batch by batch, each in one transaction of the ledger.

    Args:
        journal: where readings come from.
        ledger: where everything is kept.
        registry: places, devices and installations.
        calibrations: what the values of readings are made with, and what is due for it.
        lot_book: lots and stays.
        products, recipes: what is known of kinds of goods and places, by id.
        terms: what each lot is judged by.
        clock: the service's clock.
        counters: counts what was evaluated.
        compose: the words of a notice.
        duty: answers who is called now.
        links: makes the links in messages; None where people know no address of this service.
        lines: answers which brokers are connected now: who is heard through another one is not missed.
        evidence_days: readings that arrive later than this are counted and change nothing.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - the parts that the alert core stands on
        self,
        journal: Journal,
        ledger: Ledger,
        registry: Registry,
        calibrations: Calibrations,
        lot_book: LotBook,
        products: ProductBook,
        recipes: Recipes,
        terms: OwnTerms,
        clock: Clock,
        counters: Counters,
        compose: Compose,
        *,
        duty: Callable[[], Duty] = Duty,
        links: Links | None = None,
        lines: Callable[[], Sequence[Line]] = tuple,
        evidence_days: int = EVIDENCE_DAYS,
    ) -> None:
        self._journal = journal
        self._ledger = ledger
        self._clock = clock
        self._counters = counters
        self._compose = compose
        self._duty = duty
        self._links = links
        self._planner = Planner(registry, lot_book, products, recipes, terms)
        self._surroundings = Surroundings(registry, lot_book, products, recipes)
        self._calibrations = calibrations
        self._evidence_ms = evidence_days * MS_PER_DAY
        self._engine: Engine | None = None
        self._listening_since_ms = clock.now_ms()
        self._ears = Ears(lines, self._listening_since_ms)
        self._seen_event_id, self._seen_nudges = -1, 0
        self._look_at_ms: int | None = None
        self._turned_at_ms = self._listening_since_ms
        self._tidy_at_ms, self._tidied, self._waits = 0, 0, False
        self._cursor = min(ledger.cursor(), journal.status().last_seq)
        self.detail = ""

    @property
    def lost_by_journal(self) -> int:
        """How many readings were judged that are no longer in the journal, whose numbers only grow."""
        return max(0, self._ledger.cursor() - self._journal.status().last_seq)

    def run(self, stop: threading.Event) -> None:
        """Evaluate until *stop* is set; after an error everything is read again from the ledger."""
        failures = 0
        while not stop.is_set():
            try:
                count = self.evaluate_once()
                if count == 0 and not stop.is_set():
                    self._journal.wait(self._cursor, _LOOK_EVERY_S)
                elif count < _BATCH // 2:
                    stop.wait(_GATHER_LONGER_S if count >= _MANY else _GATHER_S)
            except Exception as error:  # noqa: BLE001 - whatever it is: say so, and try again from the ledger
                failures += 1
                self.detail = f"{type(error).__name__}: {error}"
                _log.exception("evaluation failed", failures=failures)
                stop.wait(min(_FIRST_RETRY_S * 2.0 ** min(failures - 1, 10), _LONGEST_RETRY_S))
            else:
                failures, self.detail = 0, ""

    def evaluate_once(self, limit: int = _BATCH) -> int:
        """Take the next readings, at most *limit*, and return how many there were.

        Where they are the newest there are, timers speak too.
        """
        batch = self._journal.read(self._cursor, limit)
        count = len(batch.readings)
        self._turn(batch.readings, batch.last_seq, at_end=count < limit)
        if count:
            self._journal.advance(ALERTS_CURSOR, batch.last_seq)
            self._counters.add("evaluated_readings", count)
        return count

    def tick(self) -> None:
        """Let timers speak as if the journal had been read to its end."""
        self._turn((), self._cursor, at_end=True)

    def _turn(self, readings: Sequence[Reading], last_seq: int, *, at_end: bool) -> None:
        now_ms = self._clock.now_ms()
        if now_ms < self._turned_at_ms and self._look_at_ms is not None:
            self._look_at_ms = now_ms  # the clock was set back: what waits, waits for another time now
        self._turned_at_ms = now_ms
        newest_event_id, nudges = self._ledger.newest_event_id, self._ledger.nudges
        if not readings and last_seq == self._cursor and not self._is_due(now_ms, newest_event_id, nudges):
            return
        engine, self._engine = self._engine, None  # after an error in here, memory is not to be trusted
        has_to_speak = engine is None or self._has_to_speak(now_ms, newest_event_id, nudges)
        look_at_ms, waits = self._look_at_ms, self._waits
        due = self._calibrations.due(ALERTS_CURSOR)  # before what is in force, which is as new or newer
        corrections = Corrections(due, self._calibrations.in_force)
        readings = recorrected(readings, corrections.in_force)
        with self._ledger.transaction() as book:
            if engine is None:
                engine = Engine(book, self._planner, self._listening_since_ms, self._evidence_ms)
            engine.fold.timers.listen(self._ears.listen(now_ms), self._planner.broker_of)
            touched = engine.turn(book, readings, now_ms, at_end=at_end, corrections=corrections)
            settle(book, touched, now_ms)
            if has_to_speak or book.alerts.last_event_id:
                look_at_ms, waits = self._speak(engine, book, now_ms)
            self._tidy(book, now_ms)
            book.set_cursor(last_seq)
        self._engine, self._cursor = engine, last_seq
        self._look_at_ms, self._waits = look_at_ms, waits
        self._seen_nudges = nudges
        self._seen_event_id = max(newest_event_id, book.alerts.last_event_id)
        self._counters.add("readings_too_late_to_judge", engine.fold.count_too_late())
        for one in due:
            self._calibrations.done(one)

    def _is_due(self, now_ms: int, newest_event_id: int, nudges: int) -> bool:
        if self._engine is None or newest_event_id != self._seen_event_id or nudges != self._seen_nudges:
            return True
        if self._calibrations.due(ALERTS_CURSOR) or self._ears.changed:
            return True
        if self._look_at_ms is not None and self._look_at_ms <= now_ms:
            return True
        return self._engine.next_ms() <= now_ms

    def _has_to_speak(self, now_ms: int, newest_event_id: int, nudges: int) -> bool:
        """Tell whether people may have to hear of something although this batch found nothing new."""
        is_news = newest_event_id != self._seen_event_id or nudges != self._seen_nudges
        return is_news or self._waits or (self._look_at_ms is not None and self._look_at_ms <= now_ms)

    def _speak(self, engine: Engine, book: Book, now_ms: int) -> tuple[int | None, bool]:
        """Let everything that people have to hear of go into the outbox.

        Returns when to look again, and whether something waits for the next reading to be told.
        """

        def announce(alert: Alert, kind: EventKind, audience: Audience) -> Notice:
            context = self._surroundings.of(
                alert,
                received_at_ms=engine.fold.series.received_ms(alert.facts.device, alert.facts.quantity),
                door_open=self._door_open(engine, book, alert.place_id, now_ms),
            )
            return self._compose(alert, kind, replace(context, audience=audience), now_ms)

        wake_at_ms = wake(book, now_ms)
        herald = Herald(book, self._duty(), announce, self._surroundings.zone_of, now_ms, self._links)
        tell_at_ms = herald.tell()
        looks_ms = (wake_at_ms, tell_at_ms, herald.call(), rehearsal.end(book, now_ms))
        return min((one for one in looks_ms if one is not None), default=None), tell_at_ms is not None

    def _door_open(self, engine: Engine, book: Book, place_id: str, now_ms: int) -> bool | None:
        """Tell whether a door of the place stands open; None where no door is watched."""
        doors = [
            series.id
            for one in engine.hanging(place_id)
            if one.covers(now_ms)
            if (series := engine.fold.series.find(one.device_id, DOOR)) is not None
        ]
        values = [book.evidence.newest_value(door) for door in doors]
        known = [value for value in values if value is not None]
        return any(value > 0 for value in known) if known else None

    def _tidy(self, book: Book, now_ms: int) -> None:
        """Let go, a share of it every minute, of evidence that nothing is folded from any more."""
        if now_ms < self._tidy_at_ms:
            return
        self._tidy_at_ms = now_ms + MS_PER_MINUTE
        oldest_ms, share = now_ms - self._evidence_ms, Share(self._tidied % _TIDY_SHARES, _TIDY_SHARES)
        book.evidence.forget(oldest_ms, share)
        book.watches.forget(oldest_ms // MS_PER_DAY - 1, share)
        self._tidied += 1
