"""Calibrations, as they travel over HTTP."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.base import Answer, Command
from api.schemas.values import Finite, GivenInstant, Instant, KnownId


class CalibrationAnswer(Answer):
    """What is added to a device's values of one quantity, from when to when (null: still).

    ``due`` is the date of the next calibration, ``is_overdue`` whether it has passed.
    """

    quantity: str
    title: str
    unit: str
    offset: float
    certificate: str
    due: date | None
    is_overdue: bool
    start: Annotated[Instant, Field(serialization_alias="from")]
    end: Annotated[Instant | None, Field(serialization_alias="to")]
    entered_at: Instant


class CalibrationCommand(Command):
    """Correct the readings of a device by an offset, from now on or as of an earlier moment.

    Readings that are stored already are corrected too.
    """

    quantity: KnownId
    offset: Finite
    certificate: Annotated[str, StringConstraints(strip_whitespace=True, max_length=120)] = ""
    due: date | None = None
    start: Annotated[GivenInstant | None, Field(alias="from")] = None
