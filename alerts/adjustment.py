"""What a place does otherwise than its recipe says: some of its numbers, under the recipe's own rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from alerts.errors import InvalidCommand
from alerts.recipe import Recipe, RecipeFile
from alerts.sourced import HOUSE_CHOICE

OWN_NOTE = "set for this place"
"""The note of a number that a place has for itself; its source is the house that chose it."""


def adjusted(recipe: Recipe, changes: Mapping[str, float]) -> Recipe:
    """Return *recipe* with other values for some of its numbers.

    Args:
        recipe: what a kind of place should be like.
        changes: values by dotted path, such as ``limits.air_temperature_c.high``, in the number's own unit.

    Raises:
        InvalidCommand: names every path that the recipe does not have, and every value that it cannot take.
    """
    if not changes:
        return recipe
    refuse_unknown(recipe, changes)
    content = recipe.file.model_dump()
    for path, value in changes.items():
        *tables, name = path.split(".")
        table = content
        for key in tables:
            table[key] = table.get(key) or {}
            table = table[key]
        table[name] = _own(_unit(recipe, path) or "", value)
    try:
        return RecipeFile.model_validate(content).recipe()
    except ValidationError as error:
        raise InvalidCommand("; ".join(_sentences(error))) from error


def refuse_unknown(recipe: Recipe, paths: Iterable[str]) -> None:
    """Raise InvalidCommand with every path that *recipe* neither has nor may have."""
    unknown = sorted(path for path in paths if _unit(recipe, path) is None)
    if unknown:
        known = ", ".join(sorted(recipe.numbers))
        names = ", ".join(unknown)
        raise InvalidCommand(f"the recipe {recipe.id} has no number {names}; it has {known}")


def _unit(recipe: Recipe, path: str) -> str | None:
    """Return the unit of a number that a recipe has, or may have; None where it may not."""
    number = recipe.numbers.get(path)
    return recipe.file.unit_of(path) if number is None else number.unit


def _own(unit: str, value: float) -> Mapping[str, Any]:
    return {"value": float(value), "unit": unit, "source": HOUSE_CHOICE, "grade": "H", "note": OWN_NOTE}


def _sentences(error: ValidationError) -> Iterator[str]:
    for mistake in error.errors(include_url=False):
        where = ".".join(str(part) for part in mistake["loc"])
        reason = mistake["msg"].removeprefix("Value error, ")
        yield f"{where}: {reason}" if where else reason
