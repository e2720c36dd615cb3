"""The saw-tooth of a room's air: up while its unit rests, down while it runs, and turning in between.

Each way from one turning point to the next is a *leg*. What a door, a defrost or a load does to the air is a
leg as well, but a steep one: the walls of a room warm its air by two or three kelvins an hour.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec

from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE

SWING_K = 0.3
"""House choice: a turn of less is noise; the narrowest thermostats let the air swing by half a kelvin. [K]"""

STEEP_K_PER_H = 5.0
"""House choice: more than walls do, and less than a defrost (4 to 10 K in 20 to 30 min) or a door. [K/h]"""

HUMP_K = 1.5
"""House choice: more than the air of a small room rises between two runs of its unit. [K]"""

_GLANCE_MS = 10 * MS_PER_MINUTE
"""A slope over less is noise."""

_NOISE_K = 0.15
"""Between two values of a common sensor. [K]"""

_GAP_MS = 40 * MS_PER_MINUTE
"""After so long nobody knows how often the air has turned meanwhile."""


class Leg(msgspec.Struct, frozen=True, gc=False):
    """A way of the air from one turning point to the next.

    Attributes:
        rising: it went up.
        start_ms, start: where it turned before.
        end_ms, end: where it turned after it.
        steep_ms: since when something warmed the air that walls alone do not; None: nothing did.
    """

    rising: bool
    start_ms: int
    start: float
    end_ms: int
    end: float
    steep_ms: int | None = None

    @property
    def is_hump(self) -> bool:
        """Tell whether a door, a defrost or a load warmed the air, and not a small room that warms fast."""
        return self.rising and self.steep_ms is not None and self.end - self.start >= HUMP_K


class Saw(msgspec.Struct, frozen=True, gc=False):
    """What must be remembered of the air: the leg that lasts.

    Attributes:
        leg: the leg so far; its end is the furthest that was seen.
        at_ms, step_ms: when the air was last told, and how long after the value before.
        glance_ms, glance: where the newest slope starts.
    """

    leg: Leg
    at_ms: int
    glance_ms: int
    glance: float
    step_ms: int = 0


def begun(at_ms: int, value: float) -> Saw:
    """Return the saw-tooth of which only one value is known."""
    return Saw(Leg(True, at_ms, value, at_ms, value), at_ms, at_ms, value)


def is_broken(saw: Saw, at_ms: int) -> bool:
    """Tell whether too much time went by unseen for the saw-tooth to go on."""
    return at_ms - saw.at_ms > _GAP_MS


def is_steep_now(saw: Saw, value: float) -> bool:
    """Tell whether the air has risen steeply since the newest slope starts."""
    return (value - saw.glance - _NOISE_K) * MS_PER_HOUR > STEEP_K_PER_H * (saw.at_ms - saw.glance_ms)


def follow(saw: Saw, at_ms: int, value: float) -> tuple[Saw, Leg | None]:
    """Take the next value; return the leg that it ends, if any."""
    leg, step_ms = saw.leg, at_ms - saw.at_ms
    ahead = value - leg.end if leg.rising else leg.end - value
    if ahead <= -SWING_K:
        turned = Leg(not leg.rising, leg.end_ms, leg.end, at_ms, value)
        glance_ms, glance = max((leg.end_ms, leg.end), (saw.glance_ms, saw.glance))
        return Saw(turned, at_ms, glance_ms, glance, step_ms), _ended(leg)
    glance_ms, glance, steep_ms = saw.glance_ms, saw.glance, leg.steep_ms
    if at_ms - glance_ms >= _GLANCE_MS:
        if steep_ms is None and (value - glance) * MS_PER_HOUR > STEEP_K_PER_H * (at_ms - glance_ms):
            steep_ms = glance_ms
        glance_ms, glance = at_ms, value
    if ahead > 0.0:
        leg = Leg(leg.rising, leg.start_ms, leg.start, at_ms, value, steep_ms)
    elif steep_ms != leg.steep_ms:
        leg = Leg(leg.rising, leg.start_ms, leg.start, leg.end_ms, leg.end, steep_ms)
    return Saw(leg, at_ms, glance_ms, glance, step_ms), None


def glide(saw: Saw, told: Sequence[tuple[int, float]], below: float) -> tuple[Saw, int]:
    """Take values with which a leg goes on that only walls and unit move; return how many these are.

    Values in order; air that rises is taken as long as it stays *below*.
    """
    leg, last_ms, step_ms = saw.leg, saw.at_ms, saw.step_ms
    end_ms, end, glance_ms, glance, taken = leg.end_ms, leg.end, saw.glance_ms, saw.glance, 0
    if leg.steep_ms is not None:
        return saw, 0
    for at_ms, value in told:
        ahead = value - end if leg.rising else end - value
        if ahead <= -SWING_K or at_ms - last_ms > _GAP_MS or (leg.rising and value >= below):
            break
        if at_ms - glance_ms >= _GLANCE_MS:
            if (value - glance) * MS_PER_HOUR > STEEP_K_PER_H * (at_ms - glance_ms):
                break
            glance_ms, glance = at_ms, value
        if ahead > 0.0:
            end_ms, end = at_ms, value
        step_ms, last_ms = at_ms - last_ms, at_ms
        taken += 1
    leg = Leg(leg.rising, leg.start_ms, leg.start, end_ms, end)
    return Saw(leg, last_ms, glance_ms, glance, step_ms), taken


def _ended(leg: Leg) -> Leg:
    """Return a leg that has ended; a brief one that was steep as a whole was too short to be glanced at."""
    steep = (leg.end - leg.start - _NOISE_K) * MS_PER_HOUR > STEEP_K_PER_H * (leg.end_ms - leg.start_ms)
    if not leg.rising or leg.steep_ms is not None or not steep:
        return leg
    return Leg(leg.rising, leg.start_ms, leg.start, leg.end_ms, leg.end, leg.start_ms)
