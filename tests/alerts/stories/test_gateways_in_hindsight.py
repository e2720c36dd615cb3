"""A backtest tells of gateways what was told of them, and what other rules would have told."""

from __future__ import annotations

import numpy as np

from alerts.backtest import Backtest, Grounds, Tried
from alerts.cause import FRONTS, Cause
from alerts.episode import Episode
from alerts.plan import Planner
from alerts.replay import Column
from ingest.clock import MS_PER_MINUTE
from tests.alerts.notify.examples import at
from tests.alerts.stories.test_pain_06_gateway_dark import all_go_dark, goes_dark
from tests.alerts.stories.timeline import START_MS, Timeline


def grounds(farm: Timeline) -> Grounds:
    """Return what was said and heard on a farm, with nothing known of gateways."""
    parts, alerts = farm.parts, farm.parts.alerts
    planner = Planner(parts.registry, alerts.lot_book, alerts.products, alerts.recipes, alerts.terms)
    told: dict[tuple[str, str], list[tuple[int, float]]] = {}
    for one in parts.journal.read(0, 100_000).readings:
        told.setdefault((one.device, one.quantity), []).append((one.observed_at_ms, one.value))
    heard = {device: (quantity,) for device, quantity in told}

    def read(device: str, quantity: str, start_ms: int, end_ms: int) -> Column:
        at_ms, values = np.array(told[device, quantity]).T
        inside = (at_ms >= start_ms) & (at_ms < end_ms)
        return at_ms[inside].astype(np.int64), values[inside]

    return Grounds(planner.plan(heard), planner.gateways(), heard, (), START_MS, farm.clock.now_ms(), read)


def blind(tried: Tried) -> dict[tuple[str, Cause], Episode]:
    """Return for which places and causes people would have been told that nothing is seen."""
    return {(one.place_id, one.cause): one for one in tried.episodes if one.cause in {*FRONTS, Cause.SILENT}}


def as_told(farm: Timeline) -> dict[tuple[str, Cause], tuple[int, int | None]]:
    """Return the same of what people were told, with start and end."""
    return {(one.place_id, one.cause): (one.started_at_ms, one.ended_at_ms) for one in farm.alerts()}


def test_a_dark_gateway_is_told_of_alike_and_sooner_by_a_less_patient_rule(farm: Timeline) -> None:
    """Its devices are not told of besides; how long it may be dark is what its least patient place says."""
    goes_dark(farm, "00:30", "00:54")
    farm.until(at("01:10"))
    found = blind(Backtest(grounds(farm), "pre-1").tried())
    assert {key: (one.started_at_ms, one.ended_at_ms) for key, one in found.items()} == as_told(farm)
    assert {cause for _, cause in found} == {Cause.GATEWAY_SILENT}
    truck, recipes = farm.parts.registry.place("truck-7"), farm.parts.alerts.recipes
    for own_min, least_min in ((5.0, 5.0), (60.0, 12.0)):
        changed = recipes.with_changes(truck, {"silence.gateway": own_min})
        (dark,) = blind(Backtest(grounds(farm), truck.id).tried(recipe=changed)).values()
        assert dark.raised_at_ms - dark.started_at_ms == least_min * MS_PER_MINUTE


def test_all_gateways_that_are_dark_are_told_of_once(farm: Timeline) -> None:
    """Three dark gateways are one alert, and the one that stays away when the others are back another."""
    all_go_dark(farm, "01:10", "01:40", "01:10")
    farm.until(at("02:00"))
    found = blind(Backtest(grounds(farm), "pre-1").tried())
    assert {key: (one.started_at_ms, one.ended_at_ms) for key, one in found.items()} == as_told(farm)
    assert {cause for _, cause in found} == set(FRONTS)
