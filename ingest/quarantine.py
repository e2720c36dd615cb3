"""The quarantine: refused payloads with their reason, for the operator; bounded, newest kept.

What had to make room is counted by reason, so that nothing is dropped without a word.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import sqlalchemy as sa

from ingest.database import Database
from ingest.reading import Reason, Rejection
from ingest.tables import QUARANTINE, QUARANTINE_FORGOTTEN

_MOST_PAYLOAD_BYTES = 1_024
_MOST_CHARACTERS = 1_000
"""Enough to see what a message is; a sender must not fill the disk with what nobody reads."""

EXPLANATIONS: Mapping[Reason, str] = MappingProxyType(
    {
        Reason.UNKNOWN_TOPIC: "No wire format that Coldframe knows publishes on this topic. Check the topic "
        "that is set in the gateway.",
        Reason.NOT_DECODABLE: "The message does not look as its format prescribes. Check the gateway's "
        "payload settings, or whether something else publishes on this topic.",
        Reason.TOO_LARGE: "The message is larger than any with readings should be, so it was not read. Let "
        "the gateway send fewer readings at a time.",
        Reason.UNKNOWN_QUANTITY: "The message names a quantity that Coldframe does not know. Its other "
        "values were taken. Check the spelling, or whether the name ends in its unit.",
        Reason.NOT_A_NUMBER: "The value is not a finite number. Check the sensor and its cable.",
        Reason.OUT_OF_RANGE: "No working sensor measures such a value anywhere on a farm or in a cold chain. "
        "Check the sensor, its cable, and the unit in which it reports.",
        Reason.SENSOR_FAULT: "The device itself says that its sensor does not work. Check the probe and its "
        "plug.",
        Reason.NO_READINGS: "The message can be read, but holds no value. Nothing is wrong if the device "
        "sends such messages besides its readings.",
        Reason.STORE_REFUSED: "The reading was accepted and evaluated, but the store will not keep it. Look "
        "at the store's own words in the detail.",
        Reason.NOT_ALLOWED: "The gateway may not publish on this topic, so nobody got the message. Set the "
        "topic in the gateway that was shown when it was added, or remove it and add it again with --topic.",
        Reason.TOO_MANY_DEVICES: "A gateway tells of more devices than are kept without a place, so the one "
        "heard longest ago left the inbox. What it measured stays, and it comes back when it is heard. Give "
        "your devices places, let more wait in the settings, or see who makes up names there.",
    }
)
"""What each reason means, and what to do, in an operator's words."""


@dataclass(frozen=True, slots=True)
class Quarantined:
    """An entry of the quarantine; ``id`` grows by time."""

    id: int
    rejection: Rejection


class Quarantine:
    """Refused payloads in the state database.

    Args:
        database: where they are kept; its tables are up to date.
        max_entries: above this the oldest make room.
    """

    def __init__(self, database: Database, *, max_entries: int = 10_000) -> None:
        self._database = database
        self._max_entries = max_entries
        self._lock = threading.Lock()
        with database.read() as connection:
            self._entries = _count(connection)

    def add(self, rejections: Sequence[Rejection]) -> None:
        """Keep *rejections*; they are durable on return. DatabaseUnusable: nothing of the call is kept."""
        if not rejections:
            return
        with self._lock:
            entries = self._entries + len(rejections)
            excess = entries - self._max_entries
            with self._database.begin() as connection:
                connection.execute(sa.insert(QUARANTINE), [_row(rejection) for rejection in rejections])
                if excess > 0:
                    _forget_oldest(connection, excess)
            self._entries = min(entries, self._max_entries)

    def recent(self, limit: int, before_id: int | None = None) -> tuple[Quarantined, ...]:
        """Return at most *limit* entries, newest first; those before *before_id* where it is given."""
        query = sa.select(QUARANTINE).order_by(QUARANTINE.c.id.desc()).limit(limit)
        if before_id is not None:
            query = query.where(QUARANTINE.c.id < before_id)
        with self._database.read() as connection:
            return tuple(_entry(row) for row in connection.execute(query))

    def count(self) -> int:
        """Return how many entries are kept."""
        with self._lock:
            return self._entries

    def forgotten(self) -> Mapping[Reason, int]:
        """Return how many entries of each reason had to make room."""
        with self._database.read() as connection:
            rows = connection.execute(sa.select(QUARANTINE_FORGOTTEN)).all()
        return {Reason(row.reason): row.entries for row in rows}


def _count(connection: sa.Connection) -> int:
    return connection.execute(sa.select(sa.func.count()).select_from(QUARANTINE)).scalar_one()


def _forget_oldest(connection: sa.Connection, excess: int) -> None:
    ids = sa.select(QUARANTINE.c.id).order_by(QUARANTINE.c.id).limit(1).offset(excess - 1)
    old = QUARANTINE.c.id <= connection.execute(ids).scalar_one()
    tally = sa.select(QUARANTINE.c.reason, sa.func.count()).where(old).group_by(QUARANTINE.c.reason)
    for reason, entries in connection.execute(tally).all():
        mine = QUARANTINE_FORGOTTEN.c.reason == reason
        more = (
            sa.update(QUARANTINE_FORGOTTEN)
            .where(mine)
            .values(entries=QUARANTINE_FORGOTTEN.c.entries + entries)
        )
        if connection.execute(more).rowcount == 0:
            connection.execute(sa.insert(QUARANTINE_FORGOTTEN).values(reason=reason, entries=entries))
    connection.execute(sa.delete(QUARANTINE).where(old))


def _row(rejection: Rejection) -> dict[str, object]:
    return {
        "received_at_ms": rejection.received_at_ms,
        "reason": rejection.reason.value,
        "detail": _storable(rejection.detail),
        "topic": _storable(rejection.topic),
        "device": _storable(rejection.device),
        "payload": rejection.payload[:_MOST_PAYLOAD_BYTES],
    }


def _storable(text: str) -> str:
    r"""Return *text*, which a stranger may have written, as any database takes it.

    >>> print(_storable("a" + chr(0) + chr(0xD800)))
    a\x00\ud800
    """
    whole = text[:_MOST_CHARACTERS].replace("\x00", "\\x00")
    return whole.encode("utf-8", "backslashreplace").decode("utf-8")


def _entry(row: sa.Row[tuple[object, ...]]) -> Quarantined:
    return Quarantined(
        row.id,
        Rejection(
            reason=Reason(row.reason),
            detail=row.detail,
            topic=row.topic,
            payload=row.payload,
            received_at_ms=row.received_at_ms,
            device=row.device,
        ),
    )
