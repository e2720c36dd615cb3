"""Whole readings, as one store hands them to another."""

from __future__ import annotations

from api.schemas.base import Answer


class WholeReadingsAnswer(Answer):
    """Readings with everything that is kept of them.

    Each is a list: device, quantity, when it was observed [ms], value, when it was received [ms], flags, and
    what the sensor said, or null where no calibration has made another value of it.
    """

    readings: list[tuple[str, str, int, float, int, int, float | None]]


class KeptHoursAnswer(Answer):
    """What the hours of a series came to; each as ``GET /api/v1/readings/hours`` has it."""

    hours: list[tuple[int, float, int, float, int, float, int, float | None]]
