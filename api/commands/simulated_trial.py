"""The labelled weeks of the simulators, as a trial of alerts."""

from __future__ import annotations

from math import inf

from api.bench.alert_quality.trial import Goods, Real, Trial, Truths
from api.commands.simulated import START_MS
from simulators.labelled import LASTING_S, library
from simulators.sensors import Truth
from simulators.specs import LotSpec, Scenario, ShipmentSpec
from simulators.story import Story

MIDNIGHT_MS = START_MS - START_MS % 86_400_000 + 16 * 3_600_000
"""Midnight in the weeks' time zone, so that doors are used and the sun shines by day."""


def simulated_trial(seed: int) -> Trial:
    """Return the labelled weeks as *seed* tells them."""
    found = library()
    wrong, healthy = (Story(one, seed, MIDNIGHT_MS) for one in (found.scenario, found.healthy))
    shipments = {lot: one for one in found.scenario.shipments for lot in one.lots}
    cold_by_s = {week.place: week.cold_by_s for week in found.weeks}
    return Trial(
        weeks=found.weeks,
        farm=found.scenario.farm,
        goods=tuple(
            _goods(lot, shipments.get(lot.id), cold_by_s[lot.stays[0].place]) for lot in found.scenario.lots
        ),
        start_ms=MIDNIGHT_MS,
        lasting_s=LASTING_S,
        messages=wrong.publications,
        truths=lambda: _truths(wrong, found.scenario),
        healthy_truths=lambda: _truths(healthy, found.healthy),
        rules=found.rules,
    )


def _truths(story: Story, scenario: Scenario) -> Truths:
    places = {stay.place for lot in scenario.lots for stay in lot.stays if stay.place}
    places |= {one["id"] for one in scenario.farm["places"] if one["kind"] == "greenhouse"}
    for at_s, truths in story.truths():
        yield at_s, {place: _real(truths[place]) for place in places}


def _real(truth: Truth) -> Real:
    return Real(
        truth.air_temperature_c,
        truth.product_temperature_c,
        truth.surface_temperature_c,
        truth.relative_humidity_pct,
        truth.leaf_wetness_pct,
    )


def _goods(lot: LotSpec, shipment: ShipmentSpec | None, cold_by_s: float | None) -> Goods:
    first, *later = lot.stays
    return Goods(
        id=lot.id,
        place=first.place,
        product=lot.product,
        packaging=lot.packaging,
        picked_s=lot.picked_s,
        from_s=first.from_s,
        until_s=later[0].from_s if later else inf,
        initial_temperature_c=lot.initial_temperature_c,
        planned_temperature_c=lot.planned_temperature_c,
        due_s=None if shipment is None else shipment.due_s,
        required_life_days=0.0 if shipment is None else shipment.required_life_days,
        cold_by_s=cold_by_s,
    )
