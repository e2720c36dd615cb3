"""A place as people see it: its newest values against their bands, and its state; pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from alerts.detect.schedule import Levels
from alerts.doubt import Voice
from alerts.limit_watches import audited, held
from alerts.notify.audience import Language
from alerts.recipe import Recipe
from api.schemas.places import (
    DeviceState,
    LimitAnswer,
    PlaceAnswer,
    PlaceDeviceAnswer,
    RecipeAnswer,
    ValueAnswer,
)
from api.views.state import Shown, Standing, is_lasting, place_standing
from api.views.trend import Recent, is_stale
from api.views.wording import shipped_title, title_of
from ingest.clock import MS_PER_SECOND, S_PER_MINUTE
from ingest.place import Device, Installation, Place, Site
from ingest.quantity import CLOCK_ERROR, QUANTITIES
from ingest.reading import Reading

_WITHOUT_RECIPE = (1_800.0, 3.0)
"""What silence means where no recipe says it: half an hour, or three usual intervals."""
_NOT_CLIMATE = frozenset(
    {"battery_v", "battery_pct", "rssi_dbm", "snr_db", "latitude_deg", "longitude_deg", CLOCK_ERROR}
)
_ORDER = {name: position for position, name in enumerate(QUANTITIES)}
_NOTHING_RECENT = Recent(None, None)

LevelsAt = Callable[[int], Levels | None]
"""Answers which limits hold at an instant; None: there are none."""


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """Everything about one place that its view needs.

    Attributes:
        place: the place.
        site: its site.
        recipe: what it should be like; None where its recipe is not known.
        installations: what hangs there now.
        readings: the newest reading of every device and quantity there.
        recents: what the last hours of a device's quantity say.
        alerts: its lasting alerts with their titles.
        lot_ids: the lots that are there.
        blind: why no readings can be had at all; empty where they can.
        doubted: the sensors, anywhere, that are not to be trusted, each with its quantity.
        language: in which its reader reads.
    """

    place: Place
    site: Site
    recipe: Recipe | None
    installations: Sequence[Installation]
    readings: Sequence[Reading]
    recents: Mapping[tuple[str, str], Recent]
    alerts: Sequence[Shown]
    lot_ids: Sequence[str]
    blind: str = ""
    doubted: Collection[Voice] = ()
    language: Language = Language.ENGLISH


def place_answer(facts: PlaceFacts, now_ms: int) -> PlaceAnswer:
    """Return a place as it is at *now_ms*."""
    place, recipe = facts.place, facts.recipe
    values = values_of(facts, now_ms)
    main = recipe.main_quantity if recipe else ""
    standing = place_standing(facts.alerts, values, main, facts.doubted, facts.language)
    if facts.blind and not values:
        standing = Standing(standing.state, facts.blind)
    return PlaceAnswer(
        id=place.id,
        name=place.name,
        kind=place.kind.value,
        site_id=place.site_id,
        time_zone=facts.site.time_zone,
        recipe=RecipeAnswer(
            id=place.recipe, title=shipped_title(recipe.title if recipe else place.recipe, facts.language)
        ),
        state=standing.state,
        state_reason=standing.reason,
        main_quantity=main,
        values=values,
        open_alert_ids=[shown.alert.id for shown in facts.alerts if is_lasting(shown.alert)],
        lot_ids=list(facts.lot_ids),
    )


def values_of(facts: PlaceFacts, now_ms: int) -> list[ValueAnswer]:
    """Return the newest values of the climate: the main quantity first, then as in the glossary."""
    hanging = {installation.device_id: installation for installation in facts.installations}
    main = facts.recipe.main_quantity if facts.recipe else ""
    levels = _levels(facts)
    shown = [
        _value_answer(reading, here, facts, levels.get(reading.quantity, _nothing), now_ms)
        for reading in facts.readings
        if (here := hanging.get(reading.device)) is not None
        and here.covers(reading.observed_at_ms)
        and reading.quantity in _ORDER
        and reading.quantity not in _NOT_CLIMATE
    ]
    return sorted(shown, key=lambda value: (value.quantity != main, _ORDER[value.quantity], value.device))


def _levels(facts: PlaceFacts) -> Mapping[str, LevelsAt]:
    """Return what answers which limits hold when, by quantity."""
    recipe, zone = facts.recipe, facts.site.time_zone
    if recipe is None:
        return {}
    return {quantity: held(recipe, limits, zone) for quantity, limits in recipe.limits.items()}


def _nothing(_at_ms: int) -> None:
    """Answer that there are no limits."""


def limits_of(recipe: Recipe | None, zone: str, now_ms: int) -> list[LimitAnswer]:
    """Return the bands of a place, whose clock goes by *zone*, as they hold now."""
    if recipe is None:
        return []
    return [
        LimitAnswer(
            quantity=quantity,
            low=now.low,
            high=now.high,
            critical_low=now.critical_low,
            critical_high=now.critical_high,
            compliance_low=on_record.low,
            compliance_high=on_record.high,
        )
        for quantity, limits in recipe.limits.items()
        for now in (held(recipe, limits, zone)(now_ms),)
        for on_record in (audited(recipe, limits, zone)(now_ms),)
    ]


def patience_of(recipe: Recipe | None) -> tuple[float, float]:
    """Return after how long silence counts [s], and after how many usual intervals."""
    if recipe is None:
        return _WITHOUT_RECIPE
    return recipe.silence_min * S_PER_MINUTE, recipe.silence_factor


def place_devices(
    installations: Sequence[Installation], devices: Mapping[str, Device], silent: Collection[str]
) -> list[PlaceDeviceAnswer]:
    """Return what hangs at a place, by position; *silent* are the ids of devices that have fallen silent."""
    rows = [
        PlaceDeviceAnswer(
            id=installation.device_id,
            name=device.title if device else installation.device_id,
            position=installation.position,
            last_seen_at=device.last_seen_ms or None if device else None,
            state=DeviceState.SILENT
            if device is None or not device.last_seen_ms or installation.device_id in silent
            else DeviceState.HEARD,
        )
        for installation in installations
        for device in (devices.get(installation.device_id),)
    ]
    return sorted(rows, key=lambda row: (row.position, row.name))


def _value_answer(
    reading: Reading, installation: Installation, facts: PlaceFacts, levels_at: LevelsAt, now_ms: int
) -> ValueAnswer:
    quantity = QUANTITIES[reading.quantity]
    limits = levels_at(reading.observed_at_ms)
    recent = facts.recents.get((reading.device, reading.quantity), _NOTHING_RECENT)
    age_s = max(0, now_ms - reading.observed_at_ms) / MS_PER_SECOND
    return ValueAnswer(
        quantity=quantity.name,
        title=title_of(quantity.name, facts.language),
        unit=quantity.unit,
        value=reading.value,
        observed_at=reading.observed_at_ms,
        age_s=age_s,
        trend_per_h=recent.trend_per_h,
        low=limits.low if limits else None,
        high=limits.high if limits else None,
        in_band=in_band(reading.value, limits),
        stale=is_stale(age_s, recent.interval_s, *patience_of(facts.recipe)),
        device=reading.device,
        position=installation.position,
    )


def in_band(value: float, limits: Levels | None) -> bool | None:
    """Tell whether *value* is where it should be; None where nothing says where that is."""
    if limits is None:
        return None
    above_low = limits.low is None or value >= limits.low
    below_high = limits.high is None or value <= limits.high
    return above_low and below_high
