"""Settlement: what has changed among findings becomes what people see."""

from __future__ import annotations

from collections.abc import Iterable

from alerts.alert import AlertEvent, Cause
from alerts.episode import merge
from alerts.ledger.book import Book
from alerts.ledger.spells import Touched
from alerts.lifecycle import Change, reconcile


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


def _changes(book: Book, place_id: str, cause: Cause, from_ms: int, now_ms: int) -> tuple[Change, ...]:
    """Look at whole alerts and whole episodes: neither may reach out of what is compared."""
    while True:
        reach_ms, spells = book.spells.around(place_id, cause, from_ms)
        alerts = book.alerts.affected(place_id, cause, reach_ms)
        from_ms = min((alert.started_at_ms for alert in alerts), default=reach_ms)
        if from_ms >= reach_ms:
            return reconcile(alerts, merge(spells), now_ms, book.alerts.ids(place_id, cause))
