"""What plants really went through, by the true state of their place, whatever was labelled or told of it.

Weather is chance, and a week that was meant to be a normal one may bring a frost or a wet night. Whether it
did is decided here, by what no rule sees: the true temperature of the leaves and the true dew point.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

import numpy as np
from numpy.typing import NDArray

from alerts.cause import Cause
from alerts.science.psychrometrics import dew_point_c
from api.bench.alert_quality.trial import Label, Trial

FANS_K = 2.2
"""How far above freezing people start their fans, four degrees Fahrenheit. [K] (Penn State Extension, as told
by https://marketbrief.site/blog/orchard-yacht-yield-engine/mountain-apple-orchards)"""
WET_S = 4 * 3_600.0
"""A day on which leaves are wet for less counts as a dry one. [s] (Pessl Instruments, grey mould of lettuce,
http://docs.metos.at/Lettuce+Grey+Mould?structure=Disease+model_en)"""
GERMINATING_S = 8 * 3_600.0
"""After so long under a film of water spores begin to germinate, in 8 to 12 h. [s]
(https://www.gb-online.co.uk/gb-wordpress/botrytis-the-blight-of-greenhouse-crops)"""
AHEAD_S = 3 * 3_600.0
"""So long before it people want to hear of a frost. [s] (house choice)"""

AIR = "air"
"""What a rule calls for that knows of nothing but air."""

_FREEZING_C = 0.0
_FILM_PCT = 50.0
"""Leaves with half of a film of water are wet. [%]"""

Array = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Hardship:
    """A time in which plants had to suffer.

    Attributes:
        place: where.
        what: what it was.
        causes: why somebody may be called for it.
        from_s, until_s: from when to when it was so [s since the start].
        told_from_s: from when on a call is due.
        is_grave: whether somebody must be called: else to call is as right as not to.
    """

    place: str
    what: str
    causes: frozenset[str]
    from_s: float
    until_s: float
    told_from_s: float
    is_grave: bool


def hardships(trial: Trial) -> Sequence[Hardship]:
    """Return what plants went through in every week of a trial."""
    return tuple(
        one for place, rows in _leaves(trial).items() for one in (*_frosts(place, rows), *_dews(place, rows))
    )


def _leaves(trial: Trial) -> Mapping[str, Array]:
    """Return rows of time [s], temperature of leaves [°C] and whether they are wet, by place."""
    rows: defaultdict[str, list[tuple[float, ...]]] = defaultdict(list)
    for at_s, places in takewhile(lambda one: one[0] <= trial.lasting_s, trial.truths()):
        for place, real in places.items():
            if np.isfinite(real.surface_temperature_c):
                air = real.air_temperature_c, real.relative_humidity_pct
                rows[place].append((at_s, real.surface_temperature_c, *air, real.leaf_wetness_pct))
    return {place: _with_wetness(np.array(taken).T) for place, taken in rows.items()}


def _with_wetness(rows: Array) -> Array:
    at_s, leaf_c, air_c, humidity_pct, film_pct = rows
    is_dewy = leaf_c <= np.asarray(dew_point_c(air_c, humidity_pct))
    return np.array((at_s, leaf_c, is_dewy | (film_pct >= _FILM_PCT)))


def _frosts(place: str, rows: Array) -> Iterator[Hardship]:
    """Yield the nights in which leaves came so near to freezing that fans are started."""
    at_s, leaf_c, _ = rows
    for first, last in _spans(leaf_c <= _FREEZING_C + FANS_K):
        froze = bool((leaf_c[first : last + 1] <= _FREEZING_C).any())
        causes = frozenset({Cause.TOO_COLD.value, AIR})
        told_from_s = at_s[first] - AHEAD_S
        yield Hardship(place, "frost", causes, at_s[first], at_s[last], told_from_s, froze)


def _dews(place: str, rows: Array) -> Iterator[Hardship]:
    """Yield the times in which leaves were wet for so long that it matters."""
    at_s, _, is_wet = rows
    for first, last in _spans(is_wet > 0.0):
        lasted_s = at_s[last] - at_s[first]
        if lasted_s >= WET_S:
            causes = frozenset({Cause.CONDENSATION.value, Cause.INFECTION_RISK.value})
            is_grave = bool(lasted_s >= GERMINATING_S)
            yield Hardship(place, "wet leaves", causes, at_s[first], at_s[last], at_s[first], is_grave)


def _spans(so: NDArray[np.bool_]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last index of each stretch in which it is so."""
    edges = np.flatnonzero(np.diff(np.concatenate(([False], so, [False])).astype(np.int8)))
    yield from zip(edges[::2].tolist(), (edges[1::2] - 1).tolist(), strict=True)


@dataclass(frozen=True, slots=True)
class TrueLabel:
    """A week with a label that the true state of its place has put right."""

    place: str
    kind: str
    name: str
    fault: str
    harm: str
    begins_s: float
    ends_s: float


def put_right(weeks: Sequence[Label], found: Sequence[Hardship]) -> tuple[Label, ...]:
    """Return the weeks; one that was meant to be normal and had a grave hardship is a faulty one."""
    grave = {one.place: one for one in reversed(found) if one.is_grave}
    return tuple(
        week if week.fault or week.place not in grave else _faulty(week, grave[week.place]) for week in weeks
    )


def _faulty(week: Label, hardship: Hardship) -> Label:
    return TrueLabel(
        place=week.place,
        kind=week.kind,
        name=f"{week.name}, and {hardship.what}",
        fault=hardship.what,
        harm="plants",
        begins_s=hardship.told_from_s,
        ends_s=hardship.until_s,
    )
