"""What is watched at a box that is kept cold by ice, each time that it is packed. Pure wiring."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from operator import itemgetter

from alerts.detect.ice import IceRule, IceVoice
from alerts.detect.ice_heat import Packing
from alerts.overlap import Period, overlap
from alerts.recipe_sections import Ice
from alerts.stowage import Stowage
from alerts.watch import Voice, Watch
from ingest.clock import S_PER_MINUTE
from ingest.place import Installation
from ingest.quantity import AIR, PRODUCT

_PERCENT = 100.0
_OUTSIDE = frozenset({"outside", "ambient", "around"})

Hanging = Mapping[str, Sequence[Installation]]
"""What hangs and hung in each place."""


def box_watches(box_id: str, ice: Ice, packed: Iterable[Stowage], hanging: Hanging) -> Iterator[Watch]:
    """Yield what watches over the ice of a box each time that it is packed, where a device tells of it."""
    for stowage in packed:
        voices = tuple(_voices(box_id, stowage, hanging))
        if voices:
            yield Watch(
                key=f"ice/{box_id}/{stowage.start_ms}",
                place_id=box_id,
                device="",
                quantity="",
                detector="ice",
                rule=_rule(box_id, ice, stowage, voices),
                start_ms=stowage.start_ms,
                end_ms=stowage.end_ms,
                voices=tuple((voice.device, voice.quantity) for voice in voices),
            )


def _rule(box_id: str, ice: Ice, stowage: Stowage, voices: tuple[IceVoice, ...]) -> IceRule:
    packing = Packing(
        packed_at_ms=stowage.start_ms,
        ice_kg=ice.mass.value if stowage.ice_kg is None else stowage.ice_kg,
        conductance_w_k=ice.conductance.value,
        conductance_error=ice.conductance_error.value / _PERCENT,
        around_c=ice.around.value,
        around_error_k=ice.around_error.value,
        legs=stowage.legs,
    )
    lead_s = ice.lead.value * S_PER_MINUTE
    return IceRule(box_id, voices, packing, stowage.due_at_ms, lead_s, ice.cold.value)


def _voices(box_id: str, stowage: Stowage, hanging: Hanging) -> Iterator[IceVoice]:
    """Yield who speaks: devices in the box, devices outside it, and those of the rooms that it stands in."""
    inside: defaultdict[Voice, list[Period]] = defaultdict(list)
    outside: defaultdict[Voice, list[Period]] = defaultdict(list)
    for one in hanging.get(box_id, ()):
        period = overlap(one, stowage)
        if period is not None and _OUTSIDE & set(one.position.lower().split()):
            outside[one.device_id, AIR].append(period)
        elif period is not None:
            for quantity in (AIR, PRODUCT):
                inside[one.device_id, quantity].append(period)
    for stay in stowage.stays:
        for one in hanging.get(stay.place_id, ()) if stay.place_id != box_id else ():
            period = overlap(one, stay)
            if period is not None:
                outside[one.device_id, AIR].append(period)
    for voice in sorted({*inside, *outside}):
        yield IceVoice(*voice, _in_order(inside[voice]), _in_order(outside[voice]))


def _in_order(periods: Iterable[Period]) -> tuple[Period, ...]:
    return tuple(sorted(set(periods), key=itemgetter(0)))
