"""Episodes: spells of one cause at one place that overlap in time, seen as one trouble.

Only raised spells make an episode, and its severity. A spell that is not raised keeps one from ending: air
that is still warm after the door was shut is the same trouble, and not yet over.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import msgspec

from alerts.alert import Facts, Severity, Spell
from alerts.cause import Cause

_MEASURED = ("quantity", "device", "value", "value_at_ms", "limit", "peak", "peak_at_ms", "trend_per_h")
_GOODS = (
    "lot_id",
    "product_id",
    "product_temperature_c",
    "life_lost_h",
    "life_left_h",
    "life_left_low_h",
    "too_late_at_ms",
    "warm_spells",
    "lost_in_all_h",
)


class Episode(msgspec.Struct, frozen=True):
    """What an alert says about the world; a function of spells and of nothing else.

    Attributes are those of ``Alert`` with the same names.
    """

    place_id: str
    cause: Cause
    severity: Severity
    started_at_ms: int
    raised_at_ms: int
    ended_at_ms: int | None
    updated_at_ms: int
    facts: Facts
    lot_ids: tuple[str, ...]
    devices: tuple[str, ...]

    def overlap_ms(self, started_at_ms: int, ended_at_ms: int | None) -> int:
        """Return how long this episode and a period have in common [ms]; negative where they are apart."""
        start_ms = max(self.started_at_ms, started_at_ms)
        ends = [end_ms for end_ms in (self.ended_at_ms, ended_at_ms) if end_ms is not None]
        return (min(ends) if ends else _FOREVER_MS) - start_ms


_FOREVER_MS = 1 << 62


def merge(spells: Iterable[Spell]) -> tuple[Episode, ...]:
    """Return the episodes that *spells* (one place, one cause) make, oldest first."""
    groups: list[list[Spell]] = []
    reach_ms = -1
    for spell in sorted(spells, key=lambda one: (one.started_at_ms, one.detector, one.source)):
        if not groups or spell.started_at_ms > reach_ms:
            groups.append([])
        groups[-1].append(spell)
        end_ms = _FOREVER_MS if spell.ended_at_ms is None else spell.ended_at_ms
        reach_ms = max(reach_ms, end_ms)
    return tuple(_episode(group) for group in groups if any(_is_raised(spell) for spell in group))


def _episode(spells: Sequence[Spell]) -> Episode:
    raised = [spell for spell in spells if _is_raised(spell)]
    ends = [spell.ended_at_ms for spell in spells if spell.ended_at_ms is not None]
    return Episode(
        place_id=raised[0].place_id,
        cause=raised[0].cause,
        severity=max(spell.severity for spell in raised),
        started_at_ms=min(spell.started_at_ms for spell in raised),
        raised_at_ms=min(spell.raised_at_ms for spell in raised if spell.raised_at_ms is not None),
        ended_at_ms=max(ends) if len(ends) == len(spells) else None,
        updated_at_ms=max(_newest_ms(spell) for spell in spells),
        facts=_facts(sorted(spells, key=_weight)),
        lot_ids=tuple(sorted({spell.facts.lot_id for spell in raised if spell.facts.lot_id})),
        devices=tuple(sorted({device for spell in raised for device in _devices(spell)})),
    )


def _devices(spell: Spell) -> tuple[str, ...]:
    return (spell.facts.device, *spell.facts.devices) if spell.facts.device else spell.facts.devices


def _is_raised(spell: Spell) -> bool:
    return spell.raised_at_ms is not None


def _newest_ms(spell: Spell) -> int:
    return max(spell.raised_at_ms or 0, spell.ended_at_ms or 0, spell.facts.value_at_ms or 0)


def _weight(spell: Spell) -> tuple[bool, bool, bool, float, float, int, str, str]:
    """Sort what matters most first: raised, lasting, dark, severe, costly, early; names only break ties."""
    return (
        not _is_raised(spell),
        spell.ended_at_ms is not None,
        spell.facts.heard_again_at_ms is not None,
        -spell.severity,
        -(spell.facts.life_lost_h or 0.0),
        spell.started_at_ms,
        spell.detector,
        spell.source,
    )


def _facts(spells: Sequence[Spell]) -> Facts:
    """Return the facts of the spell that matters most, completed by those of the others."""
    facts = spells[0].facts
    if not facts.quantity:
        facts = _complete(facts, _MEASURED, [spell.facts for spell in spells if spell.facts.quantity])
    if facts.life_lost_h is None:
        costly = [spell.facts for spell in spells if spell.facts.life_lost_h is not None]
        facts = _complete(facts, _GOODS, costly)
    if facts.door_open_since_ms is None:
        doors = [spell.facts for spell in spells if spell.ended_at_ms is None]
        doors = [door for door in doors if door.door_open_since_ms is not None]
        facts = _complete(facts, ("door_open_since_ms",), doors)
    return facts


def _complete(facts: Facts, names: Sequence[str], donors: Sequence[Facts]) -> Facts:
    """Return *facts* with the fields *names* of the first donor, where there is one."""
    if not donors:
        return facts
    return msgspec.structs.replace(facts, **{name: getattr(donors[0], name) for name in names})
