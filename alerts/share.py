"""Shares: what lots that fare alike have in common, and what each has of its own. Pure.

Life used of each is what it came with and what all have spent since, and a difference in temperature that
it came with decays with the lag of its packaging, see ``herd``.
"""

from __future__ import annotations

import msgspec

from alerts.journey import NO_TOLL, JourneyState, Toll


class Common(msgspec.Struct, frozen=True, gc=False):
    """Where lots that fare alike have come to together.

    Attributes:
        at_ms: until when it is told [ms].
        missed_ms: from when on the time since then is a gap [ms].
        air_c: what their source said last [°C].
        product_c, cold_c: temperature of one without a difference, with the lag of its packaging and with
            that of the thinnest [°C].
        has_own_cold: freezing is judged with another lag than life.
        interval_ms: usual time between readings [ms].
        used: fraction of life spent since they are together [-].
        slope: by how much more it is of one that was warmer by 1 K when they came together [1/K].
        left, cold_left: what is left of such a difference [-].
    """

    at_ms: int
    missed_ms: int
    air_c: float
    product_c: float
    cold_c: float
    has_own_cold: bool
    interval_ms: float
    used: float = 0.0
    slope: float = 0.0
    left: float = 1.0
    cold_left: float = 1.0


class Share(msgspec.Struct, frozen=True, gc=False, omit_defaults=True):
    """What one of them has of its own.

    Attributes:
        since_ms: since when it goes with the others [ms].
        used: fraction of life used beyond what they spent, and the share of its difference [-].
        apart, cold_apart: its difference from them when this began to fade [K].
        half_range, toll, falling: what it came with, see ``JourneyState`` and ``GoodsState``.
    """

    since_ms: int
    used: float
    apart: float = 0.0
    cold_apart: float = 0.0
    half_range: float = 0.0
    toll: Toll = NO_TOLL
    falling: bool = False


def journey_of(common: Common, share: Share) -> JourneyState:
    """Return the history of one lot, as if it had taken every reading by itself."""
    return JourneyState(
        common.at_ms,
        common.product_c + share.apart * common.left,
        share.used + common.used + share.apart * common.slope,
        share.half_range,
        common.air_c,
        common.interval_ms,
        share.toll,
    )


def cold_c_of(common: Common, share: Share) -> float:
    """Return its temperature with the lag of the thinnest packaging [°C]."""
    if common.has_own_cold:
        return common.cold_c + share.cold_apart * common.cold_left
    return common.product_c + share.apart * common.left
