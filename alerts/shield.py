"""Who is not called, since something else explains it: a dark gateway, a sensor not to be trusted. Pure.

A device whose silence is noticed when its gateway is known to be dark is not missed by itself; if it stays
away when the gateway is back, it is, from then on. What a sensor says calls nobody from when it is
known that it is not to be trusted until it is again. What people were told of before stays. What was found
stays as it was found: this only says what people are told of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from alerts.alert import Spell
from alerts.doubt import is_doubt

_BY_ONE_SENSOR = frozenset({"limits", "compliance", "forecast", "dry_down", "room", "precooling"})
"""Detectors that believe what one sensor tells."""


def shielded(silences: Iterable[Spell], gateways: Sequence[Spell]) -> tuple[Spell, ...]:
    """Return *silences* of devices or gateways as *gateways* that were dark leave them."""
    return tuple(_behind(silence, gateways) for silence in silences)


def rests_on_a_sensor(spell: Spell) -> bool:
    """Tell whether *spell* is no more than what one sensor says."""
    return spell.detector in _BY_ONE_SENSOR


def trusted(spells: Iterable[Spell], faults: Iterable[Spell]) -> tuple[Spell, ...]:
    """Return *spells* as *faults* of the sensors that tell them leave them."""
    doubts = [fault for fault in _in_order(faults) if is_doubt(fault)]
    return tuple(_believed(spell, doubts) if rests_on_a_sensor(spell) else spell for spell in spells)


def _behind(silence: Spell, gateways: Sequence[Spell]) -> Spell:
    for dark in _in_order(gateways):
        if silence.facts.device in dark.facts.devices or silence.facts.gateway in dark.facts.gateways:
            silence = _put_off(silence, dark)
    return silence


def _believed(spell: Spell, doubts: Iterable[Spell]) -> Spell:
    for doubt in doubts:
        if (doubt.facts.device, doubt.facts.quantity) == (spell.facts.device, spell.facts.quantity):
            spell = _put_off(spell, doubt)
    return spell


def _put_off(spell: Spell, other: Spell) -> Spell:
    """Return *spell* as if nothing were raised while *other* is: then it is, if it still lasts."""
    start_ms, end_ms = other.raised_at_ms, other.ended_at_ms
    goes_on = end_ms is not None and (spell.ended_at_ms is None or spell.ended_at_ms > end_ms)

    def moved(instant_ms: int | None) -> int | None:
        if instant_ms is None or start_ms is None or instant_ms < start_ms:
            return instant_ms
        if end_ms is not None and instant_ms >= end_ms:
            return instant_ms
        return end_ms if goes_on else None

    raised_ms = moved(spell.raised_at_ms)
    act_now_ms = None if raised_ms is None else moved(spell.act_now_at_ms)
    return msgspec.structs.replace(spell, raised_at_ms=raised_ms, act_now_at_ms=act_now_ms)


def _in_order(spells: Iterable[Spell]) -> list[Spell]:
    return sorted(spells, key=lambda one: (one.started_at_ms, one.source))
