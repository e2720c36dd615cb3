"""The unit that an object tells in a field of its own, for what it names without one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from ingest.interpret.rows import UNIT_KEYS
from ingest.interpret.verdict import Outcome, Verdict, measured_in
from ingest.interpret.words import words_of
from ingest.units import unit_of

_SCALES = {
    "f": "°F",
    "°f": "°F",
    "℉": "°F",
    "degf": "°F",
    "fahrenheit": "°F",
    "imperial": "°F",
    "us": "°F",
    "k": "K",
    "kelvin": "K",
}
_UNIT = frozenset(("unit", "units", "uom", "scale"))
_OF_TEMPERATURE = _UNIT | {"temp", "temperature", "temperatures", "system", "measure", "measurement", "of"}
_TEMPERATURES = frozenset(
    ("air_temperature_c", "soil_temperature_c", "product_temperature_c", "surface_temperature_c")
)


def degrees_of(node: Mapping[str, Any]) -> str:
    """Return in which unit *node* tells its temperatures, where a field of its own says so; empty: none.

    >>> degrees_of({"temp": 70, "temp_unit": "F"}), degrees_of({"temp": 21, "unit_system": "metric"})
    ('°F', '')
    """
    for key, content in node.items():
        if type(content) is str and (scale := _SCALES.get(content[:10].casefold())) is not None:
            words = words_of(str(key))
            if not _UNIT.isdisjoint(words) and _OF_TEMPERATURE.issuperset(words):
                return scale
    return ""


def is_temperature(said: Verdict) -> bool:
    """Tell whether a name is that of a temperature and does not tell the unit itself."""
    return said.outcome is Outcome.PLACED and not said.unit and measured_in(said.quantity) in _TEMPERATURES


def unit_of_the_one(node: Mapping[str, Any], verdict_on: Callable[[str], Verdict]) -> tuple[str, str]:
    """Return the only measurement of *node* and the unit beside it; empty: there are several, or no unit.

    ``{"unit": "truck 12", "temperature": 4.1}`` tells whose it is.
    """
    unit = next((node[key] for key in UNIT_KEYS if isinstance(node.get(key), str)), "")
    if not unit or unit_of(unit) is None:
        return "", ""
    measured = [
        key
        for key, content in node.items()
        if isinstance(content, int | float | str)
        and key not in UNIT_KEYS
        and verdict_on(str(key)).outcome is Outcome.PLACED
    ]
    return (str(measured[0]), unit) if len(measured) == 1 else ("", "")
