"""Load a scenario from TOML, and say everything that is wrong with it at once."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from zoneinfo import available_timezones

from simulators.climates import parameter_names
from simulators.encoders import FORMATS
from simulators.errors import ScenarioError
from simulators.sensors import Channel, Truth
from simulators.specs import (
    ClimateSpec,
    Farm,
    FaultSpec,
    GatewaySpec,
    LotSpec,
    Scenario,
    SensorSpec,
    ShipmentSpec,
    StaySpec,
)
from simulators.tables import Table
from simulators.troubles import PLACE_TROUBLES

FOLDER = Path(__file__).parent / "scenarios"
MODELS = ("greenhouse", "precooler", "cold_room", "reefer", "ice_box")
FAULTS = {
    **dict.fromkeys(("door_left_open", *PLACE_TROUBLES), "place"),
    "silence": "device",
    "stuck": "device",
    "drift": "device",
    "clock_skew": "device",
    "lost_reports": "device",
    "leaps": "device",
    "outage": "gateway",
}
"""Each kind of fault, and what it happens to."""
_DEVICE_AMOUNTS = {"drift": "per_hour", "lost_reports": "share", "leaps": "off_k"}
"""What the amount of a device's fault is called."""


def load(name_or_path: str | Path) -> Scenario:
    """Return the scenario of a TOML file, or one that is shipped, by its name.

    Raises:
        ScenarioError: there is no such file, or it is not a scenario; all problems are named.
    """
    path = Path(name_or_path)
    if path.suffix != ".toml":
        path = FOLDER / f"{name_or_path}.toml"
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        known = ", ".join(sorted(file.stem for file in FOLDER.glob("*.toml")))
        raise ScenarioError(str(path), [f"no such scenario; shipped are: {known}"]) from None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ScenarioError(str(path), [str(error)]) from error
    return parse(content, path.stem)


def parse(content: Mapping[str, object], name: str) -> Scenario:
    """Return the scenario of a TOML file's content."""
    problems: list[str] = []
    table = Table(content, "", problems)
    scenario = Scenario(
        name=name,
        title=table.text("title"),
        history_s=table.duration_s("history", "3 d"),
        farm=_farm(table),
        gateways=tuple(_gateway(entry) for entry in table.tables("gateways")),
        climates=tuple(_climate(entry) for entry in table.tables("climates")),
        sensors=tuple(_sensor(entry) for entry in table.tables("sensors")),
        faults=tuple(_fault(entry) for entry in table.tables("faults")),
        lots=tuple(_lot(entry) for entry in table.tables("lots")),
        shipments=tuple(_shipment(entry) for entry in table.tables("shipments")),
    )
    table.finish()
    problems.extend(_loose_ends(scenario))
    if problems:
        raise ScenarioError(name, problems)
    return scenario


def _farm(table: Table) -> Farm:
    shapes = {
        "sites": ("id", "name", "time_zone"),
        "places": ("id", "site", "name", "kind", "recipe"),
        "devices": ("id", "name", "place", "position"),
    }
    farm = {}
    for key, names in shapes.items():
        entries = []
        for entry in table.tables(key):
            entries.append({name: entry.text(name) for name in names})
            entry.finish()
        farm[key] = entries
    return farm


def _gateway(table: Table) -> GatewaySpec:
    wire_format = table.one_of("format", tuple(FORMATS))
    spec = GatewaySpec(
        id=table.text("id"),
        format=wire_format,
        group=int(table.number("group", 60)),
        duplicated_share=table.number("duplicated_share", 0.0),
        swapped_share=table.number("swapped_share", 0.0),
        options={name: table.text(name) for name in FORMATS[wire_format].options}
        if wire_format in FORMATS
        else {},
    )
    table.finish()
    return spec


def _climate(table: Table) -> ClimateSpec:
    place, model = table.text("place"), table.one_of("model", MODELS)
    parameters = table.others()
    known = parameter_names(model) if model in MODELS else frozenset(parameters)
    for name in sorted(parameters.keys() - known):
        table.complain(name, name, f"one of {', '.join(sorted(known))}")
    return ClimateSpec(place, model, parameters)


def _sensor(table: Table) -> SensorSpec:
    channels = []
    battery, battery_field = table.truth("battery", default=False), table.text("battery_field", "BatV")
    fields = {"battery_v": battery_field} if battery else {}
    for entry in table.tables("channels"):
        quantity = entry.one_of("quantity", tuple(Truth.__dataclass_fields__))
        fields[quantity] = entry.text("field", quantity)
        channels.append(
            Channel(
                quantity,
                noise=entry.number("noise", 0.0),
                bias=entry.number("bias", 0.0),
                resolution=entry.number("resolution", 0.1),
                low=entry.number("low", -1e9),
                high=entry.number("high", 1e9),
            )
        )
        entry.finish()
    spec = SensorSpec(
        device=table.text("device"),
        gateway=table.text("gateway"),
        interval_s=table.duration_s("interval"),
        on_change=table.truth("on_change", default=False),
        battery=battery,
        called=table.text("called", ""),
        profile=table.text("profile", ""),
        channels=tuple(channels),
        fields=fields,
    )
    if spec.interval_s <= 0.0:
        table.complain("interval", spec.interval_s, "a time above zero")
    table.finish()
    return spec


def _fault(table: Table) -> FaultSpec:
    kind = table.one_of("kind", tuple(FAULTS))
    from_s = table.duration_s("from")
    spec = FaultSpec(
        kind=kind,
        target=table.text(FAULTS.get(kind, "place")),
        from_s=from_s,
        until_s=from_s + table.duration_s("lasting"),
        jitter_s=table.duration_s("jitter", "2 min"),
        quantity=table.text("quantity") if kind in {"drift", "leaps"} else "",
        amount=_amount(table, kind),
    )
    table.finish()
    return spec


def _amount(table: Table, kind: str) -> float:
    """Return how strong a fault is, in the unit of its kind."""
    if kind in _DEVICE_AMOUNTS:
        return table.number(_DEVICE_AMOUNTS[kind])
    if kind == "clock_skew":
        return table.duration_s("ahead")
    called = PLACE_TROUBLES.get(kind)
    return table.number(called) if called else 1.0


def _lot(table: Table) -> LotSpec:
    spec = LotSpec(
        id=table.text("id"),
        name=table.text("name"),
        product=table.text("product"),
        packaging=table.text("packaging", ""),
        quantity_kg=table.number("quantity_kg"),
        initial_temperature_c=table.number("initial_temperature_c"),
        planned_temperature_c=table.number("planned_temperature_c"),
        picked_s=table.duration_s("picked"),
        jitter_s=table.duration_s("jitter", "2 min"),
        stays=tuple(_stays(table)),
    )
    table.finish()
    return spec


def _stays(table: Table) -> Iterator[StaySpec]:
    for entry in table.tables("stays"):
        yield StaySpec(entry.text("place"), entry.duration_s("from"))
        entry.finish()


def _shipment(table: Table) -> ShipmentSpec:
    spec = ShipmentSpec(
        id=table.text("id"),
        name=table.text("name"),
        buyer=table.text("buyer"),
        lots=table.texts("lots"),
        created_s=table.duration_s("created"),
        due_s=table.duration_s("due"),
        required_life_days=table.number("required_life_days"),
    )
    table.finish()
    return spec


def _loose_ends(scenario: Scenario) -> Iterator[str]:
    """Yield what names something that is not there."""
    known = {key: {entry["id"] for entry in entries} for key, entries in scenario.farm.items()}
    gateways = {gateway.id for gateway in scenario.gateways}
    lots = {lot.id for lot in scenario.lots}
    targets = {"place": known["places"], "device": known["devices"], "gateway": gateways}
    climates = {climate.place for climate in scenario.climates}
    references = (
        [("places.site", place["site"], known["sites"]) for place in scenario.farm["places"]]
        + [("devices.place", device["place"], known["places"]) for device in scenario.farm["devices"]]
        + [("climates.place", climate.place, known["places"]) for climate in scenario.climates]
        + [("sensors.device", sensor.device, known["devices"]) for sensor in scenario.sensors]
        + [("sensors.gateway", sensor.gateway, gateways) for sensor in scenario.sensors]
        + [("lots.stays.place", stay.place, climates | {""}) for lot in scenario.lots for stay in lot.stays]
        + [("shipments.lots", lot, lots) for shipment in scenario.shipments for lot in shipment.lots]
        + [
            (f"faults.{FAULTS[fault.kind]}", fault.target, targets[FAULTS[fault.kind]])
            for fault in scenario.faults
            if fault.kind in FAULTS
        ]
        + [("devices.place", device["place"], climates) for device in scenario.farm["devices"]]
    )
    for path, name, allowed in references:
        if name not in allowed:
            yield f"{path}: saw {name!r}, expected one of {', '.join(sorted(filter(None, allowed)))}"
    for site in scenario.farm["sites"]:
        if site["time_zone"] not in available_timezones():
            yield f"sites.time_zone: saw {site['time_zone']!r}, expected a name such as 'Asia/Shanghai'"
