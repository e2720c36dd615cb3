"""Settlement: what has changed among findings becomes what people see, and what they are told."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec
import structlog

from alerts.alert import Alert, AlertEvent, Cause, EventKind, Notice
from alerts.episode import merge
from alerts.ledger.book import Book
from alerts.ledger.spells import Touched
from alerts.lifecycle import ALARMS, PATIENCE_MS, Change, Telling, reconcile, telling
from alerts.silence import Silence, covering

Announce = Callable[[Book, Alert, EventKind, int], Notice]
"""What is said of an alert: book, alert, what happened to it, now [ms]."""

_log = structlog.get_logger(__name__)


def settle(book: Book, touched: Iterable[Touched], now_ms: int) -> None:
    """Bring the alerts of every place and cause that was touched in line with what is found now."""
    earliest: dict[tuple[str, Cause], int] = {}
    for one in touched:
        key = (one.place_id, one.cause)
        earliest[key] = min(one.from_ms, earliest.get(key, one.from_ms))
    for (place_id, cause), from_ms in earliest.items():
        for change in _changes(book, place_id, cause, from_ms, now_ms):
            book.alerts.put(change.alert)
            if change.kind is not None:
                event = AlertEvent(0, change.alert.id, change.kind, now_ms, change.alert.severity)
                book.alerts.add_event(event, untold=change.tell)


def earlier(one_ms: int | None, other_ms: int | None) -> int | None:
    """Return the earlier of two moments that may not be set."""
    if one_ms is None or other_ms is None:
        return other_ms if one_ms is None else one_ms
    return min(one_ms, other_ms)


def tell(book: Book, announce: Announce, now_ms: int) -> int | None:
    """Put a notice into the outbox for every event that people are to be told of now.

    Returns when to look again, where an event waits.
    """
    later_ms = None
    silences = book.silences.unsettled()
    for event in book.alerts.untold():
        alert = book.alerts.get(event.alert_id)
        silence = covering(silences, alert, now_ms)
        if silence is not None and event.kind in ALARMS:
            _keep_quiet(book, event, silence, now_ms)
            continue
        verdict = telling(alert, event, now_ms, was_told=book.notices.has_any(alert.id))
        if verdict is Telling.LATER:
            later_ms = earlier(later_ms, event.at_ms + PATIENCE_MS)
            continue
        if verdict is Telling.NOW:
            notice = _notice(book, announce, alert, event.kind, now_ms)
            key = f"{alert.id}/{event.kind.value}/{event.id}"
            book.notices.add(msgspec.structs.replace(notice, key=key))
        book.alerts.mark_told(event.id)
    return later_ms


def _keep_quiet(book: Book, event: AlertEvent, silence: Silence, now_ms: int) -> None:
    """Write down why nobody is called, instead of calling."""
    note = f"silence of {silence.by}: {silence.reason}"
    quiet = AlertEvent(
        0, event.alert_id, EventKind.MUTED, now_ms, event.severity, note=note, until_ms=silence.end_ms
    )
    book.alerts.add_event(quiet, untold=False)
    book.alerts.mark_told(event.id)


def _changes(book: Book, place_id: str, cause: Cause, from_ms: int, now_ms: int) -> tuple[Change, ...]:
    """Look at whole alerts and whole episodes: neither may reach out of what is compared."""
    while True:
        reach_ms, spells = book.spells.around(place_id, cause, from_ms)
        alerts = book.alerts.affected(place_id, cause, reach_ms)
        from_ms = min((alert.started_at_ms for alert in alerts), default=reach_ms)
        if from_ms >= reach_ms:
            return reconcile(alerts, merge(spells), now_ms, book.alerts.ids(place_id, cause))


def _notice(book: Book, announce: Announce, alert: Alert, kind: EventKind, now_ms: int) -> Notice:
    """Return the message; a mistake in its wording must not keep an alarm from getting out."""
    try:
        return announce(book, alert, kind, now_ms)
    except Exception:  # noqa: BLE001 - whatever it is, people must be told
        _log.exception("no words for an alert", alert_id=alert.id, kind=kind.value)
    text = f"{alert.severity.name.replace('_', ' ')} {alert.place_id}: {alert.cause.value.replace('_', ' ')}"
    title = f"{text} ({kind.value})"
    return Notice("", alert.id, kind, alert.severity, title, title[:160], title, now_ms)
