"""Spells: what detectors found, raised or not."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import msgspec
import sqlalchemy as sa

from alerts.alert import Spell
from alerts.cause import Cause
from alerts.ledger.statements import upsert_rows
from alerts.ledger.tables import SPELL


def _lasts_until(instant_ms: int | sa.BindParameter[int]) -> sa.ColumnElement[bool]:
    return sa.or_(SPELL.c.ended_at_ms.is_(None), SPELL.c.ended_at_ms >= instant_ms)


_OF_PLACE = sa.select(SPELL.c.body).where(
    SPELL.c.place_id == sa.bindparam("place"),
    SPELL.c.cause == sa.bindparam("cause"),
    _lasts_until(sa.bindparam("from")),
)
"""Asked for everything that lasts, with every batch of readings."""


@dataclass(frozen=True, slots=True)
class Touched:
    """Something about the spells of this place and cause has changed, from this instant on."""

    place_id: str
    cause: Cause
    from_ms: int


class Spells:
    """Spells, within one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def erase(self, watch_id: int, after_ms: int) -> tuple[Touched, ...]:
        """Take back what a watch found by observations after *after_ms*; return what that touches."""
        which = (SPELL.c.watch_id == watch_id, SPELL.c.known_at_ms > after_ms)
        query = sa.select(SPELL.c.place_id, SPELL.c.cause, SPELL.c.started_at_ms)
        rows = self._connection.execute(query.where(*which)).all()
        self._connection.execute(sa.delete(SPELL).where(*which))
        return tuple(Touched(row.place_id, Cause(row.cause), row.started_at_ms) for row in rows)

    def save(self, spells: Iterable[tuple[int, int, Spell]]) -> None:
        """Keep (watch, known_at_ms, spell); one with the same start and cause is replaced."""
        rows = [
            (
                watch_id,
                spell.started_at_ms,
                spell.cause.value,
                spell.place_id,
                spell.raised_at_ms is not None,
                spell.ended_at_ms,
                known_at_ms,
                msgspec.json.encode(spell),
            )
            for watch_id, known_at_ms, spell in spells
        ]
        if rows:
            upsert_rows(self._connection, SPELL, rows)

    def around(self, place_id: str, cause: Cause, from_ms: int) -> tuple[int, tuple[Spell, ...]]:
        """Return the spells from *from_ms* on with all that hang together with them.

        The first item is how far back that reaches [ms].
        """
        while True:
            spells = self.of_place(place_id, cause, from_ms)
            earliest_ms = min((spell.started_at_ms for spell in spells), default=from_ms)
            if earliest_ms >= from_ms:
                return from_ms, spells
            from_ms = earliest_ms

    def of_cause(self, cause: Cause, from_ms: int) -> tuple[Spell, ...]:
        """Return the spells of one cause, wherever, that last until *from_ms* or longer."""
        query = sa.select(SPELL.c.body).where(SPELL.c.cause == cause.value, _lasts_until(from_ms))
        return tuple(_decode(body) for body in self._connection.execute(query).scalars())

    def between(self, place_id: str, start_ms: int, end_ms: int) -> tuple[Spell, ...]:
        """Return every spell of a place, raised or not, that touches [start_ms, end_ms), oldest first."""
        query = (
            sa.select(SPELL.c.body)
            .where(SPELL.c.place_id == place_id, SPELL.c.started_at_ms < end_ms, _lasts_until(start_ms))
            .order_by(SPELL.c.started_at_ms)
        )
        return tuple(_decode(body) for body in self._connection.execute(query).scalars())

    def of_place(self, place_id: str, cause: Cause, from_ms: int) -> tuple[Spell, ...]:
        """Return the spells of one cause at one place that last until *from_ms* or longer."""
        asked = {"place": place_id, "cause": cause.value, "from": from_ms}
        return tuple(_decode(body) for body in self._connection.execute(_OF_PLACE, asked).scalars())


def _decode(body: bytes) -> Spell:
    return msgspec.json.decode(body, type=Spell)
