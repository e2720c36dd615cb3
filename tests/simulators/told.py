"""What a story told, read back from its messages by the specifications of their formats."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import takewhile
from typing import TypeAlias

from simulators.gateways import Publication
from simulators.scenario import load
from simulators.story import Story
from tests.simulators.ear import Ear

START_MS = 1_781_410_200_000
"""2026-06-14 12:10 in Qingtian."""

HOUR_S = 3_600.0

Series: TypeAlias = list[tuple[float, float]]


def messages(
    seed: int, until_h: float, start_ms: int = START_MS, *, history: bool = True
) -> list[Publication]:
    """Return what the gateways of Qingtian publish up to *until_h* hours after the start."""
    story = Story(load("qingtian"), seed, start_ms).publications(history=history)
    return list(takewhile(lambda publication: publication.at_s < until_h * HOUR_S, story))


def series(publications: Iterable[Publication], start_ms: int = START_MS) -> dict[tuple[str, str], Series]:
    """Return per device and quantity what was measured: seconds from the start, value; each moment once."""
    found: dict[tuple[str, str], dict[float, float]] = {}
    ear = Ear()
    for publication in publications:
        for device, epoch_s, values in ear.heard(publication):
            at_s = round(epoch_s - start_ms / 1_000, 3)
            for quantity, value in values.items():
                found.setdefault((device, quantity), {})[at_s] = value
    return {key: sorted(points.items()) for key, points in found.items()}


def between(points: Series, start_h: float, end_h: float) -> list[float]:
    """Return the values measured from *start_h* to *end_h*."""
    return [value for at_s, value in points if start_h * HOUR_S <= at_s < end_h * HOUR_S]


def spells_above(points: Series, limit: float) -> list[tuple[float, float]]:
    """Return when values were above *limit*: start and length in hours."""
    spells, start_s = [], None
    for at_s, value in points:
        if value > limit and start_s is None:
            start_s = at_s
        elif value <= limit and start_s is not None:
            spells.append((start_s / HOUR_S, (at_s - start_s) / HOUR_S))
            start_s = None
    return spells
