"""ThingsBoard's gateway API, the most copied batch format: ``v1/gateway/telemetry``.

    {"Device A": [{"ts": 1781410200000, "values": {"temperature": 4.2}}, …], "Device B": [{"humidity": 71}]}

``ts`` is in milliseconds; without one it is now. The device's name is all that there is of its identity,
its type comes with ``v1/gateway/connect``. On the device API's topic, ``v1/devices/me/telemetry``, the
device is who logged in, which a broker tells nobody: that cannot be read. Where something puts the device
in the place of ``me``, it can.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from ingest.errors import DecodeError
from ingest.formats.json_text import document, identity, instant_ms
from ingest.formats.wire_format import Format
from ingest.interpret import Hint, interpret
from ingest.known import NOTHING_KNOWN, Known
from ingest.reading import Reason, Sample
from ingest.report import About, Announcement, Report, Unplaced

_GATEWAY = "v1/gateway/"
_TELEMETRY = "v1/gateway/telemetry"
_CONTROLS = ("attributes", "connect", "disconnect", "claim", "rpc")
_SCOPE = "thingsboard"
_DEVICE_LEVELS = ("v1", "devices", "", "telemetry")


def decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:
    """Return what *payload* says; raises DecodeError where it is not of this format."""
    what = topic.removeprefix(_GATEWAY).partition("/")[0]
    if topic.startswith(_GATEWAY) and what in _CONTROLS:
        return (
            _connected(payload) if what == "connect" else Report(control=f"{what} of a ThingsBoard gateway")
        )
    found = document(payload)
    if topic == _TELEMETRY or _has_shape(found):
        if type(found) is not dict:
            raise DecodeError("payload", found, "an object with the devices' names and their telemetry")
        batch = found
    else:
        batch = {_device_in(topic): found}
    reader = _Reader(received_at_ms, known)
    for name, entries in batch.items():
        reader.add(identity("payload", name), entries)
    return Report(
        samples=tuple(reader.samples), about=tuple(reader.about), unplaced=tuple(reader.unplaced.values())
    )


def _connected(payload: bytes) -> Report:
    found = document(payload)
    name = identity("device", found.get("device") if type(found) is dict else None)
    kind = found.get("type")
    if type(kind) is not str or not kind:
        return Report(about=(About(name, name),), control="a device connects")
    return Report(
        about=(About(name, name, _model(kind)),),
        announcements=(Announcement(_SCOPE, {name: {"type": identity("type", kind)}}),),
        control="a device connects",
    )


def _device_in(topic: str) -> str:
    """Return whose topic of the device API it is."""
    levels = topic.split("/")
    name = levels[2] if len(levels) == len(_DEVICE_LEVELS) else ""
    if (*levels[:2], "", *levels[3:]) != _DEVICE_LEVELS or name == "me":
        raise DecodeError(
            "topic",
            topic,
            "v1/gateway/telemetry, where the payload names the device, or v1/devices/{name}/telemetry; "
            "at v1/devices/me/telemetry the device is the user who logged in, whom the broker does not tell",
        )
    return identity("topic", name)


class _Reader:
    """Collects what the entries of one message say."""

    def __init__(self, received_at_ms: int, known: Known) -> None:
        self.samples: list[Sample] = []
        self.about: list[About] = []
        self.unplaced: dict[tuple[str, str], Unplaced] = {}
        self._received_at_ms = received_at_ms
        self._known = known

    def add(self, name: str, entries: object) -> None:
        """Add the entries of one device: a list of them, or a single one."""
        facts = self._known.facts(_SCOPE, name) or {}
        model = _model(str(facts.get("type") or name))
        self.about.append(About(name, name, model))
        for entry in entries if type(entries) is list else [entries]:
            if type(entry) is not dict:
                raise DecodeError(name, entry, "an object with values, or with ts and values")
            self._add_entry(name, model, entry)

    def _add_entry(self, name: str, model: str, entry: dict[str, Any]) -> None:
        values = entry.get("values")
        if type(values) is not dict:
            self._interpret(name, model, entry, None)
            return
        try:
            observed_at_ms = instant_ms("ts", entry.get("ts"))
        except DecodeError as error:  # costs this entry, not the whole batch
            self._refuse(name, model, values, str(error))
        else:
            self._interpret(name, model, values, observed_at_ms)

    def _interpret(
        self, name: str, model: str, values: Mapping[str, Any], observed_at_ms: int | None
    ) -> None:
        hint = Hint(
            model,
            self._known.meanings(model),
            zone=self._known.zone(""),
            received_at_ms=self._received_at_ms,
        )
        found = interpret(values, hint)
        self.samples += found.samples(name, observed_at_ms)
        for one in found.leftovers(name, model):
            self.unplaced.setdefault((name, one.field), one)

    def _refuse(self, name: str, model: str, values: Mapping[str, Any], fault: str) -> None:
        kept = len(self.samples)
        self._interpret(name, model, values, None)
        self.samples[kept:] = [
            Sample(one.device, one.quantity, math.nan, None, "", fault, Reason.NOT_DECODABLE)
            for one in self.samples[kept:]
        ]


def _model(kind: str) -> str:
    return f"thingsboard:{kind}"


def _matches(topic: str) -> bool:
    return topic.startswith(_GATEWAY) or (topic.startswith("v1/devices/") and topic.endswith("/telemetry"))


def _has_shape(content: object) -> bool:
    """Tell whether it is an object of lists whose entries all have a time and values."""
    return (
        type(content) is dict
        and bool(content)
        and all(type(entries) is list and bool(entries) for entries in content.values())
        and all(
            type(entry) is dict and "ts" in entry and type(entry.get("values")) is dict
            for entries in content.values()
            for entry in entries
        )
    )


FORMAT = Format(
    name="thingsboard",
    title="ThingsBoard gateway",
    decode=decode,
    subscriptions=("v1/gateway/telemetry", "v1/gateway/connect", "v1/devices/+/telemetry"),
    heads=("v1",),
    matches=_matches,
    has_shape=_has_shape,
)
