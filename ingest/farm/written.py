"""What is known of a farm as a farm file, which changes nothing where it is applied."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

import tomlkit

from ingest.clock import to_datetime
from ingest.farm.state import FarmState
from ingest.installations import ALWAYS_MS
from ingest.place import Calibration, Installation

_HEAD = (
    "What people have said of this farm. Change it and apply it: ./coldframe apply FARM.toml",
    "Times are UTC; a date alone means midnight on the farm. What is not mentioned stays as it is.",
)

Row = Mapping[str, object]
"""The fields of one table; those that are empty or None are left out."""


def written(state: FarmState) -> str:
    """Return *state* as the text of a farm file."""
    document = tomlkit.document()
    for line in _HEAD:
        document.add(tomlkit.comment(line))
    for name, rows in _tables(state).items():
        found = tomlkit.aot()
        for row in rows:
            table = tomlkit.table()
            for key, content in row.items():
                if content is not None and content != "":
                    table.add(key, content)
            found.append(table)
        if len(found):
            document.add(tomlkit.nl())
            document.add(name, found)
    return tomlkit.dumps(document)


def _tables(state: FarmState) -> Mapping[str, Iterable[Row]]:
    installed = [one for name in sorted(state.installations) for one in state.installations[name]]
    calibrated = [one for key in sorted(state.calibrations) for one in state.calibrations[key]]
    mentioned = {*state.installations, *(device_id for device_id, _ in state.calibrations)}
    return {
        "sites": (
            {"id": one.id, "name": one.name, "time_zone": one.time_zone} for one in state.sites.values()
        ),
        "places": (
            {
                "id": one.id,
                "site": one.site_id,
                "name": one.name,
                "kind": one.kind.value,
                "recipe": one.recipe,
            }
            for one in state.places.values()
        ),
        "gateways": (
            {"id": one.id, "name": one.name, "time_zone": one.time_zone} for one in state.gateways.values()
        ),
        "devices": (
            {"id": one.id, "name": one.name}
            for one in state.devices.values()
            if one.name or one.id in mentioned
        ),
        "installations": map(_installation, installed),
        "calibrations": map(_calibration, calibrated),
        "fields": (
            {
                "model": model,
                "field": field,
                "quantity": meaning.quantity,
                "unit": meaning.unit,
                "channel": meaning.channel,
                "ignore": None if meaning.quantity else True,
            }
            for (model, field), meaning in sorted(state.meanings.items())
        ),
    }


def _installation(one: Installation) -> Row:
    return {
        "device": one.device_id,
        "place": one.place_id,
        "position": one.position,
        "from": None if one.start_ms == ALWAYS_MS else to_datetime(one.start_ms),
        "to": None if one.end_ms is None else to_datetime(one.end_ms),
    }


def _calibration(one: Calibration) -> Row:
    return {
        "device": one.device_id,
        "quantity": one.quantity,
        "offset": one.offset,
        "certificate": one.certificate,
        "due": date.fromisoformat(one.due_on) if one.due_on else None,
        "from": to_datetime(one.start_ms),
        "to": None if one.end_ms is None else to_datetime(one.end_ms),
    }
