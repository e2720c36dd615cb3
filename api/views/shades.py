"""Stretches of a chart that need a word: defrosts, open doors, silence, time outside the band; pure."""

from __future__ import annotations

from collections.abc import Iterable

from alerts.alert import Spell
from api.schemas.places import ShadeAnswer

_TITLES = {
    "defrost": "Defrost",
    "door": "Door open",
    "offline": "No data",
    "outside": "Outside its limits",
}
_LABEL_OF_DETECTOR = {"door": "door", "silence": "offline", "limits": "outside"}


def shades_of(spells: Iterable[Spell], start_ms: int, end_ms: int) -> list[ShadeAnswer]:
    """Return the shades of one place between *start_ms* and *end_ms*, oldest first."""
    shades = {}
    for spell in spells:
        label = _LABEL_OF_DETECTOR.get(spell.detector)
        if label is not None:
            start = max(spell.started_at_ms, start_ms)
            end = None if spell.ended_at_ms is None else min(spell.ended_at_ms, end_ms)
            shades[start, end, label] = ShadeAnswer(start=start, end=end, label=label, title=_TITLES[label])
    return [shades[key] for key in sorted(shades, key=lambda key: (key[0], key[2]))]
