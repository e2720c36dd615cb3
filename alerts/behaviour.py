"""What a deviation was: a door, a defrost, a load, a device off line, or the place out of its limits. Pure.

The labels are for the shading of charts and for reports; they page nobody and excuse nothing. They are
read from what the detectors found: doors tell of themselves, a defrost shows by its shape (short, warm)
and its rhythm (the same length, at the same distance), silence is a finding of its own. What the air of a
cooled room tells (``detect.room_humps``) has its label from there, unless a door's own sensor, a rhythm that
shows only afterwards, or a lot that was brought in says it better.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from alerts.alert import Spell
from alerts.cause import Cause, Use
from ingest.clock import MS_PER_HOUR, MS_PER_MINUTE

_DOOR_LAG_MS = 20 * MS_PER_MINUTE
"""Air that gets warm so long after a door was open got warm by it."""

_LOADING_MS = 45 * MS_PER_MINUTE
"""Air that gets warm no further from the moment at which a lot comes in got warm by that."""

_LONGEST_DEFROST_MS = 75 * MS_PER_MINUTE
_SHORTEST_CYCLE_MS = 2 * MS_PER_HOUR
_LONGEST_CYCLE_MS = 26 * MS_PER_HOUR
_RHYTHM = 0.15
"""Two distances between defrosts are the same when they differ by no more than this part."""

_ALIKE = 2.5
"""Two defrosts are alike when neither lasts more than this many times as long as the other."""


_NO_SHADES = frozenset({"goods", "ice", "dry_down", "condensation", "infection", "rough"})
"""What these find is no matter of the air of a place and its limits."""


class Behaviour(StrEnum):
    """What a place was doing."""

    DEFROST = "defrost"
    DOOR = "door"
    LOADING = "loading"
    OFFLINE = "offline"
    OUTSIDE = "outside"


TITLES = {
    Behaviour.DEFROST: "Defrost",
    Behaviour.DOOR: "Door open",
    Behaviour.LOADING: "Loading",
    Behaviour.OFFLINE: "No data",
    Behaviour.OUTSIDE: "Outside its limits",
}


@dataclass(frozen=True, slots=True)
class Shade:
    """A period of a place with its label; ``end_ms`` None: it lasts. ``source`` is whose finding it is."""

    start_ms: int
    end_ms: int | None
    label: Behaviour
    source: str
    cause: Cause

    @property
    def title(self) -> str:
        """Return what a person reads."""
        return TITLES[self.label]


def shades(spells: Iterable[Spell], arrivals_ms: Sequence[int] = ()) -> tuple[Shade, ...]:
    """Return a label for each of *spells* (of one place), oldest first; *arrivals_ms*: when lots came in.

    Goods have no shade of their own: a chart of a place shows its air. The more days *spells* cover, the
    better a rhythm can be told; two days show a defrost every six hours. A deviation that is a part of what
    warmed the air has no shade beside it.
    """
    seen = [
        spell
        for spell in spells
        if spell.detector not in _NO_SHADES and spell.cause is not Cause.UNIT_FAILING
    ]
    doors = [spell for spell in seen if spell.detector == "door"]
    warm = [spell for spell in seen if _may_be_defrost(spell) and not _by_door(spell, doors)]
    labels = {id(spell): _label(spell, doors, warm) for spell in seen if spell.cause is not Cause.IN_USE}
    humps = [spell for spell in seen if spell.cause is Cause.IN_USE]
    for hump in humps:
        parts = [spell for spell in warm if _is_part(spell, hump)]
        found = {labels.pop(id(part)) for part in parts if id(part) in labels}
        labels[id(hump)] = _use(hump, doors, arrivals_ms, is_rhythm=Behaviour.DEFROST in found)
    return tuple(
        sorted(
            (
                Shade(spell.started_at_ms, spell.ended_at_ms, labels[id(spell)], spell.source, spell.cause)
                for spell in seen
                if id(spell) in labels
            ),
            key=lambda shade: (shade.start_ms, shade.source),
        )
    )


def _is_part(spell: Spell, hump: Spell) -> bool:
    """Tell whether a deviation is what one sensor's hump did to the air."""
    if spell.source != hump.source:
        return False
    return hump.started_at_ms <= spell.started_at_ms and (
        hump.ended_at_ms is None or spell.started_at_ms <= hump.ended_at_ms
    )


def _use(hump: Spell, doors: Sequence[Spell], arrivals_ms: Sequence[int], *, is_rhythm: bool) -> Behaviour:
    """Return what warmed the air, by the best witness that there is."""
    if (is_rhythm or hump.facts.use is Use.DEFROST) and not _by_door(hump, doors):
        return Behaviour.DEFROST
    came_in = any(abs(hump.started_at_ms - arrival_ms) <= _LOADING_MS for arrival_ms in arrivals_ms)
    return Behaviour.LOADING if came_in or hump.facts.use is Use.LOADING else Behaviour.DOOR


def _label(spell: Spell, doors: Sequence[Spell], warm: Sequence[Spell]) -> Behaviour:
    if spell.cause is Cause.SILENT:
        return Behaviour.OFFLINE
    if spell.detector == "door":
        return Behaviour.DOOR
    if spell.raised_at_ms is None and spell.cause is Cause.TOO_WARM and _by_door(spell, doors):
        return Behaviour.DOOR
    if spell in warm and _in_rhythm(spell, warm):
        return Behaviour.DEFROST
    return Behaviour.OUTSIDE


def _may_be_defrost(spell: Spell) -> bool:
    """Tell whether a spell has the shape of a defrost: warm air for a short while, and nobody was told."""
    if spell.cause is not Cause.TOO_WARM or spell.detector != "limits" or spell.raised_at_ms is not None:
        return False
    return spell.ended_at_ms is not None and _length_ms(spell) <= _LONGEST_DEFROST_MS


def _by_door(spell: Spell, doors: Iterable[Spell]) -> bool:
    return any(
        door.started_at_ms <= spell.started_at_ms
        and (door.ended_at_ms is None or spell.started_at_ms <= door.ended_at_ms + _DOOR_LAG_MS)
        for door in doors
    )


def _in_rhythm(spell: Spell, warm: Iterable[Spell]) -> bool:
    """Tell whether two more spells like this one stand at the same distance from each other."""
    starts = sorted(
        other.started_at_ms for other in warm if other.source == spell.source and _are_alike(spell, other)
    )
    distances_ms = [later - earlier for earlier, later in pairwise(starts)]
    at = starts.index(spell.started_at_ms)
    neighbours = [distances_ms[index : index + 2] for index in range(at - 2, at + 1) if index >= 0]
    return any(len(pair) == 2 and _same_cycle(*pair) for pair in neighbours)  # noqa: PLR2004 - a pair


def _are_alike(one: Spell, other: Spell) -> bool:
    lengths = sorted((_length_ms(one), _length_ms(other)))
    return lengths[1] <= _ALIKE * max(lengths[0], MS_PER_MINUTE)


def _same_cycle(one_ms: int, other_ms: int) -> bool:
    shorter, longer = sorted((one_ms, other_ms))
    return (
        shorter >= _SHORTEST_CYCLE_MS and longer <= _LONGEST_CYCLE_MS and longer - shorter <= _RHYTHM * longer
    )


def _length_ms(spell: Spell) -> int:
    return (spell.ended_at_ms or spell.started_at_ms) - spell.started_at_ms
