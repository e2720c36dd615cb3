"""A value that was found in a field, as a sample whose fault names that field."""

from __future__ import annotations

from ingest.formats.json_text import Measured
from ingest.formats.leftover import Source
from ingest.reading import Sample


def field_sample(field: str, quantity: str, found: Measured, source: Source) -> Sample:
    """Return what was *found* in *field*.

    >>> from ingest.formats.json_text import measured
    >>> source = Source("probe", "", None, "", 0)
    >>> field_sample("tC", "air_temperature_c", measured(None), source).fault
    'tC: the device sent null instead of a number'
    """
    fault = f"{field}: {found.fault}" if found.fault else ""
    return Sample(
        source.device, quantity, found.value, source.observed_at_ms, source.gateway, fault, found.reason
    )
