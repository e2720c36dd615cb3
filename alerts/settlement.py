"""Settlement: what has changed among findings becomes what people see."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from alerts.alert import AlertEvent
from alerts.cause import Cause
from alerts.episode import merge
from alerts.ledger.book import Book
from alerts.ledger.spells import Touched
from alerts.lifecycle import Change, reconcile
from alerts.shield import shielded


def settle(book: Book, touched: Iterable[Touched], now_ms: int) -> None:
    """Bring the alerts of every place and cause that was touched in line with what is found now."""
    earliest: dict[tuple[str, Cause], int] = {}
    for one in touched:
        key = (one.place_id, one.cause)
        earliest[key] = min(one.from_ms, earliest.get(key, one.from_ms))
    for place_id, from_ms in _behind_gateways(book, earliest).items():
        key = (place_id, Cause.SILENT)
        earliest[key] = min(from_ms, earliest.get(key, from_ms))
    for (place_id, cause), from_ms in earliest.items():
        for change in _changes(book, place_id, cause, from_ms, now_ms):
            book.alerts.put(change.alert)
            if change.kind is not None:
                event = AlertEvent(0, change.alert.id, change.kind, now_ms, change.alert.severity)
                book.alerts.add_event(event, untold=change.tell)


def _behind_gateways(book: Book, earliest: Mapping[tuple[str, Cause], int]) -> Mapping[str, int]:
    """Return the places whose silences must be looked at because something about a gateway has changed."""
    changed = [from_ms for (_, cause), from_ms in earliest.items() if cause is Cause.GATEWAY_SILENT]
    if not changed:
        return {}
    silences = book.spells.of_cause(Cause.SILENT, min(changed))
    return {one.place_id: min(changed) for one in silences}


def _changes(book: Book, place_id: str, cause: Cause, from_ms: int, now_ms: int) -> tuple[Change, ...]:
    """Look at whole alerts and whole episodes: neither may reach out of what is compared."""
    while True:
        reach_ms, spells = book.spells.around(place_id, cause, from_ms)
        alerts = book.alerts.affected(place_id, cause, reach_ms)
        from_ms = min((alert.started_at_ms for alert in alerts), default=reach_ms)
        if from_ms >= reach_ms:
            if cause is Cause.SILENT and spells:
                first_ms = min(spell.started_at_ms for spell in spells)
                spells = shielded(spells, book.spells.of_cause(Cause.GATEWAY_SILENT, first_ms))
            return reconcile(alerts, merge(spells), now_ms, book.alerts.ids(place_id, cause))
