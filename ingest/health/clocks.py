"""The clocks of gateways as they were last seen, and what was told of wrong ones, over a restart."""

from __future__ import annotations

import sqlalchemy as sa

from ingest.clock_errors import ClockErrors, ToldError
from ingest.clock_watch import ClockWatch, GatewayClock
from ingest.tables import CLOCK_ERROR, GATEWAY_CLOCK
from ingest.upsert import remove, upsert


class KeptClocks:
    """Brings what is known of clocks to *watch*, and from there to the database."""

    def __init__(self, connection: sa.Connection, watch: ClockWatch) -> None:
        self._watch = watch
        for row in connection.execute(sa.select(GATEWAY_CLOCK).order_by(GATEWAY_CLOCK.c.checked_ms)):
            watch.put(row.gateway, GatewayClock(row.offset_ms, row.is_wrong, row.checked_ms))
        watch.changed -= watch.clocks.keys()

    @property
    def has_changed(self) -> bool:
        """Tell whether there is anything to write."""
        return bool(self._watch.changed)

    def write(self, connection: sa.Connection) -> None:
        """Write what has changed."""
        clocks = self._watch.clocks
        gone = self._watch.changed - clocks.keys()
        remove(connection, GATEWAY_CLOCK, [{"gateway": gateway} for gateway in gone])
        rows = [
            {
                "gateway": gateway,
                "offset_ms": clocks[gateway].offset_ms,
                "is_wrong": clocks[gateway].is_wrong,
                "checked_ms": clocks[gateway].checked_ms,
            }
            for gateway in self._watch.changed - gone
        ]
        upsert(connection, GATEWAY_CLOCK, rows)

    def written(self) -> None:
        """Note that everything is written down."""
        self._watch.changed.clear()


class KeptErrors:
    """Brings what was told of wrong clocks to *errors*, and from there to the database."""

    def __init__(self, connection: sa.Connection, errors: ClockErrors) -> None:
        self._errors = errors
        for row in connection.execute(sa.select(CLOCK_ERROR).order_by(CLOCK_ERROR.c.at_ms)):
            errors.keep({row.name: ToldError(row.error_ms, row.at_ms, row.right_since_ms)})
        errors.changed -= errors.told.keys()

    @property
    def has_changed(self) -> bool:
        """Tell whether there is anything to write."""
        return bool(self._errors.changed)

    def write(self, connection: sa.Connection) -> None:
        """Write what has changed."""
        told = self._errors.told
        gone = self._errors.changed - told.keys()
        remove(connection, CLOCK_ERROR, [{"name": name} for name in gone])
        rows = [{"name": name, **told[name]._asdict()} for name in self._errors.changed - gone]
        upsert(connection, CLOCK_ERROR, rows)

    def written(self) -> None:
        """Note that everything is written down."""
        self._errors.changed.clear()
