"""What is watched at a place by several devices together. Pure wiring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import inf

from alerts.detect.drift import DriftRule
from alerts.detect.frost import FrostRule, FrostVoice
from alerts.recipe import Recipe
from alerts.recipe_sections import Frost
from alerts.watch import Watch
from ingest.place import Installation, Place
from ingest.quantity import AIR, HUMIDITY, SURFACE

_CANOPY = "canopy"

Crew = tuple[int, int | None, tuple[Installation, ...]]
"""From when to when these hung in a place together."""


def place_choruses(place: Place, recipe: Recipe, installations: Iterable[Installation]) -> Iterator[Watch]:
    """Yield what several devices of *place* are watched for together, for each crew that it had."""
    here = [one for one in installations if one.place_id == place.id]
    for crew in crews(here):
        if recipe.frost is not None:
            yield _frost_watch(place, recipe.frost, crew)
        if recipe.drift is not None and len(crew[2]) > 1:
            yield drift_watch(place, AIR, crew, (recipe.drift.apart.value, recipe.drift.over_h, inf))


def crews(installations: Sequence[Installation], least_ms: int = 0) -> Iterator[Crew]:
    """Cut the time of a place where a device comes or goes.

    A time without devices is left out, and so is one of less than *least_ms*.
    """
    cuts = {one.start_ms for one in installations} | {one.end_ms for one in installations}
    starts = sorted(cut for cut in cuts if cut is not None)
    ends: list[int | None] = [*starts[1:], None]
    for start_ms, end_ms in zip(starts, ends, strict=False):  # a place without devices has an end too many
        if end_ms is not None and end_ms - start_ms < least_ms:
            continue
        crew = sorted((one for one in installations if one.covers(start_ms)), key=lambda one: one.device_id)
        if crew:
            yield start_ms, end_ms, tuple(crew)


def _frost_watch(place: Place, frost: Frost, crew: Crew) -> Watch:
    start_ms, end_ms, installations = crew
    voices = tuple(voice for one in installations for voice in _frost_voices(one))
    rule = FrostRule(
        place_id=place.id,
        voices=voices,
        limit_c=frost.limit.value,
        near_k=frost.near.value,
        horizon_s=frost.horizon_s,
        lead_s=frost.lead_s,
    )
    return Watch(
        key=f"frost/{place.id}/{start_ms}",
        place_id=place.id,
        device="",
        quantity="",
        detector="frost",
        rule=rule,
        start_ms=start_ms,
        end_ms=end_ms,
        voices=tuple((voice.device, voice.quantity) for voice in voices),
    )


def drift_watch(place: Place, quantity: str, crew: Crew, terms: tuple[float, int, float]) -> Watch:
    """Return the watch over a crew that tells *quantity*; *terms* are how far, how long, and up to where."""
    start_ms, end_ms, installations = crew
    devices = tuple(dict.fromkeys(one.device_id for one in installations))
    return Watch(
        key=f"drift/{place.id}/{quantity}/{start_ms}",
        place_id=place.id,
        device="",
        quantity="",
        detector="drift",
        rule=DriftRule(place.id, quantity, devices, *terms),
        start_ms=start_ms,
        end_ms=end_ms,
        voices=tuple((device, quantity) for device in devices),
    )


def _frost_voices(one: Installation) -> tuple[FrostVoice, ...]:
    """Return what a device may tell of a canopy, whether it tells it or not."""
    return (
        FrostVoice(one.device_id, SURFACE, 0),
        FrostVoice(one.device_id, AIR, 1 if _CANOPY in one.position.lower() else 2),
        FrostVoice(one.device_id, HUMIDITY, None),
    )
