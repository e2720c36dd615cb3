"""What docs/shelf-life.md claims, each number computed from the code that alerts go by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from functools import cache

import numpy as np

from alerts.edition import editions_in_files
from alerts.exposure import GAP_INTERVALS
from alerts.fresh_life import life_at
from alerts.pace import SquareRootPace, arrhenius_pace, banded_pace
from alerts.product import Product
from alerts.remaining_life import base_spread
from alerts.science.mean_kinetic import ACTIVATION_KJ_MOL, mean_kinetic_temperature
from alerts.science.product_series import follow_air_many
from alerts.science.ramps import Rule
from alerts.science.uncertainty import sensor_spread
from api.figures.drawing import Drawing
from api.figures.shelf_life import GAP_H, PULSE_H, PULSE_K, Q10_OF_THREE, drawings
from ingest.formats import BY_NAME

HOURS_PER_DAY = 24.0


@cache
def products() -> Mapping[str, Product]:
    """Return the shipped products."""
    return {key: edition.product for key, edition in editions_in_files().items()}


@cache
def figures() -> Mapping[str, Drawing]:
    """Return the figures of the page by name."""
    return {drawing.name: drawing for drawing in drawings()}


@cache
def facts() -> Mapping[str, float]:
    """Return every claim of the page by the name that stands behind it."""
    return {**_of_the_table(), **_of_kinetics(), **_of_gaps(), **_of_lags(), **_of_mkt(), **_of_spread()}


def _of_the_table() -> dict[str, float]:
    known = products().values()
    models = Counter(product.facts.kinetics.model for product in known if product.facts.kinetics)
    grades = Counter(number.grade for product in known for number in product.numbers.values())
    lives = Counter(product.numbers["life.reference_life"].grade for product in known)
    generic = [
        product.id
        for product in known
        if any(path.startswith("kinetics.band.") and "S1c" in n.keys for path, n in product.numbers.items())
    ]
    fits = [product.facts.kinetics for product in known if isinstance(product.pace, SquareRootPace)]
    growth = {fit.valid_to.value for fit in fits if fit is not None}
    factors = {product.loss_factor for product in known if product.loss_factor > 1.0}
    return {
        "products": len(products()),
        "numbers": grades.total(),
        "arrhenius_products": models["arrhenius"],
        "banded_products": models["q10_bands"],
        "square_root_products": models["square_root"],
        "square_root_valid_to_c": max(growth),
        "generic_products": len(generic),
        "guarded_products": sum(product.loss_factor > 1.0 for product in known),
        "loss_factor": max(factors) if len(factors) == 1 else float("nan"),
        "chilling_products": sum(product.facts.chilling is not None for product in known),
        "cold_limits_products": sum(product.chilling is not None for product in known),
        "sure_lives": lives["P"] + lives["G"],
        "placeholder_lives": lives["H"],
        **{f"grade_{grade.lower()}": count for grade, count in grades.items()},
    }


def _of_kinetics() -> dict[str, float]:
    waxberry, fish = arrhenius_pace(1.0, 60.588), SquareRootPace(5.0, -10.0)
    trip_h = 2.0 * waxberry.rate(25.0) + 4.0 * waxberry.rate(10.0) + 66.0 * waxberry.rate(2.0)
    three = banded_pace(0.0, Q10_OF_THREE)
    rules = figures()["between-readings"].data()
    pork = SquareRootPace(4.0, -10.0)
    spent = 0.95 + 0.05 * pork.rate(15.0)
    return {
        "fish_square_root_d": 21.0 / fish.rate(15.0),
        "fish_arrhenius_d": 21.0 / arrhenius_pace(5.0, 100.0).rate(15.0),
        "broccoli_q10": products()["broccoli"].pace.rate(10.0) / products()["broccoli"].pace.rate(0.0),
        "waxberry_q10": products()["waxberry"].pace.rate(10.0) / products()["waxberry"].pace.rate(0.0),
        "trip_used_h": trip_h,
        "trip_used_pct": 100.0 * trip_h / (14.0 * HOURS_PER_DAY),
        "trapezoid_pct": rules["trapezoid of the rates.y"][-1],
        "held_pct": -rules["previous value held.y"][-1],
        "alternating_rate": (three.rate(0.0) + three.rate(10.0)) / 2.0,
        "rate_of_mean": three.rate(5.0),
        "pork_model_pct": 100.0 * (1.0 - 1.0 / spent),
    }


def _of_gaps() -> dict[str, float]:
    sparkplug = BY_NAME["sparkplug"].on_change
    assert sparkplug is not None
    data = figures()["gap"].data()
    days, median = list(data["median.x"]), list(data["median.y"])
    low = data["three in five lie within.low"]
    before, after = (days.index(hour / HOURS_PER_DAY) for hour in GAP_H)
    booked_d = median[before] - median[after]
    return {
        "gap_intervals": GAP_INTERVALS,
        "held_h": sparkplug.for_h,
        "gap_h": GAP_H[1] - GAP_H[0],
        "gap_booked_d": booked_d,
        "gap_unseen_d": booked_d - (days[after] - days[before]),
        "seen_p20_pct": 100.0 * low[before] / median[before],
        "gap_p20_pct": 100.0 * low[-1] / median[-1],
    }


def _of_lags() -> dict[str, float]:
    found = {}
    waxberry = products()["waxberry"]
    for key in ("open_tray", "clamshell", "plastic_box", "eps_box"):
        lag_h = waxberry.packaging(key).lag_h
        goods_k = follow_air_many(np.array([0.0, PULSE_H]), np.full((1, 2), PULSE_K), 0.0, lag_h)
        found[f"lag_{key}_min"] = 60.0 * lag_h
        found[f"defrost_{key}_k"] = float(goods_k[0, -1])
    return {
        **found,
        "waxberry_freezing_c": waxberry.numbers["freezing.point"].value,
        "waxberry_alarm_c": waxberry.freeze_c,
    }


def _of_mkt() -> dict[str, float]:
    truck = np.array([0.0, 18.0, 24.0]), np.array([5.0, 14.0, 14.0])
    return {
        "mkt_activation": ACTIVATION_KJ_MOL,
        "mkt_truck_c": mean_kinetic_temperature(*truck, rule=Rule.STEP),
        "mean_truck_c": (18.0 * 5.0 + 6.0 * 14.0) / 24.0,
    }


def _of_spread() -> dict[str, float]:
    waxberry = products()["waxberry"]
    fresh = life_at(waxberry, 1.0).life_h
    return {
        "harvest_spread": waxberry.harvest_spread,
        "model_spread": waxberry.model_spread,
        "sensor_part": waxberry.pace.per_k(1.0) * waxberry.sensor_k,
        "sensor_q10_3_pct": 100.0 * float(np.expm1(sensor_spread(float(np.log(3.0)) / 10.0, 0.5))),
        "together": base_spread(waxberry, 1.0),
        "p20_d": fresh.p20 / HOURS_PER_DAY,
        "p80_d": fresh.p80 / HOURS_PER_DAY,
    }
