"""Finding the place of one value: the operator's word first, then its family, its unit, its name."""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import NamedTuple

from ingest.interpret.company import settle
from ingest.interpret.content import Content, content_of
from ingest.interpret.family import Family, FieldRule
from ingest.interpret.hint import Hint
from ingest.interpret.leaves import Leaf
from ingest.interpret.naming import verdict_on
from ingest.interpret.parts import Parts
from ingest.interpret.placed import LeftOut, Placed
from ingest.interpret.plausible import amount, bounds
from ingest.interpret.verdict import (
    BY_COMPANY,
    LIGHT_LEVEL,
    SURE,
    Outcome,
    Verdict,
    measured_in,
)
from ingest.known import Meaning
from ingest.units import family as unit_family
from ingest.units import fits

_SHOWN = 80
_NAN = math.nan
_POSITION = re.compile(r"\.\d+(?=\.|$)")
_STATES = {"open": 1.0, "opened": 1.0, "closed": 0.0, "close": 0.0, "true": 1.0, "false": 0.0}
_SPEAKS = frozenset(
    ("air_temperature_c", "soil_temperature_c", "product_temperature_c", "surface_temperature_c")
) | {"relative_humidity_pct", "soil_moisture_pct", "soil_tension_kpa", "soil_ec_us_cm"}
"""Quantities whose name promises a number: a text in such a field says that something is wrong."""


class Unknown(NamedTuple):
    """A value that nobody could place."""

    field: str
    value: str


Found = Placed | LeftOut | Unknown


def shown(value: object) -> str:
    """Return *value* as a person is shown it."""
    try:
        return str(value)[:_SHOWN]
    except ValueError:
        return "a number of some thousand digits"


def without_positions(path: str) -> str:
    """Return *path* without its positions in lists.

    >>> without_positions("history.12.temperature")
    'history.temperature'
    """
    return _POSITION.sub("", path)


def place(leaf: Leaf, company: int, hint: Hint, family: Family | None, beside: frozenset[str]) -> Found:
    """Return what becomes of one value; *beside* are the names of all fields of the object."""
    if hint.meanings:
        meaning = hint.meanings.get(leaf.path) or hint.meanings.get(without_positions(leaf.path))
        if meaning is not None:
            return _as_said(leaf, meaning)
    if family is not None:
        rule = family.rule_for(leaf.path.rpartition(".")[2]) or family.rule_for(
            leaf.path.rpartition(".")[0].rpartition(".")[2] if leaf.path.endswith(".value") else ""
        )
        if rule is not None:
            return _by_rule(leaf, rule, beside)
    return _by_name(leaf, company, hint)


def _as_said(leaf: Leaf, meaning: Meaning) -> Found:
    if not meaning.quantity:
        return LeftOut(leaf.path, shown(leaf.value), "to be left alone, says the operator")
    said = Verdict(Outcome.PLACED, meaning.quantity, meaning.channel, meaning.unit, 1.0)
    state = _STATES.get(str(leaf.value).casefold())
    if meaning.quantity == "door_open" and state is not None:
        return _with_value(leaf, said, meaning.quantity, state)
    return _measured(leaf, said, meaning.unit or leaf.unit, content_of(leaf.value), sure=True)


def _by_rule(leaf: Leaf, rule: FieldRule, beside: frozenset[str]) -> Found:
    if rule.leave:
        return LeftOut(leaf.path, shown(leaf.value), rule.leave)
    content = content_of(leaf.value)
    if rule.ask or (rule.beside and rule.beside not in beside) or content.value < rule.least:
        return Unknown(leaf.path, shown(leaf.value))
    channel = rule.channel or leaf.said.channel
    said = Verdict(Outcome.PLACED, rule.quantity, channel, rule.unit, 1.0)
    return _measured(leaf, said, rule.unit or leaf.unit, content, sure=True)


def _by_name(leaf: Leaf, company: int, hint: Hint) -> Found:
    said = leaf.said
    told = (hint.units.get(leaf.path, "") if hint.units else "") or leaf.unit
    value = leaf.value
    if not told and (type(value) is float or type(value) is int):
        plain = _plainly(said, company)
        if plain is not None and plain[0] <= value <= plain[1]:
            return _with_value(leaf, plain[2], plain[2].quantity, float(value))
    if said.outcome is Outcome.LEFT_OUT:
        return LeftOut(leaf.path, shown(leaf.value), said.why)
    if said.outcome is Outcome.UNKNOWN and told:
        said = _by_unit(leaf.path, told)
    said = _settle(said, company, told)
    if said.outcome is Outcome.UNKNOWN:
        return _unknown(leaf)
    if said.quantity == "door_open":
        return _door(leaf, said)
    content = content_of(leaf.value)
    unit = content.unit or told
    if unit and not fits(unit, measured_in(said.quantity)) and not said.quantity.startswith("battery"):
        return Unknown(leaf.path, shown(leaf.value))
    if unit and said.confidence < SURE:
        said = said._replace(confidence=min(said.confidence + 0.05, SURE))
    return _measured(leaf, said, unit or said.unit, content)


@lru_cache(maxsize=8192)
def _plainly(said: Verdict, company: int) -> tuple[float, float, Verdict] | None:
    """Return between which numbers a field is a value as it stands, and what it then is: the usual case."""
    settled = _settle(said, company, "")
    if settled.outcome is not Outcome.PLACED:
        return None
    between = bounds(settled.quantity, settled.unit)
    return None if between is None else (*between, settled)


def _settle(said: Verdict, company: int, told: str) -> Verdict:
    """A light in lux is one; everything else is settled by what stands beside it."""
    if said.quantity == LIGHT_LEVEL and fits(told, "illuminance_lux"):
        return said._replace(quantity="illuminance_lux")
    return settle(said, company)


_BY_FAMILY = {"temperature": "temperature", "humidity": "humidity", "water content": "moisture"}


@lru_cache(maxsize=4096)
def _by_unit(path: str, unit: str) -> Verdict:
    """Return what a name that names no measure is by its unit alone, such as ``probe 2`` in °C."""
    measure = _BY_FAMILY.get(unit_family(unit))
    if measure is None:
        return Verdict(Outcome.UNKNOWN)
    plain = without_positions(path)
    parts = Parts(plain)
    if parts.measures or not parts.understood:
        return Verdict(Outcome.UNKNOWN)
    return verdict_on(f"{plain}.{measure}")._replace(confidence=BY_COMPANY)


def _unknown(leaf: Leaf) -> Found:
    """Only what looks like a value is shown: most texts are names, states and notes."""
    if isinstance(leaf.value, str):
        content = content_of(leaf.value)
        if content.value != content.value:
            return LeftOut(leaf.path, shown(leaf.value), "a text")
    if leaf.value is None:
        return LeftOut(leaf.path, "null", "no value")
    return Unknown(leaf.path, shown(leaf.value))


def _door(leaf: Leaf, said: Verdict) -> Found:
    value = leaf.value
    told = _STATES.get(str(value).casefold())
    if told is None and value in (0, 1):
        told = float(value)
    if told is None or ("open" not in leaf.path.casefold() and not isinstance(value, str)):
        return Unknown(leaf.path, shown(value))
    return Placed(leaf.path, said.quantity, told, said.channel, leaf.time_ms, confidence=said.confidence)


def _measured(leaf: Leaf, said: Verdict, unit: str, content: Content, *, sure: bool = False) -> Found:
    quantity = said.quantity
    if content.fault:
        if isinstance(leaf.value, bool) or (content.is_words and quantity not in _SPEAKS):
            return LeftOut(leaf.path, shown(leaf.value), "a state in words")
        return _without_value(leaf, said, f"{leaf.path}: {content.fault}", content)
    if sure and not unit:
        return _with_value(leaf, said, quantity, content.value)
    found = amount(quantity, content.value, content.unit or unit)
    if found is None:
        return Unknown(leaf.path, shown(leaf.value))
    if found.missing:
        fault = f"{leaf.path} is {shown(leaf.value)}, which says that there is no value"
        return _without_value(leaf, said._replace(quantity=found.quantity), fault, content)
    return _with_value(leaf, said, found.quantity, found.value)


def _with_value(leaf: Leaf, said: Verdict, quantity: str, value: float) -> Placed:
    return Placed(
        leaf.path, quantity, value, said.channel, leaf.time_ms, confidence=said.confidence, untimed=leaf.older
    )


def _without_value(leaf: Leaf, said: Verdict, fault: str, content: Content) -> Found:
    if said.quantity.endswith("?"):
        return LeftOut(leaf.path, shown(leaf.value), "a fault of a field whose unit is not known")
    return Placed(
        leaf.path,
        said.quantity,
        _NAN,
        said.channel,
        leaf.time_ms,
        fault,
        content.reason,
        said.confidence,
        leaf.older,
    )
