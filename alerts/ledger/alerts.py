"""Alerts and their history."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

import msgspec
import sqlalchemy as sa

from alerts.alert import Alert, AlertEvent, AlertState, EventKind, Severity
from alerts.cause import Cause
from alerts.errors import UnknownAlert
from alerts.ledger.statements import upsert
from alerts.ledger.tables import ALERT, EVENT

_UNTOLD = sa.select(EVENT).where(EVENT.c.untold).order_by(EVENT.c.id).limit(500)
"""Asked once for every batch of readings."""

_AFFECTED = sa.select(ALERT.c.body).where(
    ALERT.c.place_id == sa.bindparam("place"),
    ALERT.c.cause == sa.bindparam("cause"),
    ALERT.c.state != AlertState.WITHDRAWN.value,
    sa.or_(ALERT.c.ended_at_ms.is_(None), ALERT.c.ended_at_ms >= sa.bindparam("from")),
)
"""Asked for every alert that lasts, with every batch of readings."""

_NOT_WITHDRAWN = [state.value for state in AlertState if state is not AlertState.WITHDRAWN]

_LASTING = sa.select(ALERT.c.body).where(ALERT.c.state.in_(_NOT_WITHDRAWN), ALERT.c.ended_at_ms.is_(None))
_LASTING_OF = _LASTING.where(ALERT.c.cause == sa.bindparam("cause"))
_ONE = sa.select(ALERT.c.body).where(ALERT.c.id == sa.bindparam("id"))
_SEVERAL = sa.select(ALERT.c.id, ALERT.c.body).where(ALERT.c.id.in_(sa.bindparam("ids", expanding=True)))
_IDS = sa.select(ALERT.c.id).where(
    ALERT.c.place_id == sa.bindparam("place"), ALERT.c.cause == sa.bindparam("cause")
)
_ADD_EVENT = sa.insert(EVENT).returning(EVENT.c.id)
_MARK_TOLD = sa.update(EVENT).where(EVENT.c.id == sa.bindparam("event")).values(untold=False)
"""Made once, since each goes with whatever is found: making it takes SQLAlchemy longer than asking."""


class Alerts:
    """Alerts and events, within one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection
        self.last_event_id = 0

    def get(self, alert_id: str) -> Alert:
        """Return one alert; UnknownAlert where there is none."""
        body = self._connection.execute(_ONE, {"id": alert_id}).scalar()
        if body is None:
            raise UnknownAlert(f"there is no alert with the id {alert_id!r}")
        return _decode(body)

    def several(self, alert_ids: Collection[str]) -> Mapping[str, Alert]:
        """Return those of these alerts that there are, by their ids."""
        rows = self._connection.execute(_SEVERAL, {"ids": tuple(alert_ids)})
        return {row[0]: _decode(row[1]) for row in rows}

    def put(self, alert: Alert) -> None:
        """Keep *alert* as it is now."""
        row = {
            "id": alert.id,
            "place_id": alert.place_id,
            "cause": alert.cause.value,
            "state": alert.state.value,
            "started_at_ms": alert.started_at_ms,
            "ended_at_ms": alert.ended_at_ms,
            "body": msgspec.json.encode(alert),
        }
        self._connection.execute(upsert(self._connection, ALERT), [row])

    def affected(self, place_id: str, cause: Cause, from_ms: int) -> tuple[Alert, ...]:
        """Return the alerts of a place and cause that reach beyond *from_ms* and were not withdrawn."""
        asked = {"place": place_id, "cause": cause.value, "from": from_ms}
        return tuple(_decode(body) for body in self._connection.execute(_AFFECTED, asked).scalars())

    def ids(self, place_id: str, cause: Cause) -> frozenset[str]:
        """Return the ids of all alerts that a place ever had for a cause."""
        asked = {"place": place_id, "cause": cause.value}
        return frozenset(self._connection.execute(_IDS, asked).scalars())

    def recent(self, state: AlertState | None, place_id: str | None, limit: int) -> tuple[Alert, ...]:
        """Return the alerts that started last, newest first; withdrawn ones only where asked for."""
        query = sa.select(ALERT.c.body).order_by(ALERT.c.started_at_ms.desc(), ALERT.c.id).limit(limit)
        if state is None:
            query = query.where(ALERT.c.state != AlertState.WITHDRAWN.value)
        else:
            query = query.where(ALERT.c.state == state.value)
        if place_id is not None:
            query = query.where(ALERT.c.place_id == place_id)
        return tuple(_decode(body) for body in self._connection.execute(query).scalars())

    def started_between(self, start_ms: int, end_ms: int) -> tuple[Alert, ...]:
        """Return the alerts that started in [start, end), oldest first."""
        query = (
            sa.select(ALERT.c.body)
            .where(ALERT.c.started_at_ms >= start_ms, ALERT.c.started_at_ms < end_ms)
            .order_by(ALERT.c.started_at_ms, ALERT.c.id)
        )
        return tuple(_decode(body) for body in self._connection.execute(query).scalars())

    def lasting(self, cause: Cause | None = None) -> tuple[Alert, ...]:
        """Return the alerts, of one cause or all, of which readings show no end, also where a person did."""
        if cause is None:
            found = self._connection.execute(_LASTING)
        else:
            found = self._connection.execute(_LASTING_OF, {"cause": cause.value})
        return tuple(_decode(body) for body in found.scalars())

    def add_event(self, event: AlertEvent, *, untold: bool) -> AlertEvent:
        """Keep a line of history and return it with its number."""
        row = {
            "alert_id": event.alert_id,
            "kind": event.kind.value,
            "at_ms": event.at_ms,
            "severity": int(event.severity),
            "by": event.by,
            "note": event.note,
            "untold": untold,
            "until_ms": event.until_ms,
        }
        self.last_event_id = int(self._connection.execute(_ADD_EVENT, row).scalar_one())
        return msgspec.structs.replace(event, id=self.last_event_id)

    def untold(self) -> tuple[AlertEvent, ...]:
        """Return the events that people are still to be told of, the oldest few hundred first."""
        return tuple(_event(row) for row in self._connection.execute(_UNTOLD))

    def mark_told(self, event_id: int) -> None:
        """Say that the notice of an event is in the outbox."""
        self._connection.execute(_MARK_TOLD, {"event": event_id})

    def events_after(self, event_id: int, limit: int) -> tuple[AlertEvent, ...]:
        """Return the events after number *event_id*, oldest first."""
        return self._events(EVENT.c.id > event_id, limit)

    def events_of(self, alert_ids: Sequence[str]) -> tuple[AlertEvent, ...]:
        """Return the events of these alerts, oldest first."""
        return self._events(EVENT.c.alert_id.in_(alert_ids), None)

    def newest_event_id(self) -> int:
        """Return the number of the newest event; 0 before the first."""
        return self._connection.execute(sa.select(sa.func.max(EVENT.c.id))).scalar() or 0

    def _events(self, which: sa.ColumnElement[bool], limit: int | None) -> tuple[AlertEvent, ...]:
        query = sa.select(EVENT).where(which).order_by(EVENT.c.id).limit(limit)
        return tuple(_event(row) for row in self._connection.execute(query))


def _event(row: sa.Row[Any]) -> AlertEvent:
    return AlertEvent(
        id=row.id,
        alert_id=row.alert_id,
        kind=EventKind(row.kind),
        at_ms=row.at_ms,
        severity=Severity(row.severity),
        by=row.by,
        note=row.note,
        until_ms=row.until_ms,
    )


def _decode(body: bytes) -> Alert:
    return msgspec.json.decode(body, type=Alert)
