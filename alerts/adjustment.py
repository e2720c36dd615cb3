"""What a place, product or lot does otherwise than its file says: some numbers, under the file's rules."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from alerts.errors import InvalidCommand
from alerts.recipe import Recipe
from alerts.sourced import HOUSE_CHOICE, DataFile, FileT, numbers_of

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
    return changed(recipe.file, changes, OWN_NOTE).recipe() if changes else recipe


def changed(file: FileT, changes: Mapping[str, float], note: str) -> FileT:
    """Return *file* with other values for some of its numbers, each with *note*; raises as ``adjusted``."""
    if not changes:
        return file
    refuse_unknown(file, changes)
    content = file.model_dump()
    for path, value in changes.items():
        *tables, name = path.split(".")
        table = content
        for key in tables:
            table[key] = table.get(key) or {}
            table = table[key]
        table[name] = _own(_unit(file, path) or "", value, note)
    try:
        return type(file).model_validate(content)
    except ValidationError as error:
        raise InvalidCommand("; ".join(_sentences(error))) from error


def refuse_unknown(file: DataFile, paths: Iterable[str]) -> None:
    """Raise InvalidCommand with every path that *file* neither has nor may have."""
    unknown = sorted(path for path in paths if _unit(file, path) is None)
    if unknown:
        known = ", ".join(sorted(path for path, _ in numbers_of(file)))
        names = ", ".join(unknown)
        raise InvalidCommand(f"{file.id} has no number {names}; it has {known}")


def _unit(file: DataFile, path: str) -> str | None:
    """Return the unit of a number that a file has, or may have; None where it may not."""
    units = {known: number.unit for known, number in numbers_of(file)}
    return units.get(path) or file.absent().get(path)


def _own(unit: str, value: float, note: str) -> Mapping[str, Any]:
    return {"value": float(value), "unit": unit, "source": HOUSE_CHOICE, "grade": "H", "note": note}


def _sentences(error: ValidationError) -> Iterator[str]:
    for mistake in error.errors(include_url=False):
        where = ".".join(str(part) for part in mistake["loc"])
        reason = mistake["msg"].removeprefix("Value error, ")
        yield f"{where}: {reason}" if where else reason
