"""The ledger's pages, open within one transaction."""

from __future__ import annotations

import sqlalchemy as sa

from alerts.ledger.alerts import Alerts
from alerts.ledger.evidence import Evidence
from alerts.ledger.herds import Herds
from alerts.ledger.journeys import Journeys
from alerts.ledger.ladders import Ladders
from alerts.ledger.outbox import Notices
from alerts.ledger.photos import Photos
from alerts.ledger.silences import Silences
from alerts.ledger.spells import Spells
from alerts.ledger.spent import Spent
from alerts.ledger.statements import upsert_rows
from alerts.ledger.tables import CURSOR
from alerts.ledger.watches import Watches
from ingest.journal import ALERTS_CURSOR


class Book:
    """Everything that one batch may read and write together."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self.evidence = Evidence(connection)
        self.watches = Watches(connection)
        self.spells = Spells(connection)
        self.alerts = Alerts(connection)
        self.notices = Notices(connection)
        self.ladders = Ladders(connection)
        self.photos = Photos(connection)
        self.spent = Spent(connection)
        self.silences = Silences(connection)
        self.journeys = Journeys(connection)
        self.herds = Herds(connection)

    def cursor(self) -> int:
        """Return up to which reading of the journal everything is in the ledger."""
        query = sa.select(CURSOR.c.seq).where(CURSOR.c.name == ALERTS_CURSOR)
        return self._connection.execute(query).scalar() or 0

    def set_cursor(self, seq: int) -> None:
        """Say that everything up to reading *seq* of the journal is in the ledger."""
        upsert_rows(self._connection, CURSOR, [(ALERTS_CURSOR, seq)])
