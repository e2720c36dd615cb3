"""What is watched of how roughly goods are handled, while there are goods. Pure wiring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from alerts.detect.rough import VIBRATION, RoughRule
from alerts.lot import Companion
from alerts.moist_watches import Heard
from alerts.recipe import Recipe
from alerts.recipe_sections import Rough
from alerts.segment import Segment
from alerts.stowage import Stowage
from alerts.watch import Watch, companion_watches
from ingest.place import Installation

SHOCK = "shock_g"


def handling_watches(
    rough: Rough, stowages: Iterable[Stowage], installations: Iterable[Installation], heard: Heard
) -> Iterator[Watch]:
    """Yield how each device of a place is watched that tells of knocks or vibration, goods being there."""
    telling = [one for one in installations if {SHOCK, VIBRATION} & set(heard.get(one.device_id, ()))]
    for stowage in stowages if telling else ():
        for one in telling:
            start_ms = max(one.start_ms, stowage.start_ms)
            end_ms = _earlier(one.end_ms, stowage.end_ms)
            if end_ms is None or end_ms > start_ms:
                yield from _watches(rough, one.place_id, one.device_id, "", start_ms, end_ms)


def company_watches(segment: Segment, companions: Sequence[Companion], recipe: Recipe) -> Iterator[Watch]:
    """Yield what the devices that travel with a lot are watched for in *segment*."""
    yield from companion_watches(segment, companions, recipe)
    if recipe.rough is not None:
        yield from _companion_handling(segment, companions, recipe.rough)


def _companion_handling(segment: Segment, companions: Iterable[Companion], rough: Rough) -> Iterator[Watch]:
    for one in companions:
        start_ms = max(one.start_ms, segment.start_ms)
        end_ms = _earlier(one.end_ms, segment.end_ms)
        if end_ms is None or end_ms > start_ms:
            yield from _watches(rough, segment.place_id, one.device_id, segment.lot_id, start_ms, end_ms)


def _watches(  # noqa: PLR0913, PLR0917 - who is watched where, for whom, and when
    rough: Rough, place_id: str, device: str, lot_id: str, start_ms: int, end_ms: int | None
) -> Iterator[Watch]:
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


def _earlier(one: int | None, other: int | None) -> int | None:
    return min((end for end in (one, other) if end is not None), default=None)
