"""Journeys: how far the life of each lot had been spent in each of its passages."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

from alerts.ledger.goods_tables import JOURNEY
from alerts.ledger.herds import Herds
from alerts.ledger.statements import upsert_rows
from alerts.passage import Passage

_ALL = sa.select(JOURNEY.c.body).order_by(JOURNEY.c.start_ms)


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
        return self._by_herds(query)

    def all(self) -> tuple[Passage, ...]:
        """Return every passage of every lot, in the order of their starts."""
        return self._by_herds(_ALL)

    def written(self) -> tuple[Passage, ...]:
        """Return the same as it was written down, whatever herds have come to since."""
        return tuple(_decode(body) for body in self._connection.execute(_ALL).scalars())

    def newest(self) -> Mapping[str, Passage]:
        """Return the newest passage of every lot that has one."""
        return {passage.lot_id: passage for passage in self.all()}

    def remove(self, lot_id: str, starts_ms: Iterable[int]) -> None:
        """Forget passages that turned out not to have been."""
        for start_ms in starts_ms:
            self._connection.execute(
                sa.delete(JOURNEY).where(JOURNEY.c.lot_id == lot_id, JOURNEY.c.start_ms == start_ms)
            )

    def _by_herds(self, query: sa.Select[Any]) -> tuple[Passage, ...]:
        """Return passages by what their herds have come to; a herd that is gone had told them before."""
        passages = [_decode(body) for body in self._connection.execute(query).scalars()]
        herds = Herds(self._connection).now() if any(one.voices for one in passages) else {}
        return tuple(passage.by(herds) for passage in passages)


def _decode(body: bytes) -> Passage:
    return msgspec.json.decode(body, type=Passage)
