"""Herds: what lots that fare alike have come to together, now and at the checkpoints of all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping

import msgspec
import sqlalchemy as sa

from alerts.ledger.goods_tables import HERD
from alerts.ledger.statements import upsert_rows
from alerts.share import Common

NOW_SLOT = -20
"""Where is kept what a herd has come to; its other slots are those of a watch's checkpoints."""

HerdRow = tuple[int, int, Common]
"""The number of a herd, a slot, and what the herd had come to."""


class Herds:
    """Herds, within one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def save(self, rows: Iterable[HerdRow]) -> None:
        """Keep what herds have come to; a slot holds one."""
        values = [(herd_id, slot, kept.at_ms, msgspec.json.encode(kept)) for herd_id, slot, kept in rows]
        if values:
            upsert_rows(self._connection, HERD, values)

    def now(self) -> Mapping[int, Common]:
        """Return what every herd has come to."""
        query = sa.select(HERD.c.id, HERD.c.body).where(HERD.c.slot == NOW_SLOT)
        return {row.id: _decode(row.body) for row in self._connection.execute(query)}

    def all(self) -> Mapping[int, Mapping[int, Common]]:
        """Return by number of the herd and slot whatever is kept."""
        herds: defaultdict[int, dict[int, Common]] = defaultdict(dict)
        for row in self._connection.execute(sa.select(HERD.c.id, HERD.c.slot, HERD.c.body)):
            herds[row.id][row.slot] = _decode(row.body)
        return herds

    def forget(self, before_day: int, living: Collection[int]) -> None:
        """Let go of daily checkpoints before day *before_day*, and of herds that are not *living*."""
        self._connection.execute(sa.delete(HERD).where(HERD.c.slot >= 0, HERD.c.slot < before_day))
        known = self._connection.execute(sa.select(HERD.c.id).distinct()).scalars().all()
        for herd_id in set(known).difference(living):
            self._connection.execute(sa.delete(HERD).where(HERD.c.id == herd_id))


def _decode(body: bytes) -> Common:
    return msgspec.json.decode(body, type=Common)
