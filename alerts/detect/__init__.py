"""Detectors: what is found in one series of values, or in several together.

Each is four pure functions over a frozen state. ``step`` takes the next value in the order of observation
and first raises every deadline that has passed before it; ``tick`` raises deadlines without a value. Both
raise a deadline *at* the deadline, so that it makes no difference which of them brings it. What they find
they return as whole spells.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeAlias

from alerts.alert import Spell
from alerts.detect import (
    battery,
    clock,
    condensation,
    drift,
    dry_down,
    forecast,
    frost,
    gateway,
    goods,
    ice,
    infection,
    limits,
    precooling,
    reports,
    room,
    rough,
    silence,
    trust,
)
from ingest.clock import MS_PER_MINUTE

_SETTLE_MS = MS_PER_MINUTE
"""After a start, timers hold back this long: what a broker kept for us may say that all is well again."""


_IN_A_ROW = 4
"""Where one reading may matter, so may those after it: so many are taken step by step."""

Told: TypeAlias = Sequence[tuple[int, Any]]
"""Instants and values in the order of observation; see ``Detector.step`` for those of several voices."""

Found: TypeAlias = tuple[int, tuple[Spell, ...]]
"""When a reading was observed, and the spells that changed with it."""

Stride: TypeAlias = Callable[[Any, Any, Told], tuple[Any, int]]
News: TypeAlias = Callable[[Any, Told], tuple[Any, Told]]


def _one_by_one(_rule: object, state: object, _told: object) -> tuple[object, int]:
    return state, 0


def _too_late(_rule: object, _state: object, _number: int, _at_ms: int) -> None:
    return None


@dataclass(frozen=True, slots=True)
class Detector:
    """One kind of detector.

    Attributes:
        state: type of its state, a frozen Struct.
        initial: rule → the state before the first value.
        step: rule, state, instant, value → the next state and the spells that changed. A watch of several
            voices gives, in place of the value, each (number of the voice, value) observed then.
        tick: rule, state, now → the next state and the spells that changed.
        deadline_ms: rule, state → when tick has something to say; None: never without a value.
        grace_ms: rule, state → how long after the service began to listen the timer must hold back.
        stride: rule, state, several instants and values → the state after the first so many of them with
            which nothing happens, and how many these are; the same state that as many steps lead to, and
            quicker. It has no deadline that comes sooner than that before it.
        overhear: rule, state, number of a voice, instant → the state as if that voice had been heard then, in
            time, although others were heard since; None: that cannot be said without taking them again.
        news: of several voices, what is known of one (None: nothing), its next instants and values → what is
            known then, and which of these make a difference, whatever others say. None: all do.
        is_timed: whether it ever has a deadline.
        by_absence: whether it is about not being heard, which means nothing while nobody can be.
    """

    state: type[Any]
    initial: Callable[[Any], Any]
    step: Callable[[Any, Any, int, Any], tuple[Any, tuple[Spell, ...]]]
    tick: Callable[[Any, Any, int], tuple[Any, tuple[Spell, ...]]]
    deadline_ms: Callable[[Any, Any], int | None]
    grace_ms: Callable[[Any, Any], int]
    stride: Stride = _one_by_one
    overhear: Callable[[Any, Any, int, int], Any] = _too_late
    news: News | None = None
    is_timed: bool = True
    by_absence: bool = False

    def take(self, rule: Any, state: Any, told: Told) -> tuple[Any, list[Found]]:  # noqa: ANN401 - see above
        """Take readings in order: in strides where nothing happens, step by step where something may.

        Returns the next state, and what was found with which readings.
        """
        found: list[Found] = []
        while told:
            state, taken = self.stride(rule, state, told)
            if taken == len(told):
                break
            for at_ms, value in told[taken : taken + _IN_A_ROW]:
                state, spells = self.step(rule, state, at_ms, value)
                if spells:
                    found.append((at_ms, spells))
            told = told[taken + _IN_A_ROW :]
        return state, found


def _settle(_rule: object, _state: object) -> int:
    return _SETTLE_MS


def _own_limit(rule: silence.SilenceRule, state: silence.SilenceState) -> int:
    return silence.limit_ms(rule, state.intervals_ms)


def _detector(
    state: type[Any],
    module: Any,  # noqa: ANN401 - a module that has these functions
    *,
    is_timed: bool = True,
    by_absence: bool = False,
) -> Detector:
    return Detector(
        state,
        module.initial,
        module.step,
        module.tick,
        module.deadline_ms,
        grace_ms=_settle,
        stride=getattr(module, "stride", _one_by_one),
        overhear=getattr(module, "overhear", _too_late),
        news=getattr(module, "news", None),
        is_timed=is_timed,
        by_absence=by_absence,
    )


DETECTORS: Mapping[str, Detector] = MappingProxyType(
    {
        "limits": _detector(limits.LimitState, limits),
        "compliance": _detector(limits.LimitState, limits),
        "door": _detector(limits.LimitState, limits),
        "forecast": _detector(forecast.ForecastState, forecast, is_timed=False),
        "condensation": _detector(condensation.CondensationState, condensation),
        "infection": _detector(infection.InfectionState, infection, is_timed=False),
        "rough": _detector(rough.RoughState, rough),
        "dry_down": _detector(dry_down.DryDownState, dry_down, is_timed=False),
        "frost": _detector(frost.FrostState, frost),
        "gateway": _detector(gateway.GatewayState, gateway, by_absence=True),
        "ice": _detector(ice.IceState, ice),
        "precooling": _detector(precooling.PrecoolingState, precooling, is_timed=False),
        "room": _detector(room.RoomState, room, is_timed=False),
        "trust": _detector(trust.TrustState, trust, is_timed=False),
        "drift": _detector(drift.DriftState, drift, is_timed=False),
        "reports": _detector(reports.ReportsState, reports, is_timed=False),
        "battery": _detector(battery.BatteryState, battery, is_timed=False),
        "clock": _detector(clock.ClockState, clock, is_timed=False),
        "silence": Detector(
            silence.SilenceState,
            silence.initial,
            silence.step,
            silence.tick,
            silence.deadline_ms,
            grace_ms=_own_limit,
            stride=silence.stride,
            by_absence=True,
        ),
        "goods": Detector(
            goods.GoodsState, goods.initial, goods.step, goods.tick, goods.deadline_ms, grace_ms=_settle
        ),
    }
)
"""Every detector by the name that watches call it by."""
