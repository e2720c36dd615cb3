"""Which fields there are, and whether they have the types that we write: others may write there too."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from ingest.errors import StoreUnusable
from ingest.quantity import QUANTITIES
from ingest.store.influx.access import Access
from ingest.store.influx.answers import Ask
from ingest.store.influx.influxql import Questions
from ingest.store.influx.line_protocol import FLAGS, RAW, RECEIVED, is_quantity
from ingest.store.influx.meaning import OTHER_TYPE

_PARTS = MappingProxyType({"": "float", RECEIVED: "integer", FLAGS: "integer", RAW: "float"})
"""The type of a quantity's field, and of those beside it, by how their names end."""


def quantities_of(ask: Ask, questions: Questions) -> list[str]:
    """Return the quantities of which there are readings; what has another type is none of ours."""
    types = _types(ask, questions)
    return sorted(field for field in types if is_quantity(field) and not _foreign(field, types))


def require_types(ask: Ask, questions: Questions, access: Access) -> None:
    """Raise StoreUnusable where a field that we would write has another type."""
    types = _types(ask, questions)
    for quantity in QUANTITIES:
        for field, written in _foreign(quantity, types).items():
            seen = " and ".join(sorted(types[field]))
            remedy = OTHER_TYPE.format(bucket=access.bucket)
            raise StoreUnusable(
                f"{access} has {field} of {questions.measurement} in {access.bucket} as {seen}, "
                f"which we write as {written}. {remedy}"
            )


def _foreign(quantity: str, types: Mapping[str, set[str]]) -> dict[str, str]:
    """Return the fields of *quantity* that are there with another type only, each with the one we write."""
    fields = {quantity + part: written for part, written in _PARTS.items()}
    return {field: written for field, written in fields.items() if written not in types.get(field, {written})}


def _types(ask: Ask, questions: Questions) -> Mapping[str, set[str]]:
    """Return the types of each field; 1.x may have several, each in a time of its own."""
    types: dict[str, set[str]] = {}
    for table in ask([questions.field_keys()]):
        for name, kind in table.values:
            types.setdefault(str(name), set()).add(str(kind))
    return types
