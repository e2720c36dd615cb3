"""Journeys: how far the life of each lot had been spent in each of its passages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import msgspec
import sqlalchemy as sa

from alerts.journey import JourneyState
from alerts.ledger.goods_tables import JOURNEY
from alerts.ledger.statements import upsert_rows


class Passage(msgspec.Struct, frozen=True, gc=False):
    """A lot in one place, as long as the same devices watch it: what its history had come to.

    Attributes:
        lot_id, place_id: who, and where.
        start_ms: since when.
        state: its history up to the newest reading, or, when it has left, up to its end.
        seen: at least one reading of this passage is in it.
        goods_c: coolest and warmest that the goods are by what their sources tell [°C]; None: not noted.
        least_used: fraction of life used by the mildest of them; that of ``state`` is the worst [-].
        known_ms: until when it is known, where it lasts: when a source was heard last, and trusted [ms].
        missed_ms: from when on, where it lasts, the time since then is a gap [ms].
    """

    lot_id: str
    place_id: str
    start_ms: int
    state: JourneyState
    seen: bool
    goods_c: tuple[float, float] | None = None
    least_used: float | None = None
    known_ms: int | None = None
    missed_ms: int | None = None

    @property
    def as_of_ms(self) -> int:
        """Return until when its history is known, whatever was made of the time since then."""
        return self.state.at_ms if self.known_ms is None else min(self.known_ms, self.state.at_ms)


class Journeys:
    """Journeys, within one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def save(self, journeys: Iterable[Passage]) -> None:
        """Keep passages; one with the same lot and start is replaced."""
        rows = [(journey.lot_id, journey.start_ms, msgspec.json.encode(journey)) for journey in journeys]
        if rows:
            upsert_rows(self._connection, JOURNEY, rows)

    def of_lot(self, lot_id: str) -> tuple[Passage, ...]:
        """Return what became of a lot, passage by passage."""
        query = sa.select(JOURNEY.c.body).where(JOURNEY.c.lot_id == lot_id).order_by(JOURNEY.c.start_ms)
        return tuple(_decode(body) for body in self._connection.execute(query).scalars())

    def all(self) -> tuple[Passage, ...]:
        """Return every passage of every lot, in the order of their starts."""
        query = sa.select(JOURNEY.c.body).order_by(JOURNEY.c.start_ms)
        return tuple(_decode(body) for body in self._connection.execute(query).scalars())

    def newest(self) -> Mapping[str, Passage]:
        """Return the newest passage of every lot that has one."""
        return {passage.lot_id: passage for passage in self.all()}

    def remove(self, lot_id: str, starts_ms: Iterable[int]) -> None:
        """Forget passages that turned out not to have been."""
        for start_ms in starts_ms:
            self._connection.execute(
                sa.delete(JOURNEY).where(JOURNEY.c.lot_id == lot_id, JOURNEY.c.start_ms == start_ms)
            )


def _decode(body: bytes) -> Passage:
    return msgspec.json.decode(body, type=Passage)
