"""Settlement: what has changed among findings becomes what people see."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from alerts.alert import AlertEvent, Spell
from alerts.cause import FRONTS, Cause
from alerts.episode import merge
from alerts.ledger.book import Book
from alerts.ledger.spells import Touched
from alerts.lifecycle import Change, reconcile
from alerts.shield import rests_on_a_sensor, shielded, trusted

Subject: TypeAlias = tuple[str, Cause]
"""A place, and what may be wrong there."""

_EVER_MS = 1 << 62

_BEHIND: Mapping[Cause, tuple[Cause, ...]] = {
    Cause.SILENT: tuple(sorted(FRONTS)),
    Cause.GATEWAY_SILENT: (Cause.ALL_SILENT,),
}
"""What is not told of who is silent, because it is told of those that he is behind."""


def settle(book: Book, touched: Iterable[Touched], now_ms: int) -> None:
    """Bring the alerts of every place and cause that was touched in line with what is found now."""
    earliest: dict[Subject, int] = {}
    for one in touched:
        key = (one.place_id, one.cause)
        earliest[key] = min(one.from_ms, earliest.get(key, one.from_ms))
    for key, from_ms in (*_behind_gateways(book, earliest), *_by_sensors(book, earliest)):
        earliest[key] = min(from_ms, earliest.get(key, from_ms))
    for (place_id, cause), from_ms in earliest.items():
        for change in _changes(book, place_id, cause, from_ms, now_ms):
            book.alerts.put(change.alert)
            if change.kind is not None:
                event = AlertEvent(0, change.alert.id, change.kind, now_ms, change.alert.severity)
                book.alerts.add_event(event, untold=change.tell)


def _behind_gateways(book: Book, earliest: Mapping[Subject, int]) -> Iterator[tuple[Subject, int]]:
    """Yield which silences must be looked at because something that stands before them has changed."""
    for cause, fronts in _BEHIND.items():
        changed = [from_ms for (_, touched), from_ms in earliest.items() if touched in fronts]
        if changed:
            for one in book.spells.of_cause(cause, min(changed)):
                yield (one.place_id, cause), min(changed)


def _by_sensors(book: Book, earliest: Mapping[Subject, int]) -> list[tuple[Subject, int]]:
    """Return what must be looked at because a sensor that tells it is in doubt, or no longer."""
    return [
        ((place_id, one.cause), from_ms)
        for (place_id, cause), from_ms in earliest.items()
        if cause is Cause.UNTRUSTED
        for one in book.spells.between(place_id, from_ms, _EVER_MS)
        if rests_on_a_sensor(one)
    ]


def _changes(book: Book, place_id: str, cause: Cause, from_ms: int, now_ms: int) -> tuple[Change, ...]:
    """Look at whole alerts and whole episodes: neither may reach out of what is compared."""
    while True:
        reach_ms, spells = book.spells.around(place_id, cause, from_ms)
        alerts = book.alerts.affected(place_id, cause, reach_ms)
        from_ms = min((alert.started_at_ms for alert in alerts), default=reach_ms)
        if from_ms >= reach_ms:
            told = _told(book, place_id, cause, spells)
            return reconcile(alerts, merge(told), now_ms, lambda: book.alerts.ids(place_id, cause))


def _told(book: Book, place_id: str, cause: Cause, spells: tuple[Spell, ...]) -> tuple[Spell, ...]:
    """Return *spells* as people are told of them."""
    first_ms = min((spell.started_at_ms for spell in spells), default=0)
    if cause in _BEHIND and spells:
        fronts = [one for front in _BEHIND[cause] for one in book.spells.of_cause(front, first_ms)]
        return shielded(spells, fronts)
    if any(rests_on_a_sensor(spell) for spell in spells):
        return trusted(spells, book.spells.of_place(place_id, Cause.UNTRUSTED, first_ms))
    return spells
