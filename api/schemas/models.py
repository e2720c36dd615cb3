"""Models of devices and what their fields mean, as they travel over HTTP."""

from __future__ import annotations

from typing import Annotated

from pydantic import StringConstraints

from api.schemas.base import Answer, Command
from api.schemas.devices import UnplacedFieldAnswer
from api.schemas.values import KnownId

_Channel = Annotated[str, StringConstraints(max_length=32, pattern=r"^[A-Za-z0-9._-]*$")]


class FieldMeaningAnswer(Answer):
    """What people say that a field means; ``quantity`` null: it is left alone."""

    field: str
    quantity: str | None
    unit: str
    channel: str


class ModelAnswer(Answer):
    """A model of devices: how many there are, what its fields mean, and which nobody can place."""

    model: str
    devices: int
    fields: list[FieldMeaningAnswer]
    unplaced_fields: list[UnplacedFieldAnswer]


class FieldMeaningCommand(Command):
    """Say what a field means: which quantity (null: leave it alone), in which unit, of which probe."""

    quantity: KnownId | None
    unit: Annotated[str, StringConstraints(strip_whitespace=True, max_length=32)] = ""
    channel: _Channel = ""
