"""A field whose quantity and unit the format itself fixes, as a sample in the canonical unit."""

from __future__ import annotations

import math

from ingest.formats.json_text import Measured, measured
from ingest.reading import Reason
from ingest.units import convert


def in_unit(content: object, unit: str, quantity: str) -> Measured:
    """Return the number in *content*, which is given in *unit*, in the canonical unit of *quantity*.

    >>> in_unit(50, "°F", "air_temperature_c").value
    10.0
    >>> in_unit(50, "parsec", "air_temperature_c").fault
    "50 is given in 'parsec', which is no unit of air_temperature_c"
    """
    found = measured(content)
    if found.fault or not math.isfinite(found.value):
        return found
    converted = convert(found.value, unit, quantity)
    if converted is None:
        fault = f"{found.value:g} is given in {unit!r}, which is no unit of {quantity}"
        return Measured(math.nan, fault, Reason.NOT_DECODABLE)
    return Measured(converted)
