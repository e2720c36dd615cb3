"""How far the calls about each alert have got."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from alerts.alert import Alert
from alerts.duty import Ladder
from alerts.ledger.statements import upsert
from alerts.ledger.tables import ALERT, LADDER

_ONE = sa.select(LADDER.c.body).where(LADDER.c.alert_id == sa.bindparam("alert"))
_CLIMBING = (
    sa.select(LADDER.c.body, ALERT.c.body)
    .join(ALERT, ALERT.c.id == LADDER.c.alert_id)
    .where(LADDER.c.climbing)
    .order_by(LADDER.c.alert_id)
)
"""Both are asked whenever anything was found."""


class Ladders:
    """The ladders, within one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def get(self, alert_id: str) -> Ladder | None:
        """Return the ladder of an alert; None where nobody was ever to be called about it."""
        body = self._connection.execute(_ONE, {"alert": alert_id}).scalar()
        return None if body is None else _decode(body)

    def climbing(self) -> tuple[tuple[Ladder, Alert], ...]:
        """Return the ladders of alerts about which people may have to be called still, and these."""
        rows = self._connection.execute(_CLIMBING)
        return tuple((_decode(row[0]), msgspec.json.decode(row[1], type=Alert)) for row in rows)

    def put(self, ladder: Ladder, *, climbing: bool = True) -> None:
        """Keep how far the calls have got."""
        row = {
            "alert_id": ladder.alert_id,
            "climbing": climbing,
            "body": msgspec.json.encode(ladder),
        }
        self._connection.execute(upsert(self._connection, LADDER), [row])


def _decode(body: bytes) -> Ladder:
    return msgspec.json.decode(body, type=Ladder)
