"""What a field's name says it is, word by word, and what its company adds.

A name is placed only where each of its words is understood. Three things can come of it: a quantity, a
value that is recognised and is not a measurement (a set point, a dew point, a counter, the temperature of
the electronics), or nothing, and then the operator is asked.

Some names say less than they seem to. A bare ``temperature`` beside soil moisture is the soil's; a bare
``humidity`` beside an electrical conductivity is the soil's too; a bare ``ec`` is the soil's only in
company. ``company.settle`` decides those, from what the other names of the same object say.
"""

from __future__ import annotations

from functools import lru_cache

from ingest.interpret.measures import DECISIONS, ELECTRONICS, OF_A_LAMP, battery, placed, temperature
from ingest.interpret.parts import Parts
from ingest.interpret.series import is_earlier, numbered
from ingest.interpret.verdict import (
    BARE_NAME,
    BATTERY,
    BATTERY_VOLTAGE,
    EXTERNAL_TEMPERATURE,
    LIGHT_LEVEL,
    VOLTAGE,
    Outcome,
    Tells,
    Verdict,
    measured_in,
)
from ingest.units import fits

_OF_THE_DEVICE = frozenset(
    (BATTERY, BATTERY_VOLTAGE, VOLTAGE, "battery_v", "battery_pct", "rssi_dbm", "snr_db", "latitude_deg")
) | {"longitude_deg"}


@lru_cache(maxsize=8192)
def verdict_on(path: str) -> Verdict:
    """Return what the name at the end of *path* says, in the light of the names above it."""
    earlier = is_earlier(path)
    parts = Parts(numbered(path)[0] if earlier else path)
    if parts.computed and not (parts.measures == {"door"} and parts.tokens <= _DOOR_WORDS):
        tells = Tells.MOISTURE_LIMIT if "moisture" in parts.measures else Tells.NOTHING
        return Verdict(Outcome.LEFT_OUT, why=parts.computed, tells=int(tells))
    found = _by_measure(parts) if parts.understood else Verdict(Outcome.UNKNOWN, tells=int(_hints(parts)))
    if found.outcome is Outcome.PLACED:
        found = found._replace(channel=_channel(parts, found), apart=parts.apart, earlier=earlier)
        if parts.averaged:
            found = found._replace(confidence=found.confidence - 0.05)
    return found


_DOOR_WORDS = frozenset(("door", "status", "state", "open", "opened", "closed"))


def _channel(parts: Parts, found: Verdict) -> str:
    """Return which probe it is; a battery, a position and a signal are those of the device itself."""
    if found.quantity in _OF_THE_DEVICE:
        return ""
    if "external" in parts.media:
        return f"ext{parts.channel}"
    if found.tells & Tells.EXTERNAL and not parts.channel:
        return "ext"
    return parts.channel


_TELLING = (
    ("light", Tells.ROOM),
    ("light level", Tells.ROOM),
    ("co2", Tells.ROOM),
    ("ppfd", Tells.ROOM),
    ("water quality", Tells.WATER),
    ("acidity", Tells.ACIDITY),
    ("nutrients", Tells.ACIDITY),
    ("energy", Tells.ELECTRIC | Tells.MACHINE),
    ("electric", Tells.ELECTRIC),
    ("consumption", Tells.MACHINE),
)
_ENDPOINT = frozenset(("current", "l", "ch"))
_DEPTH = frozenset(("depth", "mm", "cm", "m"))
_OF_CARS = frozenset(("parking", "vehicle", "occupied"))
_OF_THE_AIR = frozenset(("wind", "sound", "noise"))


def _hints(parts: Parts) -> Tells:
    """Return what even a name that is not understood tells: light or a pH is no secret."""
    for measure, tells in _TELLING:
        if measure in parts.measures and not parts.tokens & OF_A_LAMP:
            return tells
    if "current" in parts.own and all(text.isdigit() or text in _ENDPOINT for text in parts.own):
        return Tells.CURRENT
    of_water = "water" in parts.media and parts.tokens & {"depth", "level", "height"}
    if of_water or ("oxygen" in parts.measures and "saturation" in parts.tokens):
        return Tells.WATER
    forecast = "condition" in parts.own and parts.channel  # a day of the weather on a panel
    if forecast or (parts.own <= _DEPTH and "depth" in parts.own):
        return Tells.ELSEWHERE
    if parts.tokens == {"position"} or ("machine" in parts.measures and not parts.tokens & _OF_THE_AIR):
        return Tells.PARKING if parts.tokens & _OF_CARS else Tells.MACHINE
    return Tells.NOTHING


def _by_measure(parts: Parts) -> Verdict:
    measures = parts.measures
    if measures >= {"temperature", "battery"}:
        return Verdict(Outcome.LEFT_OUT, why=ELECTRONICS)
    if "battery" in measures or "battery voltage" in measures:
        return battery(parts)
    if measures == {"moisture", "humidity"}:
        measures = {"moisture"}
    if not measures:
        return _unnamed(parts)
    if len(measures) > 1:
        return Verdict(Outcome.UNKNOWN, tells=int(_hints(parts)))
    (measure,) = measures
    decide = DECISIONS.get(measure)
    found = Verdict(Outcome.UNKNOWN, tells=int(_hints(parts))) if decide is None else decide(parts)
    return found if decide is None or not parts.unit else _with_unit(found, parts.unit)


def _with_unit(found: Verdict, unit: str) -> Verdict:
    if found.outcome is not Outcome.PLACED:
        return found
    if not fits(unit, measured_in(found.quantity)):
        return Verdict(Outcome.UNKNOWN, tells=found.tells)
    if found.quantity == LIGHT_LEVEL:
        found = found._replace(quantity="illuminance_lux")
    return found._replace(unit=unit)


_DEGREES = frozenset(("celsius", "celcius", "fahrenheit", "centigrade", "degc", "degf"))
_THERMOMETERS = frozenset(("ds18b20", "tmp117"))


def _unnamed(parts: Parts) -> Verdict:
    """Degrees are a temperature's, a DS18B20 measures nothing else, and water in the soil is its moisture."""
    if parts.tokens & _DEGREES:
        return _with_unit(temperature(parts), parts.unit)
    if parts.tokens & _THERMOMETERS and not parts.media:
        return placed(EXTERNAL_TEMPERATURE, Tells.EXTERNAL, BARE_NAME)
    if "water" in parts.media and ("soil" in parts.media or {"volumetric", "content"} <= parts.tokens):
        return placed("soil_moisture_pct", Tells.MOISTURE)
    return Verdict(Outcome.UNKNOWN, tells=int(_hints(parts)))
