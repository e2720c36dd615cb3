"""What no store keeps, because no chart could show it."""

from __future__ import annotations

import math
from collections.abc import Sequence

from ingest.reading import Reading
from ingest.store import Refused


def part_finite(readings: Sequence[Reading]) -> tuple[Sequence[Reading], tuple[Refused, ...]]:
    """Return those of *readings* whose value is a finite number, and the others, refused."""
    bad = [reading for reading in readings if not math.isfinite(reading.value)]
    if not bad:
        return readings, ()
    refused = tuple(Refused(reading, f"{reading.value} is not a finite number") for reading in bad)
    return [reading for reading in readings if math.isfinite(reading.value)], refused
