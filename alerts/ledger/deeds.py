"""What people do with alerts, written down: the alert, the line of history, and the photo, together."""

from __future__ import annotations

from alerts.alert import Alert, AlertEvent, EventKind
from alerts.commands import TOLD, Command, is_worth_a_line
from alerts.commands import obey as obeyed
from alerts.errors import InvalidCommand
from alerts.ledger.book import Book
from alerts.photo import MOST_PER_ALERT, Photo


def obey(book: Book, alert_id: str, command: Command, now_ms: int) -> Alert:
    """Do what a person wants done with an alert; see ``Ledger.obey``."""
    before = book.alerts.get(alert_id)
    after = obeyed(before, command, now_ms)
    if after != before:
        book.alerts.put(after)
    is_news = command.kind is not EventKind.SEEN or not _has_seen(book, alert_id, command.by)
    if is_news and is_worth_a_line(before, after, command):
        book.alerts.add_event(_line(after, command, now_ms), untold=command.kind in TOLD)
    return after


def add_photo(book: Book, alert_id: str, photo: Photo, command: Command, now_ms: int) -> AlertEvent:
    """Keep a photo with an alert; see ``Ledger.add_photo``."""
    alert = obeyed(book.alerts.get(alert_id), command, now_ms)
    if book.photos.count(alert_id) >= MOST_PER_ALERT:
        raise InvalidCommand(f"photo: an alert holds {MOST_PER_ALERT}, and {alert_id} has as many already")
    event = book.alerts.add_event(_line(alert, command, now_ms), untold=False)
    book.photos.add(alert_id, event.id, photo)
    return event


def _line(alert: Alert, command: Command, now_ms: int) -> AlertEvent:
    cause = "" if command.root_cause is None else command.root_cause.value
    note = ": ".join(part for part in (cause, command.note) if part)
    return AlertEvent(0, alert.id, command.kind, now_ms, alert.severity, command.by, note, command.until_ms)


def _has_seen(book: Book, alert_id: str, by: str) -> bool:
    events = book.alerts.events_of([alert_id])
    return any(event.kind is EventKind.SEEN and event.by == by for event in events)
