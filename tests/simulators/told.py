"""What a story told, read back from its messages by the specifications of their formats."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import takewhile
from typing import Any, TypeAlias

from simulators.gateways import Publication
from simulators.scenario import load
from simulators.story import Story

START_MS = 1_781_410_200_000
"""2026-06-14 12:10 in Qingtian."""

HOUR_S = 3_600.0

Series: TypeAlias = list[tuple[float, float]]

CODEC = {
    "water_SOIL": "soil_moisture_pct",
    "temp_SOIL": "soil_temperature_c",
    "TempC_SHT": "air_temperature_c",
    "Hum_SHT": "relative_humidity_pct",
    "BatV": "battery_v",
}


def messages(
    seed: int, until_h: float, start_ms: int = START_MS, *, history: bool = True
) -> list[Publication]:
    """Return what the gateways of Qingtian publish up to *until_h* hours after the start."""
    story = Story(load("qingtian"), seed, start_ms).publications(history=history)
    return list(takewhile(lambda publication: publication.at_s < until_h * HOUR_S, story))


def _readings(publication: Publication, start_ms: int) -> Iterator[tuple[str, float, Mapping[str, Any]]]:
    content = json.loads(publication.payload)
    if publication.topic.startswith("coldframe/"):
        device = publication.topic.rsplit("/", 1)[1]
        for entry in content if isinstance(content, list) else [content]:
            values = {name: value for name, value in entry.items() if name != "observed_at"}
            yield device, _at_s(entry["observed_at"], start_ms), values
    elif publication.topic.endswith("/up"):
        values = {CODEC[name]: value for name, value in content["object"].items()}
        yield content["deviceInfo"]["devEui"], _at_s(content["time"], start_ms), values


def _at_s(text: str, start_ms: int) -> float:
    return round(datetime.fromisoformat(text).timestamp() - start_ms / 1_000, 3)


def series(publications: Iterable[Publication], start_ms: int = START_MS) -> dict[tuple[str, str], Series]:
    """Return per device and quantity what was measured: seconds from the start, value; each moment once."""
    found: dict[tuple[str, str], dict[float, float]] = {}
    for publication in publications:
        for device, at_s, values in _readings(publication, start_ms):
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
