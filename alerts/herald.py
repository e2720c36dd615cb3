"""The herald: what happened becomes messages in the outbox, for channels and for people, until one answers.

Everything is written in the transaction of the batch: a crash neither loses a call nor makes it twice.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

import msgspec
import structlog

from alerts.alert import Alert, AlertEvent, EventKind, Notice
from alerts.duty import Call, Ladder, is_owed, next_call, started
from alerts.ledger.book import Book
from alerts.lifecycle import ALARMS, PATIENCE_MS, Telling, telling
from alerts.notify.audience import ANYBODY, Audience
from alerts.notify.links import LIFETIME_MS, Grant, Links
from alerts.people import Duty, Person
from alerts.silence import Silence, covering

Announce = Callable[[Alert, EventKind, Audience], Notice]
"""What is said of an alert: alert, what happened to it, to whom."""

ZoneOf = Callable[[Alert], ZoneInfo]
"""The time zone of the site that an alert is at."""

_log = structlog.get_logger(__name__)


class Herald:
    """Speaks for one batch.

    Args:
        book: the ledger's pages, open for writing.
        duty: who is called.
        announce: the words.
        zone_of: the clock on the wall of an alert's site.
        now_ms: the instant of the batch.
        links: makes the links in messages; None where people know no address of this service.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what speaking needs, made anew for every batch
        self,
        book: Book,
        duty: Duty,
        announce: Announce,
        zone_of: ZoneOf,
        now_ms: int,
        links: Links | None = None,
    ) -> None:
        self._links = links
        self._book = book
        self._duty = duty
        self._announce = announce
        self._zone_of = zone_of
        self._now_ms = now_ms
        self._silences = book.silences.unsettled()

    def tell(self) -> int | None:
        """Put notices into the outbox for every event that people are to be told of now.

        Returns when to look again, where an event waits.
        """
        waits_ms = []
        for event in self._book.alerts.untold():
            alert = self._book.alerts.get(event.alert_id)
            silence = covering(self._silences, alert, self._now_ms)
            if silence is not None and event.kind in ALARMS:
                self._keep_quiet(event, silence)
                continue
            was_told = self._book.notices.has_any(alert.id)
            verdict = telling(alert, event, self._now_ms, was_told=was_told)
            if verdict is Telling.LATER:
                waits_ms.append(event.at_ms + PATIENCE_MS)
                continue
            if verdict is Telling.NOW:
                self._tell_of(alert, event)
            self._book.alerts.mark_told(event.id)
        return min(waits_ms, default=None)

    def call(self) -> int | None:
        """Call the next people about every alert that nobody has answered, and return when to look again."""
        waits_ms = []
        for ladder, alert in self._book.ladders.climbing():
            if not is_owed(alert):
                self._book.ladders.put(ladder, climbing=False)
            elif covering(self._silences, alert, self._now_ms) is None:
                waits_ms.append(self._climb(alert, ladder))
        return min((one for one in waits_ms if one is not None), default=None)

    def _tell_of(self, alert: Alert, event: AlertEvent) -> None:
        key = f"{alert.id}/{event.kind.value}/{event.id}"
        self._send(alert, event.kind, ANYBODY, key, "")
        ladder = self._book.ladders.get(alert.id)
        if event.kind in ALARMS and event.kind is not EventKind.GREW and is_owed(alert):
            self._book.ladders.put(started(ladder, alert.id, event.id, event.kind))
        elif ladder is not None:
            for person in self._people(ladder.told):
                if person.hears(alert.severity, self._zone_of(alert), self._now_ms):
                    self._send(alert, event.kind, person.audience(), f"{key}/{person.id}", person.id)

    def _climb(self, alert: Alert, ladder: Ladder) -> int | None:
        call, later_ms = next_call(self._duty, alert, ladder, self._zone_of(alert), self._now_ms)
        if call is None:
            return later_ms
        self._book.ladders.put(call.ladder)
        kind = ladder.kind if call.turn.number == 1 else EventKind.CALLED
        self._write_down(alert, call)
        for person in call.people:
            key = f"{alert.id}/call/{ladder.event_id}.{call.turn.number}/{person.id}"
            self._send(alert, kind, person.audience(call.turn), key, person.id)
        return next_call(self._duty, alert, call.ladder, self._zone_of(alert), self._now_ms)[1]

    def _write_down(self, alert: Alert, call: Call) -> None:
        names = ", ".join(person.name for person in call.people)
        event = AlertEvent(0, alert.id, EventKind.CALLED, self._now_ms, alert.severity, note=names)
        self._book.alerts.add_event(event, untold=False)

    def _keep_quiet(self, event: AlertEvent, silence: Silence) -> None:
        """Write down why nobody is called, instead of calling."""
        quiet = AlertEvent(
            0,
            event.alert_id,
            EventKind.MUTED,
            self._now_ms,
            event.severity,
            note=f"silence of {silence.by}: {silence.reason}",
            until_ms=silence.end_ms,
        )
        self._book.alerts.add_event(quiet, untold=False)
        self._book.alerts.mark_told(event.id)

    def _people(self, ids: Iterable[str]) -> list[Person]:
        return [person for one in ids if (person := self._duty.person(one)) is not None]

    def _send(self, alert: Alert, kind: EventKind, audience: Audience, key: str, to: str) -> None:
        """Put one message into the outbox; a mistake in its wording must not keep an alarm in."""
        try:
            notice = self._announce(alert, kind, self._linked(alert, audience, key, to))
        except Exception:  # noqa: BLE001 - whatever it is, people must be told
            _log.exception("no words for an alert", alert_id=alert.id, kind=kind.value)
            notice = _bare(alert, kind, self._now_ms)
        self._book.notices.add(msgspec.structs.replace(notice, key=key, to=to))

    def _linked(self, alert: Alert, audience: Audience, key: str, person_id: str) -> Audience:
        """Return *audience* with the links that its message may carry."""
        if self._links is None:
            return audience
        take_url = ""
        if audience.turn is not None:
            number = key.removeprefix(f"{alert.id}/")
            grant = Grant(alert.id, person_id, number, self._now_ms + LIFETIME_MS)
            take_url = self._links.take(grant)
        return replace(audience, take_url=take_url, alert_url=self._links.alert(alert.id))


def _bare(alert: Alert, kind: EventKind, now_ms: int) -> Notice:
    text = f"{alert.severity.name.replace('_', ' ')} {alert.place_id}: {alert.cause.value.replace('_', ' ')}"
    title = f"{text} ({kind.value})"
    return Notice("", alert.id, kind, alert.severity, title, title[:160], title, now_ms)
