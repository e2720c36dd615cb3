"""What the devices of one gateway are watched for together, and all gateways at once. Pure wiring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from heapq import nsmallest
from itertools import chain
from typing import NamedTuple

from alerts.clock_watches import gateway_clock_watches
from alerts.detect.gateway import FEWEST_GATEWAYS, RESOLUTION_MS, GatewayRule
from alerts.place_choruses import Crew, crews
from alerts.recipe import GATEWAY_SILENCE_S, Recipe
from alerts.watch import Heard, Watch
from ingest.clock import MS_PER_SECOND
from ingest.place import Installation

Behind = Mapping[str, Sequence[Installation]]
"""Where the devices hang and hung that each gateway speaks for now."""

_SPEAKERS = 8
"""So many devices of each gateway tell whether all of them are dark: one more makes no difference."""

ALL = "all gateways"
"""What all of them together are called."""

_ALL_FACTOR = 1.25
"""When all are dark, one report of the second fastest is overdue; see ``_ALL_SHARE``."""

_ALL_SHARE = 0.5
"""All of them may be dark for this part of what one may: the last of them may have been heard an interval
after the first, and must still be told before it."""


class Front(NamedTuple):
    """What of a gateway matters to all together: who tells whether it is dark, and how long it may be."""

    speakers: tuple[Installation, ...]
    minimum_s: float


class Gateways:
    """Who is behind each gateway, and what is watched for that; by no name, over all together.

    How long one may be dark is what the least patient of its places says. Whoever is met makes only those
    gateways be looked at again that this concerns, however many there are.

    Args:
        behind: where the devices hang and hung that each gateway speaks for.
        recipes: what each place should be like.
    """

    def __init__(self, behind: Behind, recipes: Mapping[str, Recipe]) -> None:
        self._recipes = recipes
        self._behind: dict[str, dict[str, list[Installation]]] = {}
        self._gateway_of: dict[str, str] = {}
        for gateway, installed in behind.items():
            devices = self._behind[gateway] = {}
            for one in installed:
                devices.setdefault(one.device_id, []).append(one)
                self._gateway_of[one.device_id] = gateway
        self._fronts = {gateway: self._front(gateway) for gateway in self._behind}

    def watches(self, heard: Heard) -> dict[str, tuple[Watch, ...]]:
        """Return all that is watched, where devices were heard to tell *heard*."""
        watches = {gateway: self._of_one(gateway, heard) for gateway in self._behind}
        return {**watches, "": self._of_all()}

    def meet(
        self, met: Iterable[tuple[str, str, Sequence[Installation]]], heard: Heard
    ) -> dict[str, tuple[Watch, ...]]:
        """Note behind which gateway each device is now; return the watches that this concerns."""
        changed: dict[str, None] = {}
        for name, gateway, installed in met:
            changed.update(dict.fromkeys(self._move(name, gateway, list(installed))))
            if name in self._behind:
                changed[name] = None  # it tells of its own clock
        fronts = {gateway: self._front(gateway) for gateway in changed}
        is_as_before = all(self._fronts.get(gateway) == front for gateway, front in fronts.items())
        self._fronts.update(fronts)
        watches = {gateway: self._of_one(gateway, heard) for gateway in changed}
        return watches if is_as_before else {**watches, "": self._of_all()}

    def _move(self, device: str, gateway: str, installed: list[Installation]) -> Iterator[str]:
        """Let a device be behind *gateway*; yield the gateways that are others by that."""
        former = self._gateway_of.get(device, "")
        if not installed or not gateway:
            return
        if former not in {"", gateway}:
            del self._behind[former][device]
            yield former
        devices = self._behind.setdefault(gateway, {})
        if devices.get(device) != installed:
            devices[device], self._gateway_of[device] = installed, gateway
            yield gateway

    def _installed(self, gateway: str) -> list[Installation]:
        return list(chain.from_iterable(self._behind[gateway].values()))

    def _front(self, gateway: str) -> Front:
        devices = self._behind[gateway]
        chosen = nsmallest(_SPEAKERS, devices)
        speakers = chain.from_iterable(devices[name] for name in chosen)
        return Front(tuple(speakers), darkness_s(self._installed(gateway), self._recipes))

    def _of_one(self, gateway: str, heard: Heard) -> tuple[Watch, ...]:
        installed = self._installed(gateway)
        if not installed:
            return ()
        return (
            *_watches_of_one(gateway, installed, self._fronts[gateway].minimum_s),
            *gateway_clock_watches(gateway, installed, self._recipes, heard),
        )

    def _of_all(self) -> tuple[Watch, ...]:
        least_s = min((front.minimum_s for front in self._fronts.values()), default=GATEWAY_SILENCE_S)
        speakers = {gateway: front.speakers for gateway, front in self._fronts.items()}
        return tuple(_watches_of_all(speakers, least_s))


def darkness_s(installations: Iterable[Installation], recipes: Mapping[str, Recipe]) -> float:
    """Return how long the gateway of *installations* may be dark [s]."""
    told = (recipes[one.place_id] for one in installations if one.place_id in recipes)
    return min((recipe.gateway_silence_s for recipe in told), default=GATEWAY_SILENCE_S)


def _shortest_ms(minimum_s: float) -> int:
    """Return how long a crew has to be together for anybody to find out that its gateway is dark.

    Where devices are hung up one after the other, each time makes another crew of all: hundreds of them in
    an afternoon, of which the last one matters.
    """
    return int(minimum_s * MS_PER_SECOND)


def _watches_of_one(gateway: str, installations: Sequence[Installation], minimum_s: float) -> Iterator[Watch]:
    """Yield the watch over *gateway* for each crew that hung behind it; it may be dark for *minimum_s*."""
    for crew in crews(installations, _shortest_ms(minimum_s)):
        if len({one.device_id for one in crew[2]}) > 1:
            devices, place_id = _who(crew)
            yield _watch(gateway, crew, GatewayRule(place_id, gateway, devices, minimum_s))


def _watches_of_all(fronts: Behind, minimum_s: float) -> Iterator[Watch]:
    """Yield the watch over all gateways, of which each may be dark for *minimum_s*, for each crew."""
    gateway_of = {one.device_id: gateway for gateway, installed in fronts.items() for one in installed}
    speakers = [one for gateway in sorted(fronts) for one in fronts[gateway]]
    patience_s = _ALL_SHARE * minimum_s
    for crew in crews(speakers, _shortest_ms(patience_s)):
        devices, place_id = _who(crew)
        gateways = tuple(sorted({gateway_of[device] for device in devices}))
        if len(gateways) >= FEWEST_GATEWAYS:
            numbers = tuple(gateways.index(gateway_of[device]) for device in devices)
            rule = GatewayRule(place_id, ALL, devices, patience_s, _ALL_FACTOR, gateways, numbers)
            yield _watch("", crew, rule)


def _who(crew: Crew) -> tuple[tuple[str, ...], str]:
    """Return the devices of a crew, and the place at which is told what they are watched for."""
    first = min(crew[2], key=lambda one: (one.start_ms, one.device_id))
    return tuple(dict.fromkeys(one.device_id for one in crew[2])), first.place_id


def _watch(name: str, crew: Crew, rule: GatewayRule) -> Watch:
    start_ms, end_ms, _ = crew
    return Watch(
        key=f"gateway/{name}/{start_ms}",
        place_id=rule.place_id,
        device="",
        quantity="",
        detector="gateway",
        rule=rule,
        start_ms=start_ms,
        end_ms=end_ms,
        voices=tuple((device, "") for device in rule.devices),
        resolution_ms=RESOLUTION_MS,
    )
