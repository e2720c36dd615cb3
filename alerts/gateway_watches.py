"""What the devices of one gateway are watched for together, and all gateways at once. Pure wiring."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain

from alerts.clock_watches import gateway_clock_watches
from alerts.detect.gateway import FEWEST_GATEWAYS, RESOLUTION_MS, GatewayRule
from alerts.place_choruses import Crew, crews
from alerts.recipe import GATEWAY_SILENCE_S, Recipe
from alerts.watch import Heard, Watch
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


def gateways_watches(
    behind: Behind, recipes: Mapping[str, Recipe], heard: Heard
) -> dict[str, tuple[Watch, ...]]:
    """Return what watches over each gateway and its clock; by no name, over all together.

    How long one may be dark is what the least patient of its places says, of which *recipes* has each.
    """
    watches = {
        gateway: (
            *_watches_of_one(gateway, installed, darkness_s(installed, recipes)),
            *gateway_clock_watches(gateway, installed, recipes, heard),
        )
        for gateway, installed in behind.items()
    }
    least_s = darkness_s(chain.from_iterable(behind.values()), recipes)
    return {**watches, "": tuple(_watches_of_all(behind, least_s))}


def darkness_s(installations: Iterable[Installation], recipes: Mapping[str, Recipe]) -> float:
    """Return how long the gateway of *installations* may be dark [s]."""
    told = (recipes[one.place_id] for one in installations if one.place_id in recipes)
    return min((recipe.gateway_silence_s for recipe in told), default=GATEWAY_SILENCE_S)


def _watches_of_one(gateway: str, installations: Sequence[Installation], minimum_s: float) -> Iterator[Watch]:
    """Yield the watch over *gateway* for each crew that hung behind it; it may be dark for *minimum_s*."""
    for crew in crews(installations):
        if len({one.device_id for one in crew[2]}) > 1:
            devices, place_id = _who(crew)
            yield _watch(gateway, crew, GatewayRule(place_id, gateway, devices, minimum_s))


def _watches_of_all(behind: Behind, minimum_s: float) -> Iterator[Watch]:
    """Yield the watch over all gateways, of which each may be dark for *minimum_s*, for each crew."""
    gateway_of: dict[str, str] = {}
    speakers: list[Installation] = []
    for gateway in sorted(behind):
        chosen = sorted({one.device_id for one in behind[gateway]})[:_SPEAKERS]
        gateway_of.update(dict.fromkeys(chosen, gateway))
        speakers.extend(one for one in behind[gateway] if one.device_id in chosen)
    for crew in crews(speakers):
        devices, place_id = _who(crew)
        gateways = tuple(sorted({gateway_of[device] for device in devices}))
        if len(gateways) >= FEWEST_GATEWAYS:
            numbers = tuple(gateways.index(gateway_of[device]) for device in devices)
            patience_s = _ALL_SHARE * minimum_s
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
