"""What a farm consists of, as far as the configuration says it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Annotated, Any

from pydantic import Field

from ingest.configuration import Contradiction, Section
from ingest.place import PlaceKind
from ingest.settings.words import Identifier, TimeZoneName, Title


class SiteSettings(Section):
    """``[[sites]]``: a farm, packhouse or port."""

    id: Identifier
    name: Title
    time_zone: TimeZoneName


class PlaceSettings(Section):
    """``[[places]]``: anything with a climate of its own."""

    id: Identifier
    site: Identifier
    name: Title
    kind: PlaceKind
    recipe: Identifier


class DeviceSettings(Section):
    """``[[devices]]``: what measures, and where it hangs."""

    id: Annotated[str, Field(min_length=1, max_length=200)]
    name: Title | None = None
    place: Identifier | None = None
    position: Annotated[str, Field(max_length=200)] = ""


class Farm(Section):
    """``[[sites]]``, ``[[places]]`` and ``[[devices]]`` together; whatever they name must be among them."""

    sites: tuple[SiteSettings, ...] = ()
    places: tuple[PlaceSettings, ...] = ()
    devices: tuple[DeviceSettings, ...] = ()

    @classmethod
    def contradictions(cls, raw: Mapping[str, Any]) -> Iterator[Contradiction]:
        """Yield ids that stand twice, and names that nothing has."""
        rows = {table: rows_of(raw, table) for table in ("sites", "places", "devices")}
        for table, each in rows.items():
            yield from doubles(table, each)
        yield from _strangers("places", rows["places"], "site", "sites", rows["sites"])
        yield from _strangers("devices", rows["devices"], "place", "places", rows["places"])


def rows_of(raw: Mapping[str, Any], table: str) -> list[Mapping[str, Any]]:
    """Return the rows of *table* as they stand in the file; empty ones for what are none."""
    rows = raw.get(table, ())
    if not isinstance(rows, list | tuple):
        return []
    return [row if isinstance(row, dict) else {} for row in rows]


def doubles(table: str, rows: list[Mapping[str, Any]]) -> Iterator[Contradiction]:
    """Yield the rows of *table* whose id another one has already."""
    count = Counter(str(row["id"]) for row in rows if "id" in row)
    seen: set[str] = set()
    for number, row in enumerate(rows):
        name = str(row.get("id"))
        if count[name] > 1 and name in seen:
            yield Contradiction((table, number, "id"), name, f"an id that no other of the {table} has")
        seen.add(name)


def _strangers(
    table: str, rows: list[Mapping[str, Any]], field: str, target: str, targets: list[Mapping[str, Any]]
) -> Iterator[Contradiction]:
    known = {row.get("id") for row in targets if isinstance(row.get("id"), str)}
    for number, row in enumerate(rows):
        name = row.get(field)
        if isinstance(name, str) and name not in known:
            yield Contradiction((table, number, field), name, f"the id of one of the {target}")
