"""A herd: lots beside one sensor that fare alike, and are folded together as long as all is well with them.

Goods of one kind in one packaging that follow one sensor come to the same temperature, and then spend their
life at the same pace: life used of each is what it came with, and what the herd has spent since. So a reading
is one step for all of them, however many they are. A lot that came in lately differs by a little, which
decays with the lag of its packaging; that difference is carried along to first order, exact to 1e-9 of a
life, which is why only what is near the others already may join.

Whatever is not plainly in order is nobody's business here: the herd breaks up, and each lot takes the reading
by itself. What the herd has come to is written down once for all, hourly and daily; the checkpoints of a lot
that leaves it, or is asked about, are worked out of these.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from math import exp, inf
from types import MappingProxyType

from alerts.detect.goods import GoodsRule, GoodsState
from alerts.detect.goods_ahead import margin
from alerts.exposure import GAP_INTERVALS, Exposure
from alerts.journey import LEAST_INTERVAL_MS, STEPS_PER_LAG, next_interval_ms
from alerts.ledger.herds import NOW_SLOT, HerdRow
from alerts.ledger.watches import slot_of
from alerts.pace import ArrheniusPace
from alerts.quiet import goods_of, rule_of, state_of
from alerts.remaining_life import planned_life_h
from alerts.runner import Runner
from alerts.science.scalar import after_ramp
from alerts.share import Common, Share, journey_of
from ingest.clock import MS_PER_HOUR

NEAR_K = 4e-3
"""How far a lot may be from the others: what first order leaves out is below 1e-10 of a life. [K]"""
NEAR_WHERE_BENT_K = 1e-6
"""The same where the pace has corners, as bands of Q10 have. [K]"""
_SAME_RHYTHM_MS = 1e-3
_GONE_K = 1e-12
"""A difference that is gone. [K]"""
_WORN = 1e-100
"""When so little is left of the differences of long ago, newer ones are told apart no more. [-]"""
_LITTLE, _ENOUGH = 1e-5, 1e-4
"""A herd breaks up when one of it has only so much more to spend than its buyer allows, and nobody joins who
has so little. [-]"""
_PROBE_K = 1e-3
"""How far beside the herd its pace is asked for, to know how the pace changes. [K]"""


_NO_MARKS: Mapping[int, Common] = MappingProxyType({})


def _nowhere(_runner: Runner) -> None:
    """Offer readings to nobody."""


class Herd:
    """Lots that fare alike. Readings must come in the order of observation.

    Attributes:
        exposure, freeze_lag_h: what all of them have in common.
        at_ms: up to where they have come [ms].
        members: who they are, and what each has of its own.
        number: under which the ledger knows it; None: not yet.
        fresh: those of whom the ledger does not know that they are members.
        marks: its checkpoints by slot: all that its members have of the time since they came.
        release: what becomes of one who goes by himself again.
    """

    def __init__(
        self,
        rule: GoodsRule,
        common: Common,
        *,
        number: int | None = None,
        marks: Mapping[int, Common] = _NO_MARKS,
    ) -> None:
        self.exposure: Exposure = rule.exposure
        self.freeze_lag_h = rule.freeze_lag_h
        self.members: dict[Runner, Share] = {}
        self.number = number
        self.fresh: dict[Runner, None] = {}
        self.marks: dict[int, Common] = dict(marks)
        self.release: Callable[[Runner], None] = _nowhere
        self._unsaved: dict[int, Common] = {}
        self.at_ms, self._air_c, self._interval_ms = common.at_ms, common.air_c, common.interval_ms
        self._product_c, self._cold_c = common.product_c, common.cold_c
        self._left, self._cold_left = common.left, common.cold_left
        self._used, self._slope = common.used, common.slope
        self._steps = 0
        self._next_mark_ms = (common.at_ms // MS_PER_HOUR + 1) * MS_PER_HOUR
        self._upper_c, self._lower_c, self._hard_low_c = inf, -inf, -inf
        self._margin, self._due_ms, self._farthest = inf, inf, 0.0
        self._life_ms = planned_life_h(rule.exposure, rule.planned_temperature_c) * MS_PER_HOUR
        self._has_own_cold = common.has_own_cold
        bends = rule.exposure.loss_factor != 1.0 or not isinstance(rule.exposure.pace, ArrheniusPace)
        self._near_k = NEAR_WHERE_BENT_K if bends else NEAR_K

    @property
    def common(self) -> Common:
        """Return where all of them have come to."""
        return Common(
            self.at_ms,
            self.exposure.missed_ms(self.at_ms, self._interval_ms),
            self._air_c,
            self._product_c,
            self._cold_c,
            self._has_own_cold,
            self._interval_ms,
            self._used,
            self._slope,
            self._left,
            self._cold_left,
        )

    def join(self, runner: Runner) -> bool:
        """Take a lot in that fares as the others do; tell whether it does."""
        rule, state = goods_of(runner)
        journey = state.journey
        apart, cold_apart = self._apart(rule, state)
        if (
            (rule.exposure, rule.freeze_lag_h) != (self.exposure, self.freeze_lag_h)
            or (journey.at_ms, journey.air_c) != (self.at_ms, self._air_c)
            or abs(journey.interval_ms - self._interval_ms) > _SAME_RHYTHM_MS
            or max(abs(apart), abs(cold_apart)) > self._near_k
        ):
            return False
        room = margin(rule, journey)
        if room is None or room < _ENOUGH:
            return False
        apart = apart / self._left if apart else 0.0
        cold_apart = cold_apart / self._cold_left if cold_apart else 0.0
        used = journey.life_used - self._used - apart * self._slope
        share = Share(
            self.at_ms, used, apart, cold_apart, journey.half_range, journey.toll, falling=state.falling
        )
        self._take_in(runner, rule, share, room)
        self.fresh[runner] = None
        return True

    def take_back(self, runner: Runner, share: Share) -> None:
        """Take in a lot of which the ledger knows that it goes with the others."""
        rule = rule_of(runner)
        room = inf if rule.required_life_h is None else margin(rule, journey_of(self.common, share))
        self._take_in(runner, rule, share, -inf if room is None else room)

    @property
    def is_worn(self) -> bool:
        """Tell whether it has to be begun anew for others to join: differences of long ago have faded."""
        return (0.0 < self._left < _WORN) or self._cold_left < _WORN

    def resembles(self, other: Herd) -> bool:
        """Tell whether lots of this herd may as well go with *other*."""
        return (
            (self.exposure, self.freeze_lag_h) == (other.exposure, other.freeze_lag_h)
            and (self.at_ms, self._air_c) == (other.at_ms, other._air_c)
            and abs(self._interval_ms - other._interval_ms) <= _SAME_RHYTHM_MS
            and abs(self._product_c - other._product_c) <= self._near_k / 2.0
            and abs(self._cold_c - other._cold_c) <= self._near_k / 2.0
        )

    def run(self, told: Sequence[tuple[int, float]]) -> int:
        """Take the next readings for all; return how many: the one after these each must take itself."""
        for number, (at_ms, air_c) in enumerate(told):
            if at_ms >= self._next_mark_ms:
                self._mark(at_ms)
            if not self._step(at_ms, air_c):
                return number
        return len(told)

    def _step(self, at_ms: int, air_c: float) -> bool:
        """Take the next reading for all; tell whether that could be done: else each must take it itself."""
        elapsed_ms = at_ms - self.at_ms
        lag_ms = self.exposure.lag_ms
        if at_ms > self._due_ms or air_c <= self._hard_low_c:
            return False
        if elapsed_ms > GAP_INTERVALS * self._interval_ms or elapsed_ms * STEPS_PER_LAG > lag_ms > 0.0:
            return False
        product_c = cold_c = air_c
        until_c = air_c if self.exposure.held is None else self.exposure.until_c(self._air_c, air_c)
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
        if self._margin < inf and self._excess(at_ms, self._used + spent) + _LITTLE >= self._margin:
            return False
        self._used, self._slope = self._used + spent, self._slope + slope
        self._left, self._cold_left = left, cold_left
        self.at_ms, self._air_c = at_ms, air_c
        self._product_c, self._cold_c = product_c, cold_c
        if elapsed_ms > LEAST_INTERVAL_MS or self._interval_ms > LEAST_INTERVAL_MS:
            self._interval_ms = next_interval_ms(self._interval_ms, elapsed_ms)
        self._steps += 1
        return True

    def state_of(self, runner: Runner) -> GoodsState:
        """Return the state of one lot, as if it had taken every reading by itself."""
        return state_of(self.common, self.members[runner])

    def share_of(self, runner: Runner) -> tuple[int, Share] | None:
        """Return under which number the ledger knows the herd, and a lot's share; None: it does not yet."""
        if self.number is None or runner in self.fresh:
            return None
        return self.number, self.members[runner]

    def let_go(self, runner: Runner) -> None:
        """Let a lot go its own way again, with checkpoints of its own."""
        share, common = self.members.pop(runner), self.common
        self.fresh.pop(runner, None)
        runner.resume(state_of(common, share), common.at_ms, self._steps)
        for slot, mark in self.marks.items():
            if mark.at_ms >= share.since_ms:
                runner.keep(slot, state_of(mark, share), mark.at_ms)
        self.release(runner)

    def undo(self) -> None:
        """Take back that lots have joined, before anything has happened."""
        for runner in self.members:
            runner.herd = None
        self.members.clear()
        self.fresh.clear()

    def written(self, number: int) -> Iterable[HerdRow]:
        """Yield what is to be written down of it under *number*; then its members are known to be that."""
        self.number = number
        self.fresh.clear()
        yield number, NOW_SLOT, self.common
        for slot, mark in self._unsaved.items():
            yield number, slot, mark
        self._unsaved.clear()

    def _take_in(self, runner: Runner, rule: GoodsRule, share: Share, room: float) -> None:
        """Let a lot be folded with the others, and heed what is to be heeded of it."""
        self.members[runner] = share
        self._farthest = max(self._farthest, abs(share.apart))
        self._upper_c = min(self._upper_c, rule.upper_c, inf if rule.legal_c is None else rule.legal_c)
        self._lower_c = max(self._lower_c, rule.lower_c)
        self._hard_low_c = max(self._hard_low_c, rule.hard_low_c)
        self._margin = min(self._margin, room + self._excess(self.at_ms, self._used))
        self._due_ms = min(self._due_ms, inf if rule.due_at_ms is None else rule.due_at_ms)
        runner.herd = self

    def _mark(self, coming_ms: int) -> None:
        """Keep what they have come to before the first reading of another hour or day."""
        self._next_mark_ms = (coming_ms // MS_PER_HOUR + 1) * MS_PER_HOUR
        slot = slot_of(self.at_ms, coming_ms, self._steps)
        if slot is None:
            return
        self.marks[slot] = self._unsaved[slot] = self.common
        if slot < 0:
            self._steps = 0

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
        if self._farthest * before <= _GONE_K:
            return spent, 0.0
        share = _PROBE_K / before
        warmer_h = exposure.spent_h(was_c + share * before, product_c + share * left, hours)
        cooler_h = exposure.spent_h(was_c - share * before, product_c - share * left, hours)
        return spent, (warmer_h - cooler_h) / (2.0 * share * exposure.life_h)

    def _excess(self, at_ms: int, used: float) -> float:
        """Return what was spent beyond plan, apart from a constant [-]."""
        return used - at_ms / self._life_ms


def begun(leader: Runner) -> Herd:
    """Return a herd that fares as one lot does, which has still to join."""
    rule, state = goods_of(leader)
    journey = state.journey
    common = Common(
        journey.at_ms,
        rule.exposure.missed_ms(journey.at_ms, journey.interval_ms),
        journey.product_temperature_c if journey.air_c is None else journey.air_c,
        journey.product_temperature_c,
        state.cold_c,
        rule.exposure.lag_ms > rule.freeze_lag_h * MS_PER_HOUR,  # as in ``goods.step``
        journey.interval_ms,
    )
    return Herd(rule, common)
