"""Run the trial: every rule on the same readings, every page against the same truth."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from alerts.product import load_products
from alerts.recipe import load_recipes
from alerts.recipe_limits import Limits
from api.bench.alert_quality.hardship import hardships, put_right
from api.bench.alert_quality.harm import harms
from api.bench.alert_quality.ours import watch
from api.bench.alert_quality.thresholds import AIR, BASELINES, air_of_devices
from api.bench.alert_quality.trial import Trial
from api.bench.alert_quality.verdict import Outcome, judge

OURS = "Coldframe"


def run(trial: Trial) -> Mapping[str, Sequence[Outcome]]:
    """Return what each rule made of each week, by the name of the rule."""
    harm, hard = harms(trial, load_products()), hardships(trial)
    weeks = put_right(trial.weeks, hard)
    outcomes = {OURS: judge(weeks, watch(trial), harm, hard)}
    air, where = air_of_devices(trial), _limits_of_devices(trial)
    for baseline in BASELINES:
        outcomes[baseline.name] = judge(weeks, baseline.watch(air, where), harm, hard)
    return outcomes


def _limits_of_devices(trial: Trial) -> Mapping[str, tuple[str, Limits]]:
    """Return place and air limits of each device: the baselines get the limits that our recipes have."""
    recipes = load_recipes()
    limits = {place["id"]: recipes[place["recipe"]].limits.get(AIR) for place in trial.farm["places"]}
    return {
        device["id"]: (device["place"], found)
        for device in trial.farm["devices"]
        if (found := limits[device["place"]]) is not None
    }
