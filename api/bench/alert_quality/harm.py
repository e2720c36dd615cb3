"""What a fault did to the goods: from their true temperature, beside the same week without the fault."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from alerts.product import Product
from alerts.science.cold_limits import chilling_cost
from alerts.science.product_temperature import follow_air
from api.bench.alert_quality.trial import Goods, Label, Trial, Truths

Array = NDArray[np.float64]

SHARE_LOST = 0.05
"""A fault that costs this share of the life that remained has harmed the goods."""

_SECONDS_PER_HOUR = 3_600.0


@dataclass(frozen=True, slots=True)
class Harm:
    """What one week's fault did.

    Attributes:
        share_lost: the greatest share of remaining life that it cost a lot [-]; 1 where goods froze, or had
            more cold than they stand.
        harmed_at_s: when a lot had lost SHARE_LOST, or froze [s since the start]; None: never.
    """

    share_lost: float = 0.0
    harmed_at_s: float | None = None


def harms(trial: Trial, products: Mapping[str, Product]) -> Mapping[str, Harm]:
    """Return what the fault of each week did to the goods, by place."""
    wrong, healthy = _recorded(trial, trial.truths()), _recorded(trial, trial.healthy_truths())
    weeks = {week.place: week for week in trial.weeks if week.fault}
    found: defaultdict[str, Harm] = defaultdict(Harm)
    for goods in trial.goods:
        week = weeks.get(goods.place)
        if week is not None:
            truth = wrong[goods.place], healthy[goods.place]
            harm = _harm(week, goods, products[goods.product], *truth)
            found[goods.place] = _worse(found[goods.place], harm)
    return found


def _recorded(trial: Trial, truths: Truths) -> Mapping[str, Array]:
    """Return rows of time [s], true air and true product temperature [°C] of every place."""
    rows: defaultdict[str, list[tuple[float, float, float]]] = defaultdict(list)
    for at_s, places in takewhile(lambda one: one[0] <= trial.lasting_s, truths):
        for place, real in places.items():
            rows[place].append((at_s, real.air_temperature_c, real.product_temperature_c))
    return {place: np.array(taken).T for place, taken in rows.items()}


def _harm(week: Label, goods: Goods, product: Product, wrong: Array, healthy: Array) -> Harm:
    inside = (wrong[0] >= goods.from_s) & (wrong[0] < goods.until_s)
    at_s = wrong[0, inside]
    if at_s.size == 0 or at_s[-1] < week.begins_s:
        return Harm()
    spoilt_c, sound_c = (_goods_c(goods, product, truth[:, inside]) for truth in (wrong, healthy))
    if goods.cold_by_s is not None:
        sound_c = np.where(at_s < goods.cold_by_s, sound_c, goods.planned_temperature_c)
    spoilt, sound = (_life_used(at_s, one, product) for one in (spoilt_c, sound_c))
    before = max(int(np.searchsorted(at_s, week.begins_s)) - 1, 0)
    share = np.maximum.accumulate((spoilt - sound) / (1.0 - sound[before]))
    too_cold = _too_cold(at_s, spoilt_c, product) & ~_too_cold(at_s, sound_c, product)
    share[np.logical_or.accumulate(too_cold)] = 1.0
    share = np.minimum(share, 1.0)
    harmed = np.flatnonzero(share >= SHARE_LOST)
    return Harm(float(share[-1]), float(at_s[harmed[0]]) if harmed.size else None)


def _goods_c(goods: Goods, product: Product, truth: Array) -> Array:
    """Return the goods' true temperature: the place's own where it has one, else behind the true air."""
    if np.isfinite(truth[2]).all():
        return np.asarray(truth[2])
    lag_h = product.packaging(goods.packaging).lag_h
    return follow_air(truth[0] / _SECONDS_PER_HOUR, truth[1], goods.initial_temperature_c, lag_h)


def _too_cold(at_s: Array, goods_c: Array, product: Product) -> NDArray[np.bool_]:
    """Tell at every step whether the goods freeze or, where cold injures them, had too much of it."""
    if product.chilling is None:
        return goods_c <= product.freeze_c
    hours = np.diff(at_s) / _SECONDS_PER_HOUR
    injuries = chilling_cost(product.chilling)(goods_c[:-1], goods_c[1:], hours)
    return np.concatenate(([0.0], np.cumsum(injuries))) >= 1.0


def _life_used(at_s: Array, goods_c: Array, product: Product) -> Array:
    """Return the share of life used since the lot came in, at every step."""
    spent_h = product.pace.spent_many_h(goods_c[:-1], goods_c[1:], np.diff(at_s) / _SECONDS_PER_HOUR)
    return np.concatenate(([0.0], np.cumsum(spent_h))) / product.reference_life_h


def _worse(one: Harm, other: Harm) -> Harm:
    times = [harm.harmed_at_s for harm in (one, other) if harm.harmed_at_s is not None]
    return Harm(max(one.share_lost, other.share_lost), min(times, default=None))
