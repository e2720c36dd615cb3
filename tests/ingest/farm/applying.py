"""Farm files applied, as the service and the command line do."""

from __future__ import annotations

from ingest.books import Books
from ingest.farm.file import read_farm
from ingest.farm.plan import plan
from ingest.place import PlaceKind

NOW_MS = 1_781_410_200_000
"""2026-06-14T04:10:00Z."""

RECIPES = {"cold_room": PlaceKind.COLD_ROOM, "truck": PlaceKind.TRUCK}


def applied(books: Books, text: str) -> list[str]:
    """Apply *text* and return the plan's lines."""
    found = plan(read_farm(text, "farm.toml"), "farm.toml", books.farm(), RECIPES, NOW_MS)
    books.take_over(found.changes)
    return [f"{step.sign} {step.text}" for step in found.steps]
