"""What single families of devices do otherwise than their names say: data, in ``families/*.toml``.

A family is recognised by the model that the network server tells, or by fields that only its codec
writes together. Each file names the source of what it says.
"""

from __future__ import annotations

import math
import tomllib
from collections.abc import Mapping
from fnmatch import fnmatchcase
from functools import lru_cache
from pathlib import Path
from typing import Any

import msgspec

from ingest.quantity import QUANTITIES
from ingest.units import fits

_MOST_FIELDS = 100
"""An object with more fields is not recognised by them: it would only fill the cache."""
_FOLDER = Path(__file__).parent / "families"


class FieldRule(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What one field of a family means.

    Attributes:
        quantity: canonical quantity name.
        unit: in which it is sent, whatever the object says; empty: as the object or the name says.
        channel: which probe it is.
        beside: a field that must stand beside it, or else nobody knows.
        least: the smallest number that it can be, or else nobody knows: it tells raw numbers from others.
        leave: what it is instead of a measurement.
        ask: nobody knows; the operator is asked.
    """

    quantity: str = ""
    unit: str = ""
    channel: str = ""
    beside: str = ""
    least: float = -math.inf
    leave: str = ""
    ask: bool = False


class Datalog(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A text of rows ``[a,b,c,time]``: what stands in which column; empty: nobody knows."""

    field: str
    columns: tuple[str, ...]


class Family(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One family of devices.

    Attributes:
        name: what people call it.
        source: where what is said here can be read.
        models: parts of model names, in lower case, any of which makes a device one of it.
        keys: fields that stand together in its objects only.
        where: which values fields must have.
        time: the field that tells when an object was measured, also where it is sent later.
        fields: what its fields mean, by the last part of their path; ``*`` stands for anything.
        datalog: how its text of earlier rows is laid out.
    """

    name: str
    source: str
    models: tuple[str, ...] = ()
    keys: tuple[str, ...] = ()
    where: dict[str, tuple[str | int | bool, ...]] = {}
    time: str = ""
    fields: dict[str, FieldRule] = {}
    datalog: Datalog | None = None

    def rule_for(self, name: str) -> FieldRule | None:
        """Return what this family says of the field *name*; None: nothing."""
        rule = self.fields.get(name)
        if rule is not None:
            return rule
        return next(
            (rule for pattern, rule in self.fields.items() if "*" in pattern and fnmatchcase(name, pattern)),
            None,
        )

    def has(self, model: str, fields: Mapping[str, Any]) -> bool:
        """Tell whether an object of *model* comes from a device of this family."""
        lower = model.lower()
        named = any(mark in lower for mark in self.models)
        if not named and not (self.keys and all(key in fields for key in self.keys)):
            return False
        return named or all(fields.get(key) in values for key, values in self.where.items())


class FamilyError(ValueError):
    """A file of a family that cannot be used."""


def read_family(text: str, where: str) -> Family:
    """Return the family that *text* describes; raises FamilyError with what is wrong and *where*."""
    try:
        family = msgspec.convert(tomllib.loads(text), Family)
    except (tomllib.TOMLDecodeError, msgspec.ValidationError) as error:
        raise FamilyError(f"{where}: {error}") from error
    if not family.source.startswith("https://"):
        raise FamilyError(f"{where}: source is {family.source!r}, expected the address of what it rests on")
    if not family.models and not family.keys:
        raise FamilyError(f"{where}: neither models nor keys tell which devices it is")
    for name, rule in family.fields.items():
        if sum((bool(rule.quantity), bool(rule.leave), rule.ask)) != 1:
            raise FamilyError(f"{where}: fields.{name} needs one of quantity, leave and ask")
        if rule.quantity and rule.quantity not in QUANTITIES:
            raise FamilyError(f"{where}: fields.{name} names {rule.quantity}, which is no quantity")
        if rule.unit and not fits(rule.unit, rule.quantity):
            raise FamilyError(f"{where}: fields.{name}: {rule.quantity} is not given in {rule.unit}")
    return family


@lru_cache(maxsize=1)
def families() -> tuple[Family, ...]:
    """Return every family that is known."""
    return tuple(
        read_family(file.read_text(encoding="utf-8"), file.name) for file in sorted(_FOLDER.glob("*.toml"))
    )


@lru_cache(maxsize=4096)
def _candidates(model: str, names: tuple[str, ...]) -> tuple[Family, ...]:
    held = frozenset(names)
    lower = model.lower()
    return tuple(
        family
        for family in families()
        if any(mark in lower for mark in family.models) or (family.keys and held.issuperset(family.keys))
    )


def family_of(model: str, fields: Mapping[str, Any]) -> Family | None:
    """Return the family of a device of *model* that sends *fields*; None: none that is known."""
    names = tuple(fields) if len(fields) <= _MOST_FIELDS else ()
    return next((family for family in _candidates(model, names) if family.has(model, fields)), None)
