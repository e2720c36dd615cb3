"""Stretches of a chart that need a word, cut to what the chart shows; pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from alerts.alert import Spell
from alerts.behaviour import Shade, shades
from api.schemas.places import ShadeAnswer
from ingest.clock import MS_PER_DAY

RHYTHM_MS = 3 * MS_PER_DAY
"""So much of what was before a chart is looked at with it: a defrost is known by its rhythm."""


def shades_of(
    spells: Iterable[Spell], start_ms: int, end_ms: int, arrivals_ms: Sequence[int] = ()
) -> list[ShadeAnswer]:
    """Return the shades of one place between *start_ms* and *end_ms*, oldest first.

    Two sensors that say the same at the same time make one shade.
    """
    shown = {}
    for shade in shades(spells, arrivals_ms):
        if shade.start_ms < end_ms and (shade.end_ms is None or shade.end_ms > start_ms):
            answer = _cut(shade, start_ms, end_ms)
            shown[answer.start, answer.end, answer.label] = answer
    return list(shown.values())


def _cut(shade: Shade, start_ms: int, end_ms: int) -> ShadeAnswer:
    return ShadeAnswer(
        start=max(shade.start_ms, start_ms),
        end=None if shade.end_ms is None else min(shade.end_ms, end_ms),
        label=shade.label.value,
        title=shade.title,
    )
