"""Gateway: all devices of one gateway have fallen silent, which is one trouble and not one for each of them.

Nobody tells that a gateway is dark but its devices, by their silence. It is, when none of them was heard for
more than twice the interval of the second fastest: then two at least have missed two reports each at
once, and the others were not heard either. That is sooner than any of them would be missed by itself. It
lasts until all of them are heard again, or those that stay away have had their time.

In the same way all gateways together are dark, three at least: their broker, or the line to it. There is less
room for chance, so it takes less time, and is told before any of them is.
"""

from __future__ import annotations

from collections.abc import Iterable
from heapq import nsmallest
from typing import TypeAlias

import msgspec

from alerts.alert import Facts, Spell
from alerts.cause import Cause
from ingest.clock import MS_PER_MINUTE, MS_PER_SECOND

RESOLUTION_MS = 2 * MS_PER_MINUTE
"""Whether a device was heard in that time is all that matters; how often is not."""

FACTOR = 2.25
"""Intervals of the second fastest device that a gateway may be dark."""
FEWEST_GATEWAYS = 3
"""Two gateways that are dark together are two messages, and may be chance."""
_FEWEST = 2
"""One device alone cannot be told from its gateway."""

_NOT_KNOWN_MS = 1 << 62
"""Later than any reading."""

REMEMBERED = 3
"""Intervals kept of each device; the middle one counts."""


class GatewayRule(msgspec.Struct, frozen=True, gc=False):
    """When a gateway's silence matters.

    Attributes:
        place_id: where it is told: the place of its first device.
        gateway: which gateway.
        devices: its devices, in the order of the watch's voices.
        minimum_s: a shorter silence never matters [s].
        factor: how many intervals of the second fastest of them it takes [-].
        gateways: where several gateways are watched together, which; empty: it is one.
        gateway_of: then, which of these each device is behind.
    """

    place_id: str
    gateway: str
    devices: tuple[str, ...]
    minimum_s: float
    factor: float = FACTOR
    gateways: tuple[str, ...] = ()
    gateway_of: tuple[int, ...] = ()


class Dark(msgspec.Struct, frozen=True, gc=False):
    """A gateway that is dark.

    Attributes:
        since_ms, raised_at_ms: when its last device was heard, and when that was long enough ago.
        missing: the numbers of those devices that were not heard again.
        devices: how many there were.
        back_ms: when the first was heard again; None before.
    """

    since_ms: int
    raised_at_ms: int
    missing: tuple[int, ...]
    devices: tuple[str, ...]
    back_ms: int | None = None


class GatewayState(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What must be remembered between two steps.

    Attributes:
        heard_ms: when each device was heard last; 0 before the first time.
        intervals_ms: its last intervals, oldest first.
        usual_ms: the middle one of these; 0 where there are not enough.
        newest_ms: when any was heard last.
        dark: it is dark.
        due_ms: when there is something to say without a reading: see ``_due_ms``; None: never.
        lit_ms, steady_ms: since when it has not been dark, and not been silent for so long that it could be.
    """

    heard_ms: tuple[int, ...] = ()
    intervals_ms: tuple[tuple[int, ...], ...] = ()
    usual_ms: tuple[int, ...] = ()
    newest_ms: int = 0
    dark: Dark | None = None
    due_ms: int | None = None
    lit_ms: int = _NOT_KNOWN_MS
    steady_ms: int = _NOT_KNOWN_MS


Found: TypeAlias = tuple[GatewayState, tuple[Spell, ...]]
"""The next state, and every spell that changed, whole."""


def initial(rule: GatewayRule) -> GatewayState:
    """Return the state before anything was heard."""
    count = len(rule.devices)
    return GatewayState((0,) * count, ((),) * count, (0,) * count, lit_ms=0)


def step(rule: GatewayRule, state: GatewayState, at_ms: int, told: tuple[tuple[int, float], ...]) -> Found:
    """Take which devices were heard in the two minutes that ended then."""
    paused = at_ms - state.newest_ms >= _minimum_ms(rule)
    state, found = tick(rule, state, at_ms)
    dark = state.dark
    if dark is None:
        if paused:
            state = msgspec.structs.replace(state, steady_ms=at_ms)
        return heard_since(rule, state, [(number, (at_ms,)) for number, _ in told], at_ms), found
    heard = list(state.heard_ms)
    for number, _ in told:
        heard[number] = at_ms
    state = msgspec.structs.replace(state, heard_ms=tuple(heard), newest_ms=at_ms)
    missing = tuple(number for number in dark.missing if heard[number] < at_ms)
    back_ms = at_ms if dark.back_ms is None else dark.back_ms
    dark = msgspec.structs.replace(dark, missing=missing, back_ms=back_ms)
    ended_at_ms = None if missing else at_ms
    state = msgspec.structs.replace(state, dark=dark) if missing else _lit(state, at_ms)
    return _planned(rule, state), (*found, _spell(rule, dark, ended_at_ms))


def heard_since(
    rule: GatewayRule, state: GatewayState, told: Iterable[tuple[int, Iterable[int]]], newest_ms: int
) -> GatewayState:
    """Return what is known of a gateway that is not dark, up to *newest_ms*.

    *told* are the instants at which devices, by number, were heard since *state*; of many, the last four.
    """
    heard, intervals, usual = list(state.heard_ms), list(state.intervals_ms), list(state.usual_ms)
    for number, instants in told:
        for at_ms in instants:
            elapsed_ms, known = at_ms - heard[number], intervals[number]
            if heard[number] and known != (elapsed_ms,) * REMEMBERED:
                known = intervals[number] = (*known[1 - REMEMBERED :], elapsed_ms)
                usual[number] = sorted(known)[REMEMBERED // 2] if len(known) == REMEMBERED else 0
            heard[number] = at_ms
    state = msgspec.structs.replace(
        state,
        heard_ms=tuple(heard),
        intervals_ms=tuple(intervals),
        usual_ms=tuple(usual),
        newest_ms=newest_ms,
    )
    return _planned(rule, state)


def overhear(rule: GatewayRule, state: GatewayState, number: int, at_ms: int) -> GatewayState | None:
    """Return *state* with device *number* heard at an instant long before the newest, as if in time.

    None where more than that may follow from it: the device was heard since, or the gateway was dark; or it
    was silent so long that by the device's rhythm it may have been.
    """
    heard_ms = state.heard_ms[number]
    if at_ms == heard_ms:
        return state
    if at_ms < heard_ms or at_ms > state.newest_ms or state.dark is not None:
        return None
    state = heard_since(rule, state, ((number, (at_ms,)),), state.newest_ms)
    since_ms = state.steady_ms if state.usual_ms[number] else min(state.lit_ms, state.steady_ms)
    return state if at_ms > since_ms else None


def tick(rule: GatewayRule, state: GatewayState, now_ms: int) -> Found:
    """Raise the darkness that is due by *now_ms*, or end one in which some stay away for good."""
    deadline = deadline_ms(rule, state)
    if deadline is None or deadline > now_ms:
        return state, ()
    if state.dark is not None:
        ended = _planned(rule, _lit(state, deadline))
        return ended, (_spell(rule, state.dark, deadline),)
    alive = _alive(rule, state)
    dark = Dark(state.newest_ms, deadline, alive, tuple(rule.devices[number] for number in alive))
    return _planned(rule, msgspec.structs.replace(state, dark=dark)), (_spell(rule, dark, None),)


def deadline_ms(_rule: GatewayRule, state: GatewayState) -> int | None:
    """Return when there is something to say without a reading."""
    return state.due_ms


def _minimum_ms(rule: GatewayRule) -> int:
    return int(rule.minimum_s * MS_PER_SECOND)


def _lit(state: GatewayState, since_ms: int) -> GatewayState:
    """Return *state* without the darkness, which has ended."""
    return msgspec.structs.replace(state, dark=None, lit_ms=since_ms, steady_ms=since_ms)


def _planned(rule: GatewayRule, state: GatewayState) -> GatewayState:
    """Return *state* with its deadline, which is worked out once a minute and asked for with every batch."""
    return msgspec.structs.replace(state, due_ms=_due_ms(rule, state))


def _due_ms(rule: GatewayRule, state: GatewayState) -> int | None:
    """Return when the silence of all will have lasted too long, or that of the last ones is their own."""
    minimum_ms = _minimum_ms(rule)
    if state.dark is not None:
        if state.dark.back_ms is None:
            return None
        slowest_ms = max((state.usual_ms[number] for number in state.dark.missing), default=0)
        return state.dark.back_ms + max(minimum_ms, int(rule.factor * slowest_ms))
    alive = _alive(rule, state)
    if len(alive) < _FEWEST or _too_few_gateways(rule, alive):
        return None
    _, second_ms = nsmallest(_FEWEST, (state.usual_ms[number] for number in alive))
    return state.newest_ms + max(minimum_ms, int(rule.factor * second_ms))


def _alive(rule: GatewayRule, state: GatewayState) -> tuple[int, ...]:
    """Return the devices whose rhythm is known, and that had been in it when the last one was heard."""
    minimum_ms, newest_ms = _minimum_ms(rule), state.newest_ms
    return tuple(
        number
        for number, (heard_ms, usual_ms) in enumerate(zip(state.heard_ms, state.usual_ms, strict=True))
        if usual_ms and (newest_ms - heard_ms <= minimum_ms or newest_ms - heard_ms <= rule.factor * usual_ms)
    )


def _too_few_gateways(rule: GatewayRule, alive: tuple[int, ...]) -> bool:
    return bool(rule.gateways) and len({rule.gateway_of[number] for number in alive}) < FEWEST_GATEWAYS


def _spell(rule: GatewayRule, dark: Dark, ended_at_ms: int | None) -> Spell:
    """Return the whole spell as it is known now."""
    return Spell(
        place_id=rule.place_id,
        cause=Cause.ALL_SILENT if rule.gateways else Cause.GATEWAY_SILENT,
        detector="gateway",
        source=rule.gateway,
        started_at_ms=dark.since_ms,
        raised_at_ms=dark.raised_at_ms,
        ended_at_ms=ended_at_ms,
        act_now_at_ms=None,
        facts=Facts(
            value_at_ms=dark.since_ms,
            gateway=rule.gateway,
            gateways=rule.gateways,
            devices=dark.devices,
            heard_again_at_ms=dark.back_ms,
        ),
    )
