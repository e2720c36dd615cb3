"""Silences, and which of them have ended without anybody having looked at what they covered."""

from __future__ import annotations

import msgspec
import sqlalchemy as sa

from alerts.errors import UnknownSilence
from alerts.ledger.statements import upsert
from alerts.ledger.tables import SILENCE
from alerts.silence import Silence

_NEWEST = 200
_UNSETTLED = sa.select(SILENCE.c.body).where(sa.not_(SILENCE.c.settled)).order_by(SILENCE.c.id)
"""Asked whenever anything was found."""


class Silences:
    """The silences, within one transaction."""

    def __init__(self, connection: sa.Connection) -> None:
        self._connection = connection

    def put(self, silence: Silence) -> None:
        """Keep *silence* as it is now, to be looked at when it ends."""
        row = {
            "id": silence.id,
            "end_ms": silence.end_ms,
            "settled": False,
            "body": msgspec.json.encode(silence),
        }
        self._connection.execute(upsert(self._connection, SILENCE), [row])

    def get(self, silence_id: str) -> Silence:
        """Return one silence; UnknownSilence where there is none."""
        body = self._connection.execute(sa.select(SILENCE.c.body).where(SILENCE.c.id == silence_id)).scalar()
        if body is None:
            raise UnknownSilence(f"there is no silence with the id {silence_id!r}")
        return _decode(body)

    def unsettled(self) -> tuple[Silence, ...]:
        """Return those that hold, will hold, or have ended since somebody looked last."""
        return tuple(_decode(body) for body in self._connection.execute(_UNSETTLED).scalars())

    def recent(self) -> tuple[Silence, ...]:
        """Return those that end last, the last first."""
        query = sa.select(SILENCE.c.body).order_by(SILENCE.c.end_ms.desc(), SILENCE.c.id).limit(_NEWEST)
        return tuple(_decode(body) for body in self._connection.execute(query).scalars())

    def settle(self, silence_id: str) -> None:
        """Say that what a silence covered has been looked at after its end."""
        self._connection.execute(sa.update(SILENCE).where(SILENCE.c.id == silence_id).values(settled=True))


def _decode(body: bytes) -> Silence:
    return msgspec.json.decode(body, type=Silence)
