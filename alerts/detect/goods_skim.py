"""Goods with which all is well, over many readings at once: which of them could change that.

The course of a lot's temperature and of its life does not depend on what is found, so it is worked out for
all readings together. One that comes near a limit, or near what a buyer requires, is taken by itself.
"""

from __future__ import annotations

from math import exp

import numpy as np
from numpy.typing import NDArray

from alerts.detect import goods
from alerts.detect.goods_rule import GoodsRule, GoodsState
from alerts.journey_batch import Course, course, runs_evenly
from alerts.remaining_life import planned_life_h
from alerts.science.product_temperature import follow_air
from alerts.science.shelf_life import P20_DEVIATE
from ingest.clock import MS_PER_HOUR

Instants = NDArray[np.int64]
Floats = NDArray[np.float64]

_NEAR = 1e-6
"""So near to a limit, rounding may decide on which side of it something is. [K], [h]"""


class GoodsSkim:
    """The readings of one source of a lot, all together; the first one is always taken by itself.

    Attributes:
        loud: whether a reading could change anything while all is well.
    """

    def __init__(self, rule: GoodsRule, at_ms: Instants, values: Floats) -> None:
        self.loud = np.ones(at_ms.size, dtype=np.bool_)
        if rule.doubts or at_ms.size == 0 or not runs_evenly(rule.exposure, values):
            return
        first, _ = goods.step(rule, goods.initial(rule), int(at_ms[0]), float(values[0]))
        self._course = course(rule.exposure, first.journey, at_ms[1:], values[1:])
        self._cold_c = _cold_c(rule, first, self._course, values)
        upper_c = rule.upper_c if rule.legal_c is None else min(rule.upper_c, rule.legal_c)
        near = (self._course.product_c > upper_c - _NEAR) | (self._cold_c <= rule.lower_c + _NEAR)
        self.loud[1:] = near | (values[1:] <= rule.hard_low_c) | _ahead(rule, self._course)

    def before(self, index: int, last: GoodsState) -> GoodsState:
        """Return the state just before a reading, with *last* that before others were left out.

        The course begins with the second reading, as the first is always taken.
        """
        journey = self._course._replace(toll=last.journey.toll).at(index - 2)
        product_c, cold_c = journey.product_temperature_c, float(self._cold_c[index - 2])
        return GoodsState(journey, cold_c, product_c, journey.at_ms, last.falling, settled=True)


def is_quiet(state: GoodsState) -> bool:
    """Tell whether all is well, so that readings that are not loud only take it on."""
    return goods.is_quiet(state) and not state.prospects


def _cold_c(rule: GoodsRule, first: GoodsState, rest: Course, values: Floats) -> Floats:
    """Return the temperature with the lag of the thinnest packaging at each reading but the first."""
    if rule.exposure.lag_ms <= rule.freeze_lag_h * MS_PER_HOUR:
        return rest.product_c
    at_ms = np.concatenate(([first.journey.at_ms], rest.at_ms))
    return follow_air((at_ms - at_ms[0]) / MS_PER_HOUR, values, first.cold_c, rule.freeze_lag_h)[1:]


def _ahead(rule: GoodsRule, rest: Course) -> NDArray[np.bool_]:
    """Return with which readings the goods are late, or (nearly) short of life; see ``goods_ahead``."""
    found = np.zeros(rest.at_ms.size, dtype=np.bool_)
    if rule.due_at_ms is not None:
        found |= (rest.at_ms > rule.due_at_ms) | ((rule.arrives_at_ms or 0) > rule.due_at_ms)
    if rule.required_life_h is None:
        return found
    arrives_ms = max(filter(None, (rule.arrives_at_ms, rule.due_at_ms)), default=0)
    life_h = planned_life_h(rule.exposure, rule.planned_temperature_c)
    used = rest.life_used + np.maximum(0.0, (arrives_ms - rest.at_ms) / MS_PER_HOUR) / life_h
    low_h = np.maximum(0.0, 1.0 - used) * life_h * exp(-P20_DEVIATE * rule.spread)
    return found | (rest.half_range > 0.0) | (low_h < rule.required_life_h + _NEAR)
