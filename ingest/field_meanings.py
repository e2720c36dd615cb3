"""What people say that fields of device models mean; it counts from the next message on."""

from __future__ import annotations

import threading
from collections.abc import Mapping

import sqlalchemy as sa

from ingest.database import Database
from ingest.errors import UnknownName
from ingest.known import KnownFacts, Meaning
from ingest.quantity import QUANTITIES
from ingest.tables import FIELD_MEANING
from ingest.units import fits
from ingest.upsert import upsert

Fields = Mapping[str, Meaning]
"""What the fields of one model mean, by path."""


class FieldMeanings:
    """What fields mean, by model and path; all methods may be called from any thread.

    Args:
        database: where it is kept.
        known: tells decoders; it is told of every change at once.
    """

    def __init__(self, database: Database, known: KnownFacts) -> None:
        self._database = database
        self._known = known
        self._lock = threading.RLock()
        self._of: dict[str, dict[str, Meaning]] = {}
        with database.read() as connection:
            for row in connection.execute(sa.select(FIELD_MEANING)):
                meaning = Meaning(row.quantity, row.unit, row.channel)
                self._of.setdefault(row.model, {})[row.field] = meaning
        known.set_meanings(self._of)

    def all(self) -> Mapping[str, Fields]:
        """Return everything that was said, by model and path."""
        with self._lock:
            return {model: dict(sorted(fields.items())) for model, fields in sorted(self._of.items())}

    def of(self, model: str) -> Fields:
        """Return what the fields of *model* mean."""
        return self.all().get(model, {})

    def put(self, model: str, field: str, meaning: Meaning) -> None:
        """Say what a field means; ``meaning_mistake`` has nothing against it."""
        with self._lock:
            with self._database.begin() as connection:
                write_meanings(connection, {(model, field): meaning})
            self.take({(model, field): meaning})

    def remove(self, model: str, field: str) -> None:
        """Say nothing any more about a field; raises UnknownName."""
        with self._lock:
            if field not in self._of.get(model, {}):
                raise UnknownName(f"nobody has said what the field {field!r} of {model!r} means")
            is_it = (FIELD_MEANING.c.model == model) & (FIELD_MEANING.c.field == field)
            with self._database.begin() as connection:
                connection.execute(sa.delete(FIELD_MEANING).where(is_it))
            del self._of[model][field]
            self._known.set_meanings(self._of)

    def take(self, said: Mapping[tuple[str, str], Meaning]) -> None:
        """Take over what was said, by model and path; it is written down already."""
        with self._lock:
            for (model, field), meaning in said.items():
                self._of.setdefault(model, {})[field] = meaning
            self._known.set_meanings(self._of)


def write_meanings(connection: sa.Connection, said: Mapping[tuple[str, str], Meaning]) -> None:
    """Write what was said, by model and path."""
    rows = [{"model": model, "field": field, **meaning._asdict()} for (model, field), meaning in said.items()]
    upsert(connection, FIELD_MEANING, rows)


def meaning_mistake(meaning: Meaning) -> tuple[str, str, str] | None:
    """Return what cannot be meant: the field, what was seen, what was expected; None: nothing.

    >>> meaning_mistake(Meaning("air_temperature_c", "kPa"))
    ('unit', 'kPa', 'a unit in which air_temperature_c can be measured')
    """
    if not meaning.quantity:
        return None
    if meaning.quantity not in QUANTITIES:
        return "quantity", meaning.quantity, f"one of {', '.join(QUANTITIES)}"
    if meaning.unit and not fits(meaning.unit, meaning.quantity):
        return "unit", meaning.unit, f"a unit in which {meaning.quantity} can be measured"
    return None
