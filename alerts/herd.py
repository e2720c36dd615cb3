"""A herd: lots beside one sensor that fare alike, and are folded together as long as all is well with them.

Goods of one kind in one packaging that follow one sensor come to the same temperature, and then spend their
life at the same pace: life used of each is what it came with, and what the herd has spent since. So a reading
is one step for all of them, however many they are. A lot that came in lately differs by a little, which
decays with the lag of its packaging; that difference is carried along to first order, exact to 1e-9 of a
life, which is why only what is near the others already may join.

Whatever is not plainly in order is nobody's business here: the herd breaks up, and each lot takes the reading
by itself. So it does once an hour, for each to keep a checkpoint of its own.
"""

from __future__ import annotations

from collections.abc import Callable
from math import exp, inf
from typing import NamedTuple

from alerts.detect.goods import GoodsRule, GoodsState
from alerts.detect.goods_ahead import margin
from alerts.exposure import GAP_INTERVALS, Exposure
from alerts.journey import STEPS_PER_LAG, JourneyState, next_interval_ms
from alerts.pace import ArrheniusPace
from alerts.remaining_life import planned_life_h
from alerts.runner import NEVER_MS, Runner
from alerts.science.scalar import after_ramp
from ingest.clock import MS_PER_HOUR

NEAR_K = 4e-3
"""How far a lot may be from the others: what first order leaves out is below 1e-10 of a life. [K]"""
NEAR_WHERE_BENT_K = 1e-6
"""The same where the pace has corners, as bands of Q10 have. [K]"""
_SAME_RHYTHM_MS = 1e-3
_FADED = 1e-9
"""What is left of a difference when it is gone. [-], [K]"""
_LITTLE, _ENOUGH = 1e-5, 1e-4
"""A herd breaks up when one of it has only so much more to spend than its buyer allows, and nobody joins who
has so little. [-]"""
_PROBE_K = 1e-3
"""How far beside the herd its pace is asked for, to know how the pace changes. [K]"""


class _Member(NamedTuple):
    """What a lot has of its own.

    Attributes:
        used: fraction of life used beyond the herd's and the share of its difference [-].
        apart, cold_apart: its difference from the herd when this began to fade [K].
        margin: up to which excess of the herd it keeps what its buyer requires [-].
        due_ms: until when it is not overdue.
        steps: what the herd had counted when it came.
        came: the state with which it came.
    """

    used: float
    apart: float
    cold_apart: float
    margin: float
    due_ms: float
    steps: int
    came: GoodsState


class Herd:
    """Lots that fare alike. Readings must come in the order of observation.

    Attributes:
        exposure, freeze_lag_h: what all of them have in common.
        members: who they are.
    """

    def __init__(self, leader: Runner, release: Callable[[Runner], None]) -> None:
        rule, state = _goods(leader)
        journey = state.journey
        self.exposure: Exposure = rule.exposure
        self.freeze_lag_h = rule.freeze_lag_h
        self.members: dict[Runner, _Member] = {}
        self._release = release
        self._at_ms, self._interval_ms = journey.at_ms, journey.interval_ms
        self._air_c = journey.product_temperature_c if journey.air_c is None else journey.air_c
        self._product_c, self._cold_c = journey.product_temperature_c, state.cold_c
        self._left, self._cold_left = 1.0, 1.0
        self._used, self._slope = 0.0, 0.0
        self._steps = 0
        self._ends_ms = (journey.at_ms // MS_PER_HOUR + 1) * MS_PER_HOUR
        self._upper_c, self._lower_c, self._hard_low_c = inf, -inf, -inf
        self._margin, self._due_ms = inf, inf
        self._life_ms = planned_life_h(rule.exposure, rule.planned_temperature_c) * MS_PER_HOUR
        bends = rule.exposure.loss_factor != 1.0 or not isinstance(rule.exposure.pace, ArrheniusPace)
        self._near_k = NEAR_WHERE_BENT_K if bends else NEAR_K

    def join(self, runner: Runner) -> bool:
        """Take a lot in that fares as the others do; tell whether it does."""
        rule, state = _goods(runner)
        journey = state.journey
        apart, cold_apart = self._apart(rule, state)
        if (
            (rule.exposure, rule.freeze_lag_h) != (self.exposure, self.freeze_lag_h)
            or (journey.at_ms, journey.air_c) != (self._at_ms, self._air_c)
            or abs(journey.interval_ms - self._interval_ms) > _SAME_RHYTHM_MS
            or max(abs(apart), abs(cold_apart)) > self._near_k
        ):
            return False
        room = margin(rule, journey)
        if (
            room is None
            or room < _ENOUGH
            or min(self._left, self._cold_left) <= _FADED < max(abs(apart), abs(cold_apart))
        ):
            return False
        apart = apart / self._left if apart else 0.0
        cold_apart = cold_apart / self._cold_left if cold_apart else 0.0
        used = journey.life_used - self._used - apart * self._slope
        due_ms = inf if rule.due_at_ms is None else rule.due_at_ms
        mine = _Member(
            used, apart, cold_apart, room + self._excess(self._at_ms, self._used), due_ms, self._steps, state
        )
        self.members[runner] = mine
        self._upper_c = min(self._upper_c, rule.upper_c, inf if rule.legal_c is None else rule.legal_c)
        self._lower_c = max(self._lower_c, rule.lower_c)
        self._hard_low_c = max(self._hard_low_c, rule.hard_low_c)
        self._margin, self._due_ms = min(self._margin, mine.margin), min(self._due_ms, due_ms)
        runner.herd = self
        return True

    def step(self, at_ms: int, air_c: float) -> bool:
        """Take the next reading for all; tell whether that could be done: else each must take it itself."""
        elapsed_ms = at_ms - self._at_ms
        lag_ms = self.exposure.lag_ms
        if at_ms >= self._ends_ms or at_ms > self._due_ms or air_c <= self._hard_low_c:
            return False
        if elapsed_ms > GAP_INTERVALS * self._interval_ms or elapsed_ms * STEPS_PER_LAG > lag_ms > 0.0:
            return False
        product_c = cold_c = air_c
        until_c = self.exposure.until_c(self._air_c, air_c)
        left, cold_left = 0.0, self._cold_left
        if lag_ms > 0.0:
            product_c = cold_c = after_ramp(self._product_c, self._air_c, until_c, elapsed_ms / lag_ms)
            left = self._left * exp(-elapsed_ms / lag_ms)
        if self._has_own_cold:
            lags = elapsed_ms / (self.freeze_lag_h * MS_PER_HOUR)
            cold_c = after_ramp(self._cold_c, self._air_c, until_c, lags)
            cold_left *= exp(-lags)
        if product_c + self._near_k > self._upper_c or cold_c - self._near_k <= self._lower_c:
            return False
        spent, slope = self._spent(product_c if lag_ms > 0.0 else until_c, elapsed_ms / MS_PER_HOUR, left)
        if self._excess(at_ms, self._used + spent) + _LITTLE >= self._margin:
            return False
        self._used, self._slope = self._used + spent, self._slope + slope
        self._left, self._cold_left = left, cold_left
        self._at_ms, self._air_c = at_ms, air_c
        self._product_c, self._cold_c = product_c, cold_c
        self._interval_ms = next_interval_ms(self._interval_ms, elapsed_ms)
        self._steps += 1
        return True

    def state_of(self, runner: Runner) -> GoodsState:
        """Return the state of one lot, as if it had taken every reading by itself."""
        mine = self.members[runner]
        came = mine.came
        product_c = self._product_c + mine.apart * self._left
        cold_c = self._cold_c + mine.cold_apart * self._cold_left if self._has_own_cold else product_c
        used = mine.used + self._used + mine.apart * self._slope
        journey = JourneyState(
            self._at_ms,
            product_c,
            used,
            came.journey.half_range,
            self._air_c,
            self._interval_ms,
            came.journey.toll,
        )
        return GoodsState(journey, cold_c, product_c, self._at_ms, came.falling, settled=True)

    def let_go(self, runner: Runner) -> None:
        """Let a lot go its own way again."""
        state = self.state_of(runner)
        runner.resume(state, self._at_ms, self._steps - self.members.pop(runner).steps)
        self._release(runner)

    def undo(self) -> None:
        """Take back that lots have joined, before anything has happened."""
        for runner in self.members:
            runner.herd = None
        self.members.clear()

    @property
    def _has_own_cold(self) -> bool:
        """Tell whether freezing is judged with another lag than life, as in ``goods.step``."""
        return self.exposure.lag_ms > self.freeze_lag_h * MS_PER_HOUR

    def _apart(self, rule: GoodsRule, state: GoodsState) -> tuple[float, float]:
        """Return how far a lot is from the others [K]; where a probe tells, nothing of that lasts."""
        if rule.exposure.lag_ms == 0.0:
            return 0.0, 0.0
        apart = state.journey.product_temperature_c - self._product_c
        return apart, state.cold_c - self._cold_c if self._has_own_cold else 0.0

    def _spent(self, product_c: float, hours: float, left: float) -> tuple[float, float]:
        """Return what a step costs [-], and by how much more those who were warmer by 1 K at the start."""
        exposure, was_c, before = self.exposure, self._product_c, self._left
        spent = exposure.spent_h(was_c, product_c, hours) / exposure.life_h
        if before <= _FADED:
            return spent, 0.0
        share = _PROBE_K / before
        warmer_h = exposure.spent_h(was_c + share * before, product_c + share * left, hours)
        cooler_h = exposure.spent_h(was_c - share * before, product_c - share * left, hours)
        return spent, (warmer_h - cooler_h) / (2.0 * share * exposure.life_h)

    def _excess(self, at_ms: int, used: float) -> float:
        """Return what was spent beyond plan, apart from a constant [-]."""
        return used - at_ms / self._life_ms


def may_join(runner: Runner) -> bool:
    """Tell whether all is well with a lot, and nothing of it waits to be folded or to end."""
    state = runner.state
    if not isinstance(state, GoodsState) or runner.herd is not None:
        return False
    if runner.over or runner.redo_from_ms is not None or runner.end_ms != NEVER_MS:
        return False
    if any(doubt.until_ms > runner.at_ms for doubt in _goods(runner)[0].doubts):
        return False
    lasting = (state.warm, state.cold, state.law)
    is_quiet = state.settled and lasting == (None, None, None) and not state.prospects
    was_quiet = state.inside_since_ms is None and state.ticked_ms == 0
    return is_quiet and was_quiet and state.mark_at_ms == state.journey.at_ms == runner.at_ms


def _goods(runner: Runner) -> tuple[GoodsRule, GoodsState]:
    rule, state = runner.watch.rule, runner.state
    if not isinstance(rule, GoodsRule) or not isinstance(state, GoodsState):
        raise TypeError(f"{runner.watch.key}: expected a watch over goods")
    return rule, state
