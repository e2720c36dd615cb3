"""Fields whose meaning nobody knows: what was last seen in them, per device."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from ingest.report import Unplaced
from ingest.tables import UNPLACED_FIELD
from ingest.upsert import upsert

_MOST_PER_DEVICE = 64
"""No codec has more fields than this that anybody would want to place."""

_LONGEST = 200


@dataclass(slots=True)
class UnplacedField:
    """A field of a device: its path, of which model, its newest value as text, and when that came."""

    field: str
    model: str
    value: str
    last_ms: int


class UnplacedFields:
    """The fields of every device that could not be placed, and what of them is not written down yet."""

    def __init__(self, connection: sa.Connection) -> None:
        self._of: dict[str, dict[str, UnplacedField]] = {}
        self._changed: set[tuple[str, str]] = set()
        for row in connection.execute(sa.select(UNPLACED_FIELD)):
            found = UnplacedField(row.field, row.model, row.value, row.last_ms)
            self._of.setdefault(row.device, {})[row.field] = found

    @property
    def has_changed(self) -> bool:
        """Tell whether there is anything to write."""
        return bool(self._changed)

    def note(self, unplaced: Unplaced, at_ms: int) -> None:
        """Note what was seen in a field; of too many, the one seen longest ago is forgotten."""
        name = unplaced.field[:_LONGEST]
        fields = self._of.setdefault(unplaced.device, {})
        known = fields.get(name)
        if known is None:
            if len(fields) >= _MOST_PER_DEVICE:
                self._drop(unplaced.device, min(fields.values(), key=lambda one: one.last_ms).field)
            fields[name] = UnplacedField(name, unplaced.model, unplaced.value[:_LONGEST], at_ms)
        else:
            known.model, known.value, known.last_ms = unplaced.model, unplaced.value[:_LONGEST], at_ms
        self._changed.add((unplaced.device, name))

    def forget(self, model: str, field: str) -> None:
        """Forget *field* on every device of *model*."""
        for device, fields in self._of.items():
            known = fields.get(field)
            if known is not None and known.model == model:
                self._drop(device, field)

    def of(self, device: str) -> tuple[UnplacedField, ...]:
        """Return the fields of *device*, by path."""
        fields = self._of.get(device)
        return tuple(fields[name] for name in sorted(fields)) if fields else ()

    def write(self, connection: sa.Connection) -> None:
        """Write what has changed."""
        gone = [key for key in self._changed if key[1] not in self._of.get(key[0], {})]
        for device, field in gone:
            key = (UNPLACED_FIELD.c.device == device) & (UNPLACED_FIELD.c.field == field)
            connection.execute(sa.delete(UNPLACED_FIELD).where(key))
        kept = self._changed.difference(gone)
        upsert(connection, UNPLACED_FIELD, [self._row(device, field) for device, field in kept])

    def written(self) -> None:
        """Note that everything is written down."""
        self._changed.clear()

    def _drop(self, device: str, field: str) -> None:
        del self._of[device][field]
        self._changed.add((device, field))

    def _row(self, device: str, field: str) -> dict[str, object]:
        known = self._of[device][field]
        return {
            "device": device,
            "field": field,
            "model": known.model,
            "value": known.value,
            "last_ms": known.last_ms,
        }
