"""What people run today: a limit on the temperature of the air, with a delay or with a hysteresis."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import takewhile
from typing import TypeAlias

import msgspec

from alerts.recipe_limits import Limits
from api.bench.alert_quality.trial import Page, Trial

AIR = "air_temperature_c"
DELAY_S = 30 * 60.0
"""The delay that makers of cold-room alarms commonly set [s]; it has to be longer than a defrost."""
HYSTERESIS_K = 1.0
"""How far back inside air must come before an alarm without delay can go off again [K]."""

Sample: TypeAlias = tuple[float, float]
"""Seconds since the start, value [°C]."""
Rule: TypeAlias = Callable[[Iterable[Sample], Limits], Iterator[float]]


def air_of_devices(trial: Trial) -> Mapping[str, list[Sample]]:
    """Return what each device says of the air, by its own time."""
    told: defaultdict[str, list[Sample]] = defaultdict(list)
    for sent in takewhile(lambda one: one.at_s < trial.lasting_s, trial.messages()):
        content = msgspec.json.decode(sent.payload)
        for one in content if isinstance(content, list) else [content]:
            if AIR in one:
                told[sent.topic.rpartition("/")[2]].append((sent.at_s, one[AIR]))
    return told


def delayed(samples: Iterable[Sample], limits: Limits) -> Iterator[float]:
    """Yield when air has been beyond its limit for the delay without a break."""
    since_s: float | None = None
    told = False
    for at_s, value in samples:
        if not _is_beyond(value, limits):
            since_s, told = None, False
            continue
        since_s = at_s if since_s is None else since_s
        if not told and at_s - since_s >= DELAY_S:
            told = True
            yield at_s


def with_hysteresis(samples: Iterable[Sample], limits: Limits) -> Iterator[float]:
    """Yield when air goes beyond its limit, anew only after it was back by the hysteresis."""
    told = False
    for at_s, value in samples:
        if not told and _is_beyond(value, limits):
            told = True
            yield at_s
        elif told and _is_back(value, limits):
            told = False


@dataclass(frozen=True, slots=True)
class Baseline:
    """A rule that people run today."""

    name: str
    rule: Rule

    def watch(
        self, air: Mapping[str, list[Sample]], where: Mapping[str, tuple[str, Limits]]
    ) -> tuple[Page, ...]:
        """Return whom it would have called; *where*: place and limits of each device."""
        pages = [
            Page(place, at_s, "air", (self.name,))
            for device, samples in air.items()
            if device in where
            for place, limits in (where[device],)
            for at_s in self.rule(samples, limits)
        ]
        return tuple(sorted(pages, key=lambda page: page.at_s))


BASELINES = (
    Baseline("threshold with delay", delayed),
    Baseline("threshold with hysteresis", with_hysteresis),
)


def _is_beyond(value: float, limits: Limits) -> bool:
    too_high = limits.high is not None and value > limits.high
    return too_high or (limits.low is not None and value < limits.low)


def _is_back(value: float, limits: Limits) -> bool:
    high_enough = limits.low is None or value >= limits.low + HYSTERESIS_K
    return high_enough and (limits.high is None or value <= limits.high - HYSTERESIS_K)
