"""The clocks of gateways as they were last seen, over a restart."""

from __future__ import annotations

import sqlalchemy as sa

from ingest.clock_watch import ClockWatch, GatewayClock
from ingest.tables import GATEWAY_CLOCK
from ingest.upsert import upsert


class KeptClocks:
    """Brings what is known of clocks to *watch*, and from there to the database."""

    def __init__(self, connection: sa.Connection, watch: ClockWatch) -> None:
        self._watch = watch
        for row in connection.execute(sa.select(GATEWAY_CLOCK)):
            watch.clocks[row.gateway] = GatewayClock(row.offset_ms, row.is_wrong, row.checked_ms)

    @property
    def has_changed(self) -> bool:
        """Tell whether there is anything to write."""
        return bool(self._watch.changed)

    def write(self, connection: sa.Connection) -> None:
        """Write what has changed."""
        rows = [
            {
                "gateway": gateway,
                "offset_ms": clock.offset_ms,
                "is_wrong": clock.is_wrong,
                "checked_ms": clock.checked_ms,
            }
            for gateway in self._watch.changed
            for clock in (self._watch.clocks[gateway],)
        ]
        upsert(connection, GATEWAY_CLOCK, rows)

    def written(self) -> None:
        """Note that everything is written down."""
        self._watch.changed.clear()
