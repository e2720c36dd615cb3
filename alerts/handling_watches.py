"""What is watched of how roughly goods are handled, while there are goods. Pure wiring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from alerts.detect.rough import RoughRule
from alerts.lot import Companion
from alerts.overlap import Period, overlap
from alerts.recipe import Recipe
from alerts.recipe_sections import Rough
from alerts.segment import Segment
from alerts.stowage import Stowage
from alerts.watch import Heard, Watch, companion_watches
from ingest.place import Installation
from ingest.quantity import SHOCK, VIBRATION


def handling_watches(
    rough: Rough, stowages: Iterable[Stowage], installations: Iterable[Installation], heard: Heard
) -> Iterator[Watch]:
    """Yield how each device of a place is watched that tells of knocks or vibration, goods being there."""
    telling = [one for one in installations if {SHOCK, VIBRATION} & set(heard.get(one.device_id, ()))]
    for stowage in stowages if telling else ():
        for one in telling:
            if period := overlap(one, stowage):
                yield from _watches(rough, one.place_id, one.device_id, "", period)


def company_watches(segment: Segment, companions: Sequence[Companion], recipe: Recipe) -> Iterator[Watch]:
    """Yield what the devices that travel with a lot are watched for in *segment*."""
    yield from companion_watches(segment, companions, recipe)
    if recipe.rough is not None:
        yield from _companion_handling(segment, companions, recipe.rough)


def _companion_handling(segment: Segment, companions: Iterable[Companion], rough: Rough) -> Iterator[Watch]:
    for one in companions:
        if period := overlap(one, segment):
            yield from _watches(rough, segment.place_id, one.device_id, segment.lot_id, period)


def _watches(rough: Rough, place_id: str, device: str, lot_id: str, period: Period) -> Iterator[Watch]:
    start_ms, end_ms = period
    numbers = (
        (SHOCK, rough.shock.value, rough.severe.value, rough.shocks.value),
        (VIBRATION, rough.vibration.value, None, rough.vibrations.value),
    )
    for quantity, from_g, severe_g, budget in numbers:
        source = f"{device}/{quantity}"
        yield Watch(
            key=f"rough/{place_id}/{lot_id}/{device}/{quantity}/{start_ms}",
            place_id=place_id,
            device=device,
            quantity=quantity,
            detector="rough",
            rule=RoughRule(place_id, source, device, quantity, from_g, severe_g, budget, lot_id),
            start_ms=start_ms,
            end_ms=end_ms,
        )
