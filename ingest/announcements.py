"""What was announced and is still true after a restart: names behind topics, units, who is who."""

from __future__ import annotations

import json
from collections.abc import Sequence

import sqlalchemy as sa

from ingest.database import Database
from ingest.report import Announcement
from ingest.tables import ANNOUNCEMENT


class Announcements:
    """Lasting facts in the state database, whose tables are up to date."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> tuple[Announcement, ...]:
        """Return everything that is known, one announcement per scope."""
        scopes: dict[str, dict[str, dict[str, object]]] = {}
        with self._database.read() as connection:
            for row in connection.execute(sa.select(ANNOUNCEMENT)):
                scopes.setdefault(row.scope, {})[row.key] = json.loads(row.facts)
        return tuple(Announcement(scope, facts) for scope, facts in scopes.items())

    def keep(self, announcements: Sequence[Announcement]) -> None:
        """Keep *announcements*, the later over the earlier; they are durable on return."""
        with self._database.begin() as connection:
            for announcement in announcements:
                _keep(connection, announcement)


def _keep(connection: sa.Connection, announcement: Announcement) -> None:
    scope = ANNOUNCEMENT.c.scope == announcement.scope
    old = scope if announcement.replaces else scope & ANNOUNCEMENT.c.key.in_(list(announcement.facts))
    connection.execute(sa.delete(ANNOUNCEMENT).where(old))
    rows = [
        {"scope": announcement.scope, "key": key, "facts": json.dumps(dict(facts))}
        for key, facts in announcement.facts.items()
        if facts is not None
    ]
    if rows:
        connection.execute(sa.insert(ANNOUNCEMENT), rows)
