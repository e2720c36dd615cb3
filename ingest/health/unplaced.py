"""Fields whose meaning nobody knows: what was last seen in them, per device."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import sqlalchemy as sa

from ingest.health.notebook import Notebook
from ingest.report import Unplaced
from ingest.tables import UNPLACED_FIELD

_MOST_PER_DEVICE = 64
"""No codec has more fields than this that anybody would want to place."""

_LONGEST = 200


@dataclass(frozen=True, slots=True)
class UnplacedField:
    """A field of a device: its path, of which model, its newest value as text, and when that came."""

    field: str
    model: str
    value: str
    last_ms: int

    @property
    def name(self) -> str:
        """Return what it is noted under."""
        return self.field

    def columns(self) -> Mapping[str, object]:
        """Return what is written of it."""
        return {"field": self.field, "model": self.model, "value": self.value, "last_ms": self.last_ms}


class UnplacedFields(Notebook[UnplacedField]):
    """The fields of every device that could not be placed."""

    def __init__(self, connection: sa.Connection) -> None:
        super().__init__(UNPLACED_FIELD, "field", _MOST_PER_DEVICE)
        for row in connection.execute(sa.select(UNPLACED_FIELD).order_by(UNPLACED_FIELD.c.last_ms)):
            self.load(row.device, UnplacedField(row.field, row.model, row.value, row.last_ms))

    def note(self, unplaced: Unplaced, at_ms: int) -> None:
        """Note what was seen in a field."""
        seen = UnplacedField(unplaced.field[:_LONGEST], unplaced.model, unplaced.value[:_LONGEST], at_ms)
        self.put(unplaced.device, seen)

    def forget(self, model: str, field: str) -> None:
        """Forget *field* on every device of *model*."""
        for device in self.devices():
            known = self.find(device, field)
            if known is not None and known.model == model:
                self.drop(device, field)
