"""What a message says of a device that is at fault; short, long and Chinese texts share it."""

from __future__ import annotations

from alerts.notify.clocks import in_chinese as clock_in_chinese
from alerts.notify.clocks import in_full as clock_in_full
from alerts.notify.clocks import meanwhile, off, whose
from alerts.notify.findings import Finding
from alerts.notify.fitting import Part, Sentence, Worth
from alerts.notify.gsm7 import plain, shorten
from alerts.notify.thermometer import Thermometer
from alerts.notify.units import unit
from alerts.notify.wording import known, span, value_text

_DEVICE_CHARACTERS = 16
_PAIR_CHARACTERS = 40


def fault(finding: Finding, value: Sentence) -> list[Sentence]:
    """Say which device it is, what is wrong with it, and since when or by when."""
    facts = finding.alert.facts
    if said := unit(finding):
        return [said]
    room = _DEVICE_CHARACTERS if facts.device else _PAIR_CHARACTERS
    what = Part(f"{finding.rule}: {shorten(plain(whose(finding)), room)}", Worth.CORE)
    if facts.breach_at_ms is not None:
        return [(what, *value, Part(f"low about {finding.at(facts.breach_at_ms)}", Worth.CORE))]
    text = apart(finding) or lost(finding) or off(finding)
    away = [Part(plain(text), Worth.CORE)] if text else []
    if text := meanwhile(finding):
        away.append(Part(text, Worth.CORE))
    return [(what, *value, *away, Part(span(finding.lasted_ms), Worth.SPAN))]


def apart(finding: Finding) -> str:
    """Say how far a sensor has wandered from the others; empty where that is not the trouble."""
    distance = _apart_text(finding)
    if not distance:
        return ""
    if not finding.alert.facts.device:
        return f"now {distance} further apart"
    return f"{distance} {'above' if _is_above(finding) else 'below'} the others"


def lost(finding: Finding) -> str:
    """Say how many reports of the last day are missing; empty where that is not the trouble."""
    facts = finding.alert.facts
    return "" if facts.missing is None else f"{facts.missing} of {facts.expected} in a day"


def in_full(finding: Finding) -> str:
    """Return that as a line of its own, with whom it is about."""
    said = apart(finding) or lost(finding)
    return f"{finding.device_title}: {said}." if said else clock_in_full(finding)


def in_chinese(finding: Finding) -> str:
    """Return the same for a reader of Chinese."""
    facts, distance = finding.alert.facts, _apart_text(finding)
    if facts.missing is not None:
        return f"一天{facts.expected}次中缺{facts.missing}次"
    if not distance:
        return clock_in_chinese(finding)
    if not facts.device:
        return f"两者相差增加{distance}"
    return f"比其他传感器{'高' if _is_above(finding) else '低'}{distance}"


def _apart_text(finding: Finding) -> str:
    """Return that distance with its unit, in the reader's degrees; empty where there is none."""
    facts = finding.alert.facts
    thermometer = Thermometer(finding.context.audience.temperature)
    distance = thermometer.slope(known(facts.apart), facts.quantity)
    if distance is None:
        return ""
    return f"{value_text(abs(distance), finding.scale)}{finding.scale.unit}"


def _is_above(finding: Finding) -> bool:
    """Tell whether the sensor tells more than the others."""
    return (finding.alert.facts.apart or 0.0) > 0.0
