"""The duty roster: people and steps as they are now, from the configuration or as somebody entered them."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from typing import Any

import msgspec
import sqlalchemy as sa

from alerts.duty_changes import differences
from alerts.errors import NotAllowedNow
from alerts.ledger.statements import upsert
from alerts.ledger.tables import DUTY, DUTY_CHANGE
from alerts.people import Duty
from ingest.clock import Clock
from ingest.database import Database

_ROW = 1


class DutyChange(msgspec.Struct, frozen=True):
    """Who changed at which instant whom to call, and what; ``version`` is that of the roster since then."""

    version: int
    at_ms: int
    who: str
    what: str


class DutyBook:
    """Who is called; may be read and changed from any thread.

    Args:
        database: where it is kept.
        clock: says when somebody changed it.
        configured: what the configuration says; where it names people, it is what counts, and nobody
            changes it over HTTP.
    """

    def __init__(self, database: Database, clock: Clock, configured: Duty) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._from_file = bool(configured.people)
        self._duty = configured if self._from_file else self._kept()

    @property
    def now(self) -> Duty:
        """Return people and steps as they are now."""
        with self._lock:
            return self._duty

    @property
    def is_configured(self) -> bool:
        """Tell whether the configuration says who is called."""
        return self._from_file

    @property
    def version(self) -> int:
        """Return a number that grows with every change."""
        return max((change.version for change in self.history()), default=0)

    def history(self) -> tuple[DutyChange, ...]:
        """Return who changed what, the oldest first."""
        query = sa.select(*DUTY_CHANGE.c).order_by(DUTY_CHANGE.c.id)
        with self._database.read() as connection:
            return tuple(DutyChange(*row) for row in connection.execute(query))

    def change(self, duty: Duty, who: str, seen: int | None = None) -> None:
        """Let *duty* count from now on; what is as it was leaves no line in the history.

        Raises NotAllowedNow where the configuration says who is called, and where somebody has changed it
        since the version *seen*.
        """
        if self._from_file:
            raise NotAllowedNow("people stand in the configuration, under [duty]: change them there")
        with self._lock:
            if seen not in {None, self.version}:
                raise NotAllowedNow("somebody has changed who is called since you looked: look again")
            what = "; ".join(differences(self._duty, duty))
            if not what:
                return
            row = {"id": _ROW, "body": json.dumps(revealed(duty)).encode()}
            line = {"at_ms": self._clock.now_ms(), "who": who, "what": what}
            with self._database.begin() as connection:
                connection.execute(upsert(connection, DUTY), [row])
                connection.execute(sa.insert(DUTY_CHANGE), [line])
            self._duty = duty

    def _kept(self) -> Duty:
        with self._database.read() as connection:
            body = connection.execute(sa.select(DUTY.c.body).where(DUTY.c.id == _ROW)).scalar()
        return Duty() if body is None else Duty.model_validate(json.loads(body))


def revealed(duty: Duty) -> Mapping[str, Any]:
    """Return *duty* as it is kept: with the addresses of channels, secrets and all."""
    raw = duty.model_dump(mode="json", exclude_none=True)
    for person, one in zip(raw["people"], duty.people, strict=True):
        for row, channel in zip(person["channels"], one.channels, strict=True):
            if channel.url is not None:
                row["url"] = channel.url.get_secret_value()
    return raw
