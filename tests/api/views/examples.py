"""Examples that the tests of views share: one cold room, its recipe, a reading, an alert."""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

import numpy as np

from alerts.alert import Alert, AlertState, Facts, Severity
from alerts.cause import Cause
from alerts.detect.schedule import Levels
from alerts.recipe import load_recipes
from alerts.recipe_limits import Band
from api.schemas.places import PlaceAnswer, RecipeAnswer, State, ValueAnswer
from ingest.place import Place, PlaceKind, Site
from ingest.store import Series

NOW_MS = 1_781_410_200_000
MINUTE_MS = 60_000

SITE = Site("farm", "Farm", "Asia/Shanghai")
PLACE = Place("room", "farm", "Cold room", PlaceKind.COLD_ROOM, "cold_room")
LIMITS = Levels(0.0, 4.0)
_COLD_ROOM = load_recipes()["cold_room"]
_BAND = Band(LIMITS.low, LIMITS.high)
_AIR = replace(_COLD_ROOM.limits["air_temperature_c"], day=_BAND, night=_BAND)
RECIPE = replace(
    _COLD_ROOM,
    limits=MappingProxyType({"air_temperature_c": _AIR}),
    door_dwell_min=None,
    ambient_c=25.0,
)


def series(*points: tuple[float, float]) -> Series:
    """Return a series of (minutes before now, value)."""
    times = [NOW_MS - int(minutes * MINUTE_MS) for minutes, _ in points]
    return Series(np.array(times, dtype=np.int64), np.array([value for _, value in points]), thinned=False)


def value(  # noqa: PLR0913 - what differs between the examples
    number: float = 2.0,
    *,
    quantity: str = "air_temperature_c",
    stale: bool = False,
    in_band: bool | None = True,
    age_s: float = 60.0,
    device: str = "probe",
) -> ValueAnswer:
    """Return a value as a place shows it."""
    return ValueAnswer(
        quantity=quantity,
        title=quantity.replace("_", " "),
        unit="°C",
        value=number,
        observed_at=NOW_MS - int(age_s * 1_000),
        age_s=age_s,
        trend_per_h=None,
        low=0.0,
        high=4.0,
        in_band=in_band,
        stale=stale,
        device=device,
        position="",
    )


def alert(
    severity: Severity = Severity.WATCH,
    cause: Cause = Cause.TOO_WARM,
    state: AlertState = AlertState.OPEN,
    facts: Facts | None = None,
) -> Alert:
    """Return an alert that started half an hour ago."""
    start_ms = NOW_MS - 30 * MINUTE_MS
    ended_ms = NOW_MS - 5 * MINUTE_MS if state is AlertState.RESOLVED else None
    return Alert(
        id="a1",
        place_id=PLACE.id,
        cause=cause,
        severity=severity,
        state=state,
        started_at_ms=start_ms,
        raised_at_ms=start_ms + 10 * MINUTE_MS,
        ended_at_ms=ended_ms,
        updated_at_ms=NOW_MS,
        found_late=False,
        facts=facts or Facts("air_temperature_c", "probe", 7.8, NOW_MS, 4.0, 8.4, NOW_MS),
        devices=("probe",),
    )


def place(state: State, name: str = "Cold room", reason: str = "too warm") -> PlaceAnswer:
    """Return a place in a state."""
    return PlaceAnswer(
        id=name.lower(),
        name=name,
        kind="cold_room",
        site_id="farm",
        time_zone="Asia/Shanghai",
        recipe=RecipeAnswer(id="cold_room", title="Cold room"),
        state=state,
        state_reason=reason,
        main_quantity="air_temperature_c",
        values=[],
        open_alert_ids=[],
        lot_ids=[],
    )
