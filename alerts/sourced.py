"""Numbers that say where they come from, and the data files that are made of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Literal, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError, model_validator

from alerts.errors import InvalidProduct
from ingest.expectation import sentence

HOUSE_CHOICE = "house choice"
"""The source of a number that Coldframe chose itself; its note says why, its grade is H."""


GRADES: Mapping[str, str] = MappingProxyType(
    {
        "P": "peer-reviewed",
        "G": "government or extension service",
        "S": "standard or regulator",
        "T": "trade or vendor",
        "N": "news",
        "W": "unchecked web page",
        "D": "derived from cited numbers",
        "H": "our own choice",
    }
)
"""How sure a number is, in words."""


_LONGEST_SEEN = 120


class Table(BaseModel):
    """One table of a data file: no key that is not known, nothing converted in silence."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)


class Number(Table):
    """One number with its unit, where it comes from and how far that can be trusted.

    Attributes:
        value: the number.
        unit: its unit, checked against what the field expects.
        source: keys of the file's ``[references]``, separated by commas, or "house choice".
        grade: a key of ``GRADES``.
        note: what a reader should know; for D and H why it is what it is.
        low, high: range in which it may lie, where one is known.
    """

    value: float
    unit: str
    source: Annotated[str, Field(min_length=1)]
    grade: Literal["P", "G", "S", "T", "N", "W", "D", "H"]
    note: str = ""
    low: float | None = None
    high: float | None = None

    @property
    def grade_in_words(self) -> str:
        """Return how sure it is, in words."""
        return GRADES[self.grade]

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the keys of its references; none for a house choice."""
        return () if self.grade == "H" else tuple(key.strip() for key in self.source.split(","))

    @model_validator(mode="after")
    def _explains_itself(self) -> Number:
        if self.grade in "DH" and not self.note:
            raise ValueError(f"grade {self.grade} needs a note that says how {self.value} came about")
        if (self.grade == "H") != (self.source == HOUSE_CHOICE):
            raise ValueError(f"grade H and source {HOUSE_CHOICE!r} belong together")
        low, high = (
            self.value if self.low is None else self.low,
            self.value if self.high is None else self.high,
        )
        if not low <= self.value <= high:
            raise ValueError(f"{self.value} lies outside its own range {low} to {high}")
        return self


def bounded(unit: str, low: float, high: float) -> AfterValidator:
    """Return the check that a number has this unit and lies in [low, high]."""

    def check(number: Number) -> Number:
        if number.unit != unit:
            raise ValueError(f"expected the unit {unit!r}, not {number.unit!r}")
        if not low <= number.value <= high:
            raise ValueError(f"{number.value} is not between {low} and {high} {unit}")
        return number

    return AfterValidator(check)


class DataFile(Table):
    """What every data file has: an id, and the references that its numbers name."""

    id: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]
    references: Mapping[str, str] = {}

    def absent(self) -> Mapping[str, str]:
        """Return the unit of every number that this file may have, and does not, by its dotted path."""
        return {}

    @model_validator(mode="after")
    def _names_known_references(self) -> DataFile:
        unknown = [
            f"{path} names {key!r}"
            for path, number in numbers_of(self)
            for key in (part.strip() for part in number.source.split(","))
            if key not in {*self.references, HOUSE_CHOICE}
        ]
        if unknown:
            raise ValueError("sources that [references] does not have: " + "; ".join(unknown))
        return self


def numbers_of(table: object, path: str = "") -> Iterator[tuple[str, Number]]:
    """Yield every sourced number below *table* with its dotted path."""
    if isinstance(table, Number):
        yield path, table
    elif isinstance(table, BaseModel):
        for name in type(table).model_fields:
            yield from numbers_of(getattr(table, name), f"{path}.{name}".lstrip("."))
    elif isinstance(table, Mapping):
        for key, value in table.items():
            yield from numbers_of(value, f"{path}.{key}".lstrip("."))


FileT = TypeVar("FileT", bound=DataFile)


def load_files(paths: Sequence[Path], model: type[FileT]) -> tuple[FileT, ...]:
    """Return the data files at *paths* (files, or folders of ``*.toml``), in order.

    Raises:
        InvalidProduct: with every mistake of every file: file, field, value seen and reason.
    """
    loaded: dict[str, FileT] = {}
    mistakes: list[str] = []
    for path in (file for entry in paths for file in _files_at(entry)):
        try:
            table = validated(tomllib.loads(path.read_text(encoding="utf-8")), model, str(path))
        except InvalidProduct as error:
            mistakes.extend(error.mistakes)
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
            mistakes.append(f"{path}: cannot be read as TOML: {error}")
        else:
            if table.id in loaded:
                mistakes.append(f"{path}: id: saw {table.id!r}, which another file already has")
            loaded[table.id] = table
    if mistakes:
        raise InvalidProduct(mistakes)
    return tuple(loaded.values())


def validated(table: Mapping[str, object], model: type[FileT], where: str) -> FileT:
    """Return *table*, which stands *where*, as a *model*; raises InvalidProduct with every mistake."""
    try:
        return model.model_validate(table)
    except ValidationError as error:
        raise InvalidProduct(tuple(_sentences(where, error))) from error


def _files_at(path: Path) -> tuple[Path, ...]:
    return tuple(sorted(path.glob("*.toml"))) if path.is_dir() else (path,)


def _sentences(where: str, error: ValidationError) -> Iterator[str]:
    for mistake in error.errors(include_url=False):
        if mistake["type"] != "value_error":
            yield f"{where}: {sentence(mistake, 'there is no such field')}"
            continue
        field = ".".join(str(part) for part in mistake["loc"])
        parts = (where, field, _seen(mistake["input"]), str(mistake["ctx"]["error"]))
        yield ": ".join(part for part in parts if part)


def _seen(value: object) -> str:
    """Return what was seen; of a table only its number, as its other values stand in the reason."""
    if not isinstance(value, Mapping):
        return f"saw {value!r}"[:_LONGEST_SEEN]
    return f"saw {value['value']!r} {value.get('unit', '')}".rstrip() if "value" in value else ""
