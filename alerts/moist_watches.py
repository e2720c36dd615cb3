"""What is watched of water on goods, leaves and fruit, where devices tell enough of it. Pure wiring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from alerts.detect.condensation import CondensationRule
from alerts.detect.infection import InfectionRule
from alerts.detect.moist_air import MoistVoice
from alerts.place_choruses import Crew, crews
from alerts.recipe import Recipe
from alerts.recipe_sections import Condensation, Infection
from alerts.watch import Heard, Watch
from ingest.clock import S_PER_MINUTE
from ingest.place import Installation, Place, PlaceKind
from ingest.quantity import AIR, HUMIDITY, PRODUCT, SURFACE, WETNESS

_PERCENT = 100.0


def moist_watches(
    place: Place, recipe: Recipe, installations: Sequence[Installation], heard: Heard
) -> Iterator[Watch]:
    """Yield what is watched of water at *place*, for each crew of devices that tells of it."""
    if recipe.condensation is not None:
        surface = SURFACE if place.kind is PlaceKind.GREENHOUSE else PRODUCT
        for crew in _crews(installations, heard, {surface}, {AIR, HUMIDITY, surface}):
            yield from _condensation_watch(place, recipe.condensation, surface, crew, heard)
    if recipe.infection is not None:
        for crew in _crews(installations, heard, {HUMIDITY, WETNESS}, {AIR, HUMIDITY, WETNESS, SURFACE}):
            yield from _infection_watch(place, recipe.infection, crew, heard)


def _crews(
    installations: Sequence[Installation], heard: Heard, needed: set[str], wanted: set[str]
) -> Iterator[Crew]:
    """Yield the crews of those who tell something *wanted*, where anybody tells something *needed*."""
    told = [wanted & set(heard.get(one.device_id, ())) for one in installations]
    if any(needed & one for one in told):
        yield from crews([one for one, tells in zip(installations, told, strict=True) if tells])


def _condensation_watch(
    place: Place, wet: Condensation, surface: str, crew: Crew, heard: Heard
) -> Iterator[Watch]:
    voices = tuple(_voices(crew, heard, (AIR, HUMIDITY, surface)))
    if _tells_dew(voices) and any(voice.quantity == surface for voice in voices):
        rule = CondensationRule(place.id, voices, surface, wet.below.value, wet.dwell.value * S_PER_MINUTE)
        yield _watch("condensation", rule, crew)


def _infection_watch(place: Place, infection: Infection, crew: Crew, heard: Heard) -> Iterator[Watch]:
    voices = tuple(_voices(crew, heard, (AIR, HUMIDITY, WETNESS, SURFACE)))
    told = {voice.quantity for voice in voices}
    if AIR in told and told & {HUMIDITY, WETNESS}:
        rule = InfectionRule(
            place_id=place.id,
            voices=voices,
            wetness_pct=infection.wetness.value,
            humidity_pct=infection.humidity.value,
            pause_s=infection.pause.value * S_PER_MINUTE,
            watch_from=infection.watch.value / _PERCENT,
            act_now_from=infection.act_now.value / _PERCENT,
        )
        yield _watch("infection", rule, crew)


def _voices(crew: Crew, heard: Heard, quantities: Iterable[str]) -> Iterator[MoistVoice]:
    _, _, installations = crew
    for one in installations:
        for quantity in quantities:
            if quantity in heard.get(one.device_id, ()):
                yield MoistVoice(one.device_id, quantity)


def _tells_dew(voices: Iterable[MoistVoice]) -> bool:
    """Tell whether one device tells both temperature and humidity of the air."""
    told = {(voice.device, voice.quantity) for voice in voices}
    return any((device, AIR) in told for device, quantity in told if quantity == HUMIDITY)


def _watch(detector: str, rule: CondensationRule | InfectionRule, crew: Crew) -> Watch:
    start_ms, end_ms, _ = crew
    return Watch(
        key=f"{detector}/{rule.place_id}/{start_ms}",
        place_id=rule.place_id,
        device="",
        quantity="",
        detector=detector,
        rule=rule,
        start_ms=start_ms,
        end_ms=end_ms,
        voices=tuple((voice.device, voice.quantity) for voice in rule.voices),
    )
