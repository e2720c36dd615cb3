"""The figures of the page on shelf life, from the formulas and products that alerts go by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from alerts.edition import editions_in_files
from alerts.exposure import expose
from alerts.journey import JourneyState, fold
from alerts.product import Product
from alerts.remaining_life import remaining_life
from alerts.science.cold_limits import tolerated_h
from alerts.science.product_series import follow_air_many
from alerts.science.q10_bands import Q10Bands, banded_q10_cost
from alerts.science.ramps import Rule
from api.figures.canvas import BLUE, GREEN, GREY, RED
from api.figures.drawing import Band, Drawing, Line
from ingest.clock import MS_PER_DAY, MS_PER_HOUR

Q10_OF_THREE = Q10Bands((0.0, 10.0), (3.0,))
"""The rate of the worked cases on rules between two readings."""
PULSE_AT_H, PULSE_H, PULSE_K = 0.5, 1.0 / 3.0, 10.0
"""A defrost: when it begins, how long it lasts and how much warmer the air is. [h], [h], [K]"""
GAP_H = (48.0, 60.0)
"""From when to when nobody saw the goods in the figure of a gap. [h]"""
_FORMS = {
    "waxberry": ("Arrhenius: waxberry", BLUE),
    "fresh_fish": ("square root: fresh fish", RED),
    "apricot": ("Q10 by bands: apricot", GREEN),
}
_PACKED = {
    "open_tray": ("open tray", BLUE),
    "plastic_box": ("corrugated plastic box", GREEN),
    "eps_box": ("EPS box", RED),
}


def drawings() -> tuple[Drawing, ...]:
    """Return every figure of the page."""
    products = {key: edition.product for key, edition in editions_in_files().items()}
    waxberry = products["waxberry"]
    return (
        rates(products),
        rules_between_readings(),
        goods_behind_air(waxberry),
        gap(waxberry),
        cold_that_is_stood(products["tomato_mature_green"]),
    )


def rates(products: Mapping[str, Product]) -> Drawing:
    """Return how many times as fast as at 0 °C life is spent, by three forms of kinetics."""
    at_c = np.linspace(0.0, 30.0, 61).tolist()
    lines = []
    for key, (title, colour) in _FORMS.items():
        pace = products[key].pace
        lines.append(Line(title, at_c, [pace.rate(one) / pace.rate(0.0) for one in at_c], colour))
    labels = "temperature of the goods [°C]", "rate, of that at 0 °C [-]"
    return Drawing("rates", *labels, tuple(lines), logarithmic=True)


def rules_between_readings() -> Drawing:
    """Return how far two simple rules are off between two readings of goods that warm evenly, at Q10 3."""
    step_k = np.linspace(0.5, 10.0, 20)
    exact, *simple = (
        banded_q10_cost(0.0, Q10_OF_THREE, rule)(0.0 * step_k, step_k, np.ones(step_k.size))
        for rule in (Rule.RAMP, Rule.TRAPEZOID, Rule.STEP)
    )
    trapezoid, held = ((100.0 * (one / exact - 1.0)).tolist() for one in simple)
    lines = (
        Line("trapezoid of the rates", step_k.tolist(), trapezoid, BLUE),
        Line("previous value held", step_k.tolist(), held, RED),
    )
    return Drawing("between-readings", "change between two readings [K]", "error of life used [%]", lines)


def goods_behind_air(product: Product) -> Drawing:
    """Return how goods in three packagings follow air that a defrost warms for twenty minutes."""
    course = (np.linspace(*ends_h, 40) for ends_h in pairwise((0.0, PULSE_AT_H, PULSE_AT_H + PULSE_H, 3.0)))
    time_h = np.concatenate(list(course))
    air_c = np.repeat([0.0, PULSE_K, 0.0], 40)
    minutes = (60.0 * time_h).tolist()
    lines = [Line("air", minutes, air_c.tolist(), GREY, "--")]
    for packaging_id, (title, colour) in _PACKED.items():
        goods_c = follow_air_many(time_h, air_c[None, :], 0.0, product.packaging(packaging_id).lag_h)
        lines.append(Line(title, minutes, goods_c[0].tolist(), colour))
    return Drawing("lag", "time [min]", "above the temperature before [K]", tuple(lines))


def gap(product: Product) -> Drawing:
    """Return the life left of open trays at 1 °C, heard every half hour, but not for a while."""
    exposure = expose(product, "open_tray", 30.0)
    state, at_h = JourneyState(0, 1.0), [0.0]
    lives = [remaining_life(product, state, 1.0)]
    for hour in (hour for hour in np.arange(0.5, 120.5, 0.5).tolist() if not GAP_H[0] < hour < GAP_H[1]):
        state = fold(exposure, state, int(hour * MS_PER_HOUR), 1.0)
        at_h.append(hour)
        lives.append(remaining_life(product, state, 1.0))
    days = [hour * MS_PER_HOUR / MS_PER_DAY for hour in at_h]
    low, middle, high = ([life[part] for life in lives] for part in range(3))
    band = Band("three in five lie within", days, low, high, BLUE)
    line = Line("median", days, middle, BLUE)
    return Drawing("gap", "since harvest [d]", "life left at 1 °C [d]", (line,), (band,))


def cold_that_is_stood(product: Product) -> Drawing:
    """Return how long a product stands which cold, and the limits from which that is known."""
    limits = product.chilling
    if limits is None:
        raise ValueError(f"{product.id}: nobody knows how long it stands the cold")
    below_c = np.linspace(0.0, limits.threshold_c - 0.01, 80)
    known_c, known_h = (list(column) for column in zip(*limits.limits, strict=True))
    lines = (
        Line(product.name, below_c.tolist(), _days(tolerated_h(below_c, limits).tolist()), BLUE),
        Line("published limits", known_c, _days(known_h), GREY, "o"),
    )
    return Drawing("cold", "temperature of the goods [°C]", "stood without injury [d]", lines)


def _days(hours: Sequence[float]) -> list[float]:
    return [one * MS_PER_HOUR / MS_PER_DAY for one in hours]
