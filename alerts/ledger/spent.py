"""What may be used once and was: links, and messages that a gateway delivers twice."""

from __future__ import annotations

import sqlalchemy as sa

from alerts.ledger.statements import insert_new
from alerts.ledger.tables import SPENT


class Spent:
    """What was used, within one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def use(self, key: str, now_ms: int) -> bool:
        """Use *key* up, and tell whether this was the first time."""
        row = {"key": key, "at_ms": now_ms}
        return self._connection.execute(insert_new(self._connection, SPENT), [row]).rowcount == 1

    def is_used(self, key: str) -> bool:
        """Tell whether *key* was used."""
        query = sa.select(SPENT.c.key).where(SPENT.c.key == key)
        return self._connection.execute(query).scalar() is not None

    def forget(self, before_ms: int) -> None:
        """Let go of what was used before an instant at which it had expired anyway."""
        self._connection.execute(sa.delete(SPENT).where(SPENT.c.at_ms < before_ms))
