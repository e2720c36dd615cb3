"""Moist air at a place: what several devices of it say together, and its dew point."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

import msgspec

from alerts.detect.course import Mark
from alerts.science.psychrometrics import dew_point_c
from ingest.clock import MS_PER_MINUTE
from ingest.quantity import AIR, HUMIDITY

FRESH_MS = 30 * MS_PER_MINUTE
"""What was read longer ago says nothing of now."""


Newest: TypeAlias = tuple[Mark | None, ...]
"""The newest (instant, value) of each voice; None before the first."""


class MoistVoice(msgspec.Struct, frozen=True, gc=False):
    """Who speaks of what."""

    device: str
    quantity: str


def heard(newest: Newest, at_ms: int, told: Iterable[tuple[int, float]]) -> Newest:
    """Return the newest of each voice after what was told at one instant."""
    marks = list(newest)
    for number, value in told:
        marks[number] = at_ms, value
    return tuple(marks)


def fresh(
    voices: Sequence[MoistVoice], newest: Newest, at_ms: int, quantity: str
) -> Iterator[tuple[str, float]]:
    """Yield who says what of a quantity now."""
    for voice, mark in zip(voices, newest, strict=True):
        if voice.quantity == quantity and mark is not None and at_ms - mark[0] <= FRESH_MS:
            yield voice.device, mark[1]


def driest_dew_c(air_c: Mapping[str, float], humidity_pct: Mapping[str, float]) -> float | None:
    """Return the dew point by the driest device that tells both; None where none does."""
    both = [(air_c[one], humidity_pct[one]) for one in humidity_pct if one in air_c and humidity_pct[one] > 0]
    return min((float(dew_point_c(*pair)) for pair in both), default=None)


def dew_now_c(voices: Sequence[MoistVoice], newest: Newest, at_ms: int) -> float | None:
    """Return the dew point of the air of a place now."""
    return driest_dew_c(dict(fresh(voices, newest, at_ms, AIR)), dict(fresh(voices, newest, at_ms, HUMIDITY)))
