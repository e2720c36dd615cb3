"""Readings for tests: only what a test is about needs to be said."""

from __future__ import annotations

from ingest.clock import MS_PER_MINUTE
from ingest.reading import Reading

START_MS = 1_781_410_200_000
"""14 June 2026, 04:10 UTC."""


def reading(
    minute: float = 0, value: float = 20.0, device: str = "bay-1", quantity: str = "air_temperature_c"
) -> Reading:
    """Return a reading of *device* observed *minute* minutes after the start, received a second later."""
    observed_at_ms = START_MS + int(minute * MS_PER_MINUTE)
    return Reading(device, quantity, observed_at_ms, value, observed_at_ms + 1_000)


def readings(count: int, device: str = "bay-1") -> list[Reading]:
    """Return *count* different readings of *device*, one per minute."""
    return [reading(minute, 20.0 + minute % 7, device) for minute in range(count)]
