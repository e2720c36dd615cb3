"""Labelled weeks: what happens in each, and whether anybody should have been told of it.

All weeks of the library happen side by side, each at a place of its own with its own gateway, sensors and
goods, so that one telling shows them all. A week without a fault is a normal one, in which a page is a
false one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from simulators.physics import SECONDS_PER_DAY
from simulators.scenario import FAULTS, parse
from simulators.specs import Scenario
from simulators.tables import seconds

FOLDER = Path(__file__).parent / "weeks"
LASTING_S = 7.0 * SECONDS_PER_DAY

Content: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Week:
    """One week of one place.

    Attributes:
        place: the place that it happens at; nothing else happens there.
        kind: kind of the place.
        name: what happens, in words.
        fault: what is wrong, in words that several weeks may share; empty: a normal week.
        harm: what suffers: "goods", "plants", "late" where goods only arrive too late, "uncosted" where
            they suffer what no hours of life tell, or "blind" where only a sensor or a line is at fault.
        begins_s, ends_s: from when to when it is wrong, on the story's time line.
        cold_by_s: when its goods ought to have gone into the cold; None: they are where they ought to be.
    """

    place: str
    kind: str
    name: str
    fault: str
    harm: str
    begins_s: float
    ends_s: float
    cold_by_s: float | None = None


@dataclass(frozen=True, slots=True)
class Library:
    """Every week, the scenario in which they happen side by side, and the same with nothing wrong.

    ``rules`` are what people said of a place instead of its recipe, by place and dotted path.
    """

    weeks: tuple[Week, ...]
    scenario: Scenario
    healthy: Scenario
    rules: Mapping[str, Mapping[str, float]]


def library(folder: Path = FOLDER) -> Library:
    """Return the weeks of every file in *folder*.

    Raises:
        ScenarioError: with every mistake that was found.
    """
    contents = [
        (file.stem, tomllib.loads(file.read_text(encoding="utf-8"))) for file in sorted(folder.glob("*.toml"))
    ]
    weeks = [
        (f"{kind}-{number:02d}", content, week)
        for kind, content in contents
        for number, week in enumerate(content["weeks"], start=1)
    ]
    healthy = [(place, content, _cured(week)) for place, content, week in weeks]
    rules = {place: {**content.get("rules", {}), **week.get("rules", {})} for place, content, week in weeks}
    return Library(tuple(_week(*one) for one in weeks), _side_by_side(weeks), _side_by_side(healthy), rules)


def _side_by_side(weeks: Sequence[tuple[str, Content, Content]]) -> Scenario:
    merged: dict[str, Any] = {"title": "Weeks side by side", "history": "0 s"}
    merged["sites"] = [{"id": "weeks", "name": "Weeks", "time_zone": "Asia/Shanghai"}]
    for one in weeks:
        for key, tables in _scenario(*one).items():
            merged.setdefault(key, []).extend(tables)
    return parse(merged, "weeks")


def _cured(week: Content) -> Content:
    """Return a week with nothing wrong; where it *begins* with a fault, its climate is the fault."""
    wrong = {"troubles", "climate"} if "begins" in week else {"troubles"}
    return {key: value for key, value in week.items() if key not in wrong}


def _week(place: str, content: Content, week: Content) -> Week:
    times = [
        (_seconds(one["from"]), _seconds(one["from"]) + _seconds(one["lasting"]))
        for one in week.get("troubles", ())
    ]
    if "begins" in week:
        times.append((_seconds(week["begins"]), _seconds(week["begins"]) + _seconds(week["lasting"])))
    fault = week.get("fault", "")
    return Week(
        place=place,
        kind=content["kind"],
        name=week["name"],
        fault=fault,
        harm=week.get("harm", "goods") if fault else "",
        begins_s=min((start for start, _ in times), default=0.0),
        ends_s=max((end for _, end in times), default=0.0),
        cold_by_s=_seconds(week["cold_by"]) if "cold_by" in week else None,
    )


def _scenario(place: str, content: Content, week: Content) -> dict[str, Sequence[Content]]:
    """Return the tables of a scenario that one week adds."""
    climate = {
        "place": place,
        "model": content["model"],
        **content.get("climate", {}),
        **week.get("climate", {}),
    }
    sensors = [*content["sensors"], *(content["extras"][name] for name in week.get("extras", ()))]
    return {
        "places": [
            {
                "id": place,
                "site": "weeks",
                "name": week["name"],
                "kind": content["kind"],
                "recipe": content["recipe"],
            }
        ],
        "devices": [
            {
                "id": f"{place}-{one['name']}",
                "name": f"{place} {one['name']}",
                "place": place,
                "position": one["position"],
            }
            for one in sensors
        ],
        "gateways": [{"id": place, "format": "own_json", **week.get("gateway", {})}],
        "climates": [climate],
        "sensors": [_sensor(place, one, week) for one in sensors],
        "faults": [_fault(place, one) for one in week.get("troubles", ())],
        "lots": list(_lots(place, content, week)),
        "shipments": list(_shipments(place, content, week)),
    }


def _sensor(place: str, sensor: Content, week: Content) -> Content:
    rest = {key: value for key, value in sensor.items() if key not in {"name", "position"}}
    name = sensor["name"]
    interval = week.get("sensors", {}).get(name, sensor["interval"])
    return {**rest, "interval": interval, "device": f"{place}-{name}", "gateway": place}


def _fault(place: str, trouble: Content) -> Content:
    rest = {key: value for key, value in trouble.items() if key != "on"}
    target = FAULTS.get(trouble["kind"], "place")
    named = place if target in {"place", "gateway"} else f"{place}-{trouble['on']}"
    return {**rest, target: named}


def _lots(place: str, content: Content, week: Content) -> Iterator[Content]:
    for lot in week.get("lots", content.get("lots", ())):
        for day in range(7 if lot.get("daily") else 1):
            shift_s = day * SECONDS_PER_DAY
            from_s, until_s, picked_s = (_seconds(lot[key]) + shift_s for key in ("from", "until", "picked"))
            yield {
                "id": f"{place}-lot-{from_s / 3_600.0:.0f}",
                "name": f"{place} {from_s / 3_600.0:.0f} h",
                "product": week.get("product", content["product"]),
                "packaging": week.get("packaging", content["packaging"]),
                "quantity_kg": 300,
                "initial_temperature_c": week.get("initial_temperature_c", lot["initial_temperature_c"]),
                "planned_temperature_c": week.get("planned_temperature_c", 1.0),
                "picked": f"{picked_s:.0f} s",
                "jitter": "0 s",
                "stays": [
                    {"place": place, "from": f"{from_s:.0f} s"},
                    {"place": "", "from": f"{until_s:.0f} s"},
                ],
            }


def _shipments(place: str, content: Content, week: Content) -> Iterator[Content]:
    """Yield a shipment for each lot that is due: when it leaves the place, or earlier by so much."""
    if week.get("due", content.get("due")):
        early_s = _seconds(week.get("due_earlier", "0 s"))
        for lot in _lots(place, content, week):
            first, last = lot["stays"]
            due_s = _seconds(last["from"]) - early_s
            yield {
                "id": f"{lot['id']}-shipment",
                "name": lot["name"],
                "buyer": "Buyer",
                "lots": [lot["id"]],
                "created": first["from"],
                "due": f"{due_s:.0f} s",
                "required_life_days": week.get("required_life_days", 0),
            }


def _seconds(text: str) -> float:
    found = seconds(text)
    if found is None:
        raise ValueError(f"saw {text!r}, expected a duration such as '2 d 6 h'")
    return found
