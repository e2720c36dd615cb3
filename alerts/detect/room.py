"""Room: what the air of a cooled room tells of its unit, its defrosts, its door and its loads.

The air of a room rises and falls as its unit rests and runs (``saw``). From that follows whether the unit
starts when it should (``room_starts``). What warms the air steeper than walls do is a hump: a defrost, a door
or a load, which is a label on the record. Humps tell how well the unit brings the air back (``room_humps``),
and what becomes of the defrosts (``room_defrosts``).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeAlias

import msgspec

from alerts.alert import Spell
from alerts.detect import room_humps, room_starts
from alerts.detect.room_humps import Humps
from alerts.detect.room_rule import RoomRule
from alerts.detect.room_starts import Starts
from alerts.detect.saw import Saw, begun, follow, glide, is_broken


class RoomState(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What must be remembered between two values: the leg of the air, and what is usual in the room."""

    saw: Saw | None = None
    starts: Starts = Starts()
    humps: Humps = Humps()


Found: TypeAlias = tuple[RoomState, tuple[Spell, ...]]
"""The next state, and every spell that changed, whole."""


def initial(_rule: RoomRule) -> RoomState:
    """Return the state before the first value."""
    return RoomState()


def step(rule: RoomRule, state: RoomState, at_ms: int, value: float) -> Found:
    """Take the next value in the order of observation; after a gap, what lasted lasts on."""
    if state.saw is None or is_broken(state.saw, at_ms):
        return RoomState(begun(at_ms, value), room_starts.interrupted(state.starts), state.humps), ()
    saw, ended = follow(state.saw, at_ms, value)
    starts, found = state.starts, tuple[Spell, ...]()
    if ended is not None:
        starts, found = room_starts.turned(rule, starts, ended, saw, value)
    elif saw.leg.rising:
        starts, found = room_starts.rising(rule, starts, saw, value)
    humps, labels = room_humps.followed(rule, state.humps, saw, value)
    return RoomState(saw, starts, humps), (*found, *labels) if labels else found


def stride(_rule: RoomRule, state: RoomState, told: Sequence[tuple[int, float]]) -> tuple[RoomState, int]:
    """Take values with which the air goes on as it does, while nothing of it lasts that was noticed."""
    starts, humps = state.starts, state.humps
    if state.saw is None or starts.late is not None or starts.beyond or humps.now is not None:
        return state, 0
    saw, taken = glide(state.saw, told, room_starts.ordinary_below(starts))
    return RoomState(saw, starts, humps) if taken else state, taken


def tick(_rule: RoomRule, state: RoomState, _now_ms: int) -> Found:
    """Say nothing: without a reading nothing more is known of the air."""
    return state, ()


def deadline_ms(_rule: RoomRule, _state: RoomState) -> int | None:
    """Return None: see ``tick``."""
    return None
