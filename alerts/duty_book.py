"""The duty roster: people and steps as they are now, from the configuration or as somebody entered them."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from typing import Any

import sqlalchemy as sa

from alerts.errors import NotAllowedNow
from alerts.ledger.statements import upsert
from alerts.ledger.tables import DUTY
from alerts.people import Duty
from ingest.database import Database

_ROW = 1


class DutyBook:
    """Who is called; may be read and changed from any thread.

    Args:
        database: where it is kept.
        configured: what the configuration says; where it names people, it is what counts, and nobody
            changes it over HTTP.
    """

    def __init__(self, database: Database, configured: Duty) -> None:
        self._database = database
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

    def change(self, duty: Duty) -> None:
        """Let *duty* count from now on; NotAllowedNow where the configuration says who is called."""
        if self._from_file:
            raise NotAllowedNow("people stand in the configuration, under [duty]: change them there")
        row = {"id": _ROW, "body": json.dumps(revealed(duty)).encode()}
        with self._database.begin() as connection:
            connection.execute(upsert(connection, DUTY), [row])
        with self._lock:
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
