"""The ledger: evidence, findings, alerts, history and outbox, each batch in one transaction.

Whatever the evaluator learns from a batch of readings is committed together with its place in the
journal, so that a crash neither loses nor doubles anything. People's commands go through the same
tables in transactions of their own.
"""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager

from alerts.alert import Alert, AlertEvent, AlertState, EventKind, Notice, Spell
from alerts.cause import Cause
from alerts.commands import Command
from alerts.doubt import Voice, doubts_of, is_doubted
from alerts.handling import Roughness
from alerts.ledger import deeds
from alerts.ledger.alerts import Alerts
from alerts.ledger.book import Book
from alerts.notify.outbox import Delivery, Told
from alerts.passage import Passage
from alerts.photo import Photo
from alerts.silence import Silence, ended
from ingest.database import Database

__all__ = ["Book", "Ledger", "Passage"]

_BEFORE_ALL_MS = -(1 << 62)


class Ledger:
    """What the alert engine knows for good. All methods may be called from any thread."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._grown = threading.Condition()
        self._nudges = 0
        with database.read() as connection:
            self._newest_event_id = Alerts(connection).newest_event_id()

    @contextmanager
    def transaction(self) -> Iterator[Book]:
        """Open the book for writing: everything in the block is kept, or nothing."""
        with self._database.begin() as connection:
            book = Book(connection)
            yield book
        self._announce(book.alerts.last_event_id)

    def cursor(self) -> int:
        """Return up to which reading of the journal everything is in the ledger."""
        with self._looking() as book:
            return book.cursor()

    def alert(self, alert_id: str) -> Alert:
        """Return one alert; UnknownAlert where there is none."""
        with self._looking() as book:
            return book.alerts.get(alert_id)

    def alerts(
        self, state: AlertState | None = None, place_id: str | None = None, limit: int = 100
    ) -> tuple[Alert, ...]:
        """Return the alerts that started last, newest first; None: every state but withdrawn."""
        with self._looking() as book:
            return book.alerts.recent(state, place_id, limit)

    def events(self, after_id: int, limit: int = 500) -> tuple[AlertEvent, ...]:
        """Return the events after number *after_id*, oldest first."""
        with self._looking() as book:
            return book.alerts.events_after(after_id, limit)

    def happened(self, after_id: int, limit: int) -> tuple[tuple[AlertEvent, ...], Mapping[str, Alert]]:
        """Return the events after number *after_id*, oldest first, and their alerts as they are now by id."""
        with self._looking() as book:
            events = book.alerts.events_after(after_id, limit)
            return events, book.alerts.several({event.alert_id for event in events}) if events else {}

    def events_of(self, *alert_ids: str) -> tuple[AlertEvent, ...]:
        """Return the history of these alerts, oldest first."""
        with self._looking() as book:
            return book.alerts.events_of(alert_ids)

    @property
    def newest_event_id(self) -> int:
        """Return the number of the newest event; 0 before the first."""
        with self._grown:
            return self._newest_event_id

    def wait_for_event(self, after_id: int, timeout_s: float) -> bool:
        """Wait, in real time, for an event after number *after_id*; tell whether there is one."""
        with self._grown:
            return self._grown.wait_for(lambda: self._newest_event_id > after_id, timeout_s)

    def acknowledge(self, alert_id: str, by: str, note: str, now_ms: int) -> Alert:
        """Write down that *by* has taken an alert over; see ``obey``."""
        return self.obey(alert_id, Command(EventKind.ACKNOWLEDGED, by, note), now_ms)

    def obey(self, alert_id: str, command: Command, now_ms: int) -> Alert:
        """Do what a person wants done with an alert, write it down, and return the alert.

        Those who were called are told by the evaluator's next round, where they should hear of it. Saying
        the same thing twice changes nothing. Raises UnknownAlert, NotAllowedNow or InvalidCommand.
        """
        with self.transaction() as book:
            return deeds.obey(book, alert_id, command, now_ms)

    def add_photo(self, alert_id: str, photo: Photo, command: Command, now_ms: int) -> AlertEvent:
        """Keep a photo with an alert and return the line of history that tells of it.

        Raises UnknownAlert, NotAllowedNow, or InvalidCommand where the alert has as many as it may have.
        """
        with self.transaction() as book:
            return deeds.add_photo(book, alert_id, photo, command, now_ms)

    def photo(self, alert_id: str, photo_id: int) -> Photo:
        """Return one photo of an alert; UnknownPhoto where there is none."""
        with self._looking() as book:
            return book.photos.get(alert_id, photo_id)

    def told(self, alert_id: str) -> tuple[Told, ...]:
        """Return what became of every notice of an alert, oldest first."""
        with self._looking() as book:
            return book.notices.deliveries(alert_id)

    def started_between(
        self, start_ms: int, end_ms: int
    ) -> tuple[tuple[Alert, ...], Mapping[str, list[AlertEvent]]]:
        """Return the alerts that started in [start, end), and the history of each by its id."""
        histories: dict[str, list[AlertEvent]] = defaultdict(list)
        with self._looking() as book:
            alerts = book.alerts.started_between(start_ms, end_ms)
            for event in book.alerts.events_of([alert.id for alert in alerts]):
                histories[event.alert_id].append(event)
        return alerts, histories

    def has_notices(self, keys: Collection[str]) -> bool:
        """Tell whether each of these notices is in the outbox already."""
        with self._looking() as book:
            return book.notices.has_all(keys)

    def handed_over(self) -> Mapping[str, int]:
        """Return when each channel last handed a notice over; a channel that never did is missing."""
        with self._looking() as book:
            return book.notices.handed_over()

    def lasting(self) -> tuple[Alert, ...]:
        """Return the alerts of which readings show no end, also those that a person closed."""
        with self._looking() as book:
            return book.alerts.lasting()

    def silences(self) -> tuple[Silence, ...]:
        """Return the silences that end last, the last first."""
        with self._looking() as book:
            return book.silences.recent()

    def silence(self, silence: Silence) -> None:
        """Keep a new silence, which ``alerts.silence.check`` has nothing to say against."""
        with self.transaction() as book:
            book.silences.put(silence)
        self.nudge()

    def end_silence(self, silence_id: str, by: str, now_ms: int) -> Silence:
        """End a silence now and return it; what is still bad is told. Raises UnknownSilence."""
        with self.transaction() as book:
            before = book.silences.get(silence_id)
            after = ended(before, by, now_ms)
            if after != before:
                book.silences.put(after)
        self.nudge()
        return after

    @property
    def nudges(self) -> int:
        """Return how often something was entered that the evaluator has to look at without an event."""
        with self._grown:
            return self._nudges

    def nudge(self) -> None:
        """Let the evaluator look soon."""
        with self._grown:
            self._nudges += 1

    def spells(self, place_id: str, start_ms: int, end_ms: int) -> tuple[Spell, ...]:
        """Return every finding at a place, raised or not, that touches [start_ms, end_ms)."""
        with self._looking() as book:
            return book.spells.between(place_id, start_ms, end_ms)

    def found(self, *causes: Cause) -> tuple[Spell, ...]:
        """Return every finding of some causes, wherever and whenever."""
        with self._looking() as book:
            return tuple(spell for cause in causes for spell in book.spells.of_cause(cause, _BEFORE_ALL_MS))

    def doubted(self, now_ms: int) -> frozenset[Voice]:
        """Return the sensors that are not to be trusted now."""
        with self._looking() as book:
            doubts = doubts_of(book.spells.of_cause(Cause.UNTRUSTED, now_ms))
        return frozenset(voice for voice, told in doubts.items() if is_doubted(told, now_ms))

    def roughness(self) -> Roughness:
        """Return everything rough that was found, wherever it was."""
        with self._looking() as book:
            return Roughness(book.spells.of_cause(Cause.ROUGH_HANDLING, 0))

    def journeys(self) -> Mapping[str, Passage]:
        """Return the newest passage of every lot that was seen."""
        with self._looking() as book:
            return book.journeys.newest()

    def journey(self, lot_id: str) -> tuple[Passage, ...]:
        """Return what became of a lot, passage by passage; empty where nothing is known."""
        with self._looking() as book:
            return book.journeys.of_lot(lot_id)

    def notices(self, limit: int = 100) -> tuple[Notice, ...]:
        """Return the newest notices, newest first."""
        with self._looking() as book:
            return book.notices.recent(limit)

    def register(self, *channels: str) -> None:
        """Make channels known, so that a notice which comes before they first ask waits for them."""
        with self.transaction() as book:
            for channel in channels:
                book.notices.register(channel)

    def pending(self, channel: str, limit: int) -> Sequence[Delivery]:
        """Return what *channel* has not done yet, oldest first, also what waits for its time to retry."""
        with self._looking() as book:
            if book.notices.is_registered(channel):
                return book.notices.pending(channel, limit)
        with self.transaction() as book:
            book.notices.register(channel)
            return book.notices.pending(channel, limit)

    def sent(self, key: str, channel: str, at_ms: int) -> None:
        """Say that *channel* has handed the notice *key* over."""
        with self.transaction() as book:
            book.notices.settle(key, channel, at_ms, "")

    def failed(self, key: str, channel: str, detail: str, retry_at_ms: int | None) -> None:
        """Say that *channel* did not; None: it never will, and *detail* is what the operator reads."""
        with self.transaction() as book:
            if retry_at_ms is None:
                book.notices.settle(key, channel, None, detail)
            else:
                book.notices.postpone(key, channel, retry_at_ms, detail)

    @contextmanager
    def _looking(self) -> Iterator[Book]:
        with self._database.read() as connection:
            yield Book(connection)

    def _announce(self, event_id: int) -> None:
        if event_id == 0:
            return
        with self._grown:
            self._newest_event_id = max(self._newest_event_id, event_id)
            self._grown.notify_all()
