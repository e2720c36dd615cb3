"""Doubt: while a sensor is not to be trusted, what it says of the goods is not heard. Pure.

A doubt is as long as the spell that says so, also where that became known later: goods are then judged again
as if the sensor had said nothing meanwhile. The first value of one that got stuck is still believed, since
until then it moved; of one that leaps nothing is, from its first leap to its last.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeAlias

import msgspec

from alerts.alert import Spell
from alerts.cause import Cause, Fault

_STAYS_IN_DOUBT = frozenset({Fault.STUCK, Fault.LEAPS, Fault.DRIFTS})
"""Faults of which it is known whose they are."""

_FOREVER_MS = 1 << 62

Voice: TypeAlias = tuple[str, str]
"""A device and a quantity that it tells."""


class Doubt(msgspec.Struct, frozen=True, omit_defaults=True):
    """When a sensor is not heard: in [start_ms, end_ms); ``end_ms`` None: still.

    ``others``: other sensors were heard of the same goods all the while, so that nothing was unseen.
    """

    start_ms: int
    end_ms: int | None
    others: bool = False

    @property
    def until_ms(self) -> int:
        """Return its end, or an instant that no reading reaches."""
        return _FOREVER_MS if self.end_ms is None else self.end_ms

    def covers(self, instant_ms: int) -> bool:
        """Tell whether the sensor is not heard at *instant_ms*."""
        return self.start_ms <= instant_ms < self.until_ms

    def meets(self, start_ms: int, end_ms: int) -> bool:
        """Tell whether it has something in common with [start_ms, end_ms)."""
        return self.start_ms < end_ms and start_ms < self.until_ms


Doubts: TypeAlias = Mapping[Voice, tuple[Doubt, ...]]
"""The doubts about each sensor, in the order of time."""


def doubts_of(spells: Iterable[Spell]) -> Doubts:
    """Return the doubts that *spells* of sensors that are not to be trusted make.

    >>> from alerts.alert import Facts
    >>> stuck = Facts(device="probe", quantity="air_temperature_c", fault=Fault.STUCK)
    >>> doubts_of([Spell("room", Cause.UNTRUSTED, "trust", "probe/air_temperature_c", 5, 9, 20, None, stuck)])
    {('probe', 'air_temperature_c'): (Doubt(start_ms=6, end_ms=20, others=False),)}
    """
    found: defaultdict[Voice, list[Doubt]] = defaultdict(list)
    for spell in spells:
        facts = spell.facts
        if is_doubt(spell):
            start_ms = spell.started_at_ms + (facts.fault is Fault.STUCK)
            leapt = spell.ended_at_ms is not None and facts.fault is Fault.LEAPS
            end_ms = spell.ended_at_ms + 1 if leapt and spell.ended_at_ms is not None else spell.ended_at_ms
            found[facts.device, facts.quantity].append(Doubt(start_ms, end_ms))
    return {voice: tuple(sorted(doubts, key=lambda one: one.start_ms)) for voice, doubts in found.items()}


def is_doubt(spell: Spell) -> bool:
    """Tell whether *spell* says of a certain sensor that it is not to be trusted."""
    return spell.cause is Cause.UNTRUSTED and spell.facts.fault in _STAYS_IN_DOUBT


def doubts_among(
    sources: Sequence[Voice], doubts: Doubts, start_ms: int, end_ms: int | None
) -> Mapping[Voice, tuple[Doubt, ...]]:
    """Return the doubts in [start_ms, end_ms) about each of *sources*, which speak for the same goods."""
    until_ms = _FOREVER_MS if end_ms is None else end_ms
    return {
        voice: tuple(
            msgspec.structs.replace(doubt, others=_is_covered(voice, doubt, sources, doubts))
            for doubt in doubts[voice]
            if doubt.meets(start_ms, until_ms)
        )
        for voice in sources
        if voice in doubts
    }


def is_doubted(doubts: Iterable[Doubt], instant_ms: int) -> bool:
    """Tell whether one of *doubts* covers *instant_ms*."""
    return any(doubt.covers(instant_ms) for doubt in doubts)


def seen_by_others(doubts: Iterable[Doubt], start_ms: int, end_ms: int) -> bool:
    """Tell whether a pause from *start_ms* to *end_ms* is one in which others were heard."""
    return any(doubt.others and doubt.meets(start_ms, end_ms) for doubt in doubts)


def first_difference_ms(doubts: Iterable[Doubt], others: Iterable[Doubt]) -> int | None:
    """Return the first instant at which two lists of doubts differ; None where they do not.

    >>> first_difference_ms([Doubt(0, 9), Doubt(20, None)], [Doubt(0, 9), Doubt(20, 30)])
    30
    """
    differing = set(doubts) ^ set(others)
    by_start: defaultdict[tuple[int, bool], list[int]] = defaultdict(list)
    for one in differing:
        by_start[one.start_ms, one.others].append(one.until_ms)
    instants = [min(ends) if len(ends) > 1 else start_ms for (start_ms, _), ends in by_start.items()]
    return min(instants, default=None)


def _is_covered(voice: Voice, doubt: Doubt, sources: Sequence[Voice], doubts: Doubts) -> bool:
    return any(
        not any(other.meets(doubt.start_ms, doubt.until_ms) for other in doubts.get(one, ()))
        for one in sources
        if one[0] != voice[0]
    )
