"""OpenMQTTGateway and Theengs Gateway: ``home/{gateway}/BTtoMQTT/{MAC}``, one Bluetooth advertisement each.

    {"id": "A4:C1:38:11:22:33", "name": "ATC_112233", "rssi": -67, "tempc": 4.1, "hum": 81, "batt": 87}

The gateway's decoder gives every sensor's values the same names; older ones write numbers as texts. Several
gateways hear one advertisement and each publishes it. Service data in BTHome and Ruuvi's manufacturer data
are read where the gateway has not decoded them. Of a thermometer that says it is one for a pool, a tyre or a
meal the operator is asked what it measures.

``UTCtime`` and ``unixtime`` are when the gateway heard the advertisement; the first versions wrote their
uptime into ``unixtime``, which is none.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from ingest.clock import MS_PER_SECOND
from ingest.errors import DecodeError
from ingest.formats import bthome
from ingest.formats.bluetooth import from_hex, numbered
from ingest.formats.field_sample import field_sample
from ingest.formats.hardware_address import mac_of
from ingest.formats.in_unit import in_unit
from ingest.formats.json_text import Measured, document, identity, instant_ms
from ingest.formats.leftover import Source, explained, value_like
from ingest.formats.ruuvi import report as ruuvi_report
from ingest.formats.wire_format import Format
from ingest.interpret.kind import is_elsewhere
from ingest.known import NOTHING_KNOWN, Known
from ingest.reading import Reason, Sample, channel_of
from ingest.report import About, Origin, Report

_TOPIC = "BTtoMQTT"
_SIGNAL = "rssi_dbm"
_LONGEST_UPTIME_S = 1_000_000_000
_LATEST_S = 1 << 37
_BESIDES = frozenset({"presence", "LWT", "SYStoMQTT", "version"})

_QUANTITIES = MappingProxyType(
    {
        "tempc": ("air_temperature_c", "°C"),
        "hum": ("relative_humidity_pct", "%"),
        "moi": ("soil_moisture_pct", "%"),
        "fer": ("soil_ec_us_cm", "µS/cm"),
        "lux": ("illuminance_lux", "lx"),
        "pres": ("pressure_hpa", "hPa"),
        "co2": ("co2_ppm", "ppm"),
        "batt": ("battery_pct", "%"),
        "volt": ("battery_v", "V"),
        "rssi": (_SIGNAL, "dBm"),
    }
)
_PROBES = MappingProxyType(
    {
        f"{field}{number}": (field, str(number))
        for field in ("tempc", "tempf", "hum")
        for number in range(2, 9)
    }
)
_FIRST_PROBES = MappingProxyType({f"{field}1": field for field in ("tempc", "tempf", "hum")})
_OF_ITS_MEDIUM = frozenset({"tempc", "tempf", "pres"})
"""What is of the air in most devices, and in others of whatever they are in."""
_NOT_MEASURED = frozenset(
    """accx accy accz adv_type alconn brand channel cidc cont ctr date device dp encr id mac mac_type
    manufacturerdata mfid mfr mic model model_id mov name packet prmac proximity seq servicedata
    servicedatauuid tempf time track tx txpower type unixtime UTCtime uuid distance""".split()  # noqa: SIM905 - one word a line would say no more
)


def decode(topic: str, payload: bytes, received_at_ms: int, known: Known = NOTHING_KNOWN) -> Report:
    """Return what *payload* says; raises DecodeError where it is not of this format."""
    levels = topic.split("/")
    if _TOPIC not in levels:
        return Report(control="a gateway's own state, or a second copy of an advertisement")
    told = document(payload)
    if type(told) is not dict:
        raise DecodeError("payload", told, "an object with an advertisement")
    gateway = levels[levels.index(_TOPIC) - 1]
    device = next(filter(None, map(mac_of, (told.get("mac"), told.get("id"), levels[-1]))), "")
    if not device:
        device = identity("id", told.get("id"))
    observed_at_ms = _observed_at_ms(told)
    source = Source(device, _model(told), observed_at_ms, identity("topic", gateway), received_at_ms)
    if "cipher" in told:
        raise DecodeError(
            "cipher", told["cipher"], "values; the gateway can decrypt them where it is given the key"
        )
    return _report(told, source, known)


def _report(told: dict[str, Any], source: Source, known: Known) -> Report:
    asked = _asked(told, known, source)
    samples = tuple(_samples({name: told[name] for name in told if name not in asked}, source, known))
    others = {
        name: content
        for name, content in told.items()
        if (name in asked and not _is_repeated(name, told)) or not _is_read(name, known, source)
    }
    said, unplaced = explained(value_like(others), source, known)
    if all(sample.quantity == _SIGNAL for sample in (*samples, *said)) and not unplaced:
        return _undecoded(told, source)
    origin = _origin(told.get("packet"), samples, source)
    return Report(
        samples=(*samples, *said),
        unplaced=unplaced,
        origin=origin,
        sent_at_ms=source.observed_at_ms,
        about=(About(source.device, _text(told.get("name")), source.model, source.gateway),),
        is_overheard=origin is None,
    )


def _asked(told: Mapping[str, Any], known: Known, source: Source) -> frozenset[str]:
    """Return the fields whose medium nobody knows, where the device says that it is in none of the usual."""
    if not any(type(text) is str and is_elsewhere(name, text) for name, text in told.items()):
        return frozenset()
    return frozenset(
        name
        for name in told
        if (_PROBES.get(name) or (_FIRST_PROBES.get(name, name), ""))[0] in _OF_ITS_MEDIUM
        and name not in known.meanings(source.model)
    )


def _origin(packet: object, samples: tuple[Sample, ...], source: Source) -> Origin | None:
    if not isinstance(packet, int):
        return None
    told = (f"{one.device} {one.quantity}={one.value:g}" for one in samples if one.quantity != _SIGNAL)
    return numbered(source.device, packet, " ".join(told), source.received_at_ms)


def _is_read(name: str, known: Known, source: Source) -> bool:
    if name in known.meanings(source.model):
        return False
    return (
        name in _QUANTITIES
        or name in _PROBES
        or name in _FIRST_PROBES
        or name in _NOT_MEASURED
        or name == "open"
    )


def _is_repeated(name: str, told: Mapping[str, Any]) -> bool:
    """Tell whether *name* is a temperature in °F that stands in °C beside it."""
    return name.startswith("tempf") and name.replace("tempf", "tempc") in told


def _samples(told: Mapping[str, Any], source: Source, known: Known) -> Iterator[Sample]:
    meanings = known.meanings(source.model)
    for name, content in told.items():
        field, channel = _PROBES.get(name) or (_FIRST_PROBES.get(name, name), "")
        if name in meanings or _is_repeated(name, told):
            continue
        probe = source._replace(device=channel_of(source.device, channel))
        if field == "tempf":
            yield field_sample(name, "air_temperature_c", in_unit(content, "°F", "air_temperature_c"), probe)
        elif field in _QUANTITIES:
            quantity, unit = _QUANTITIES[field]
            yield field_sample(name, quantity, in_unit(content, unit, quantity), probe)
        elif name == "open":
            yield field_sample(name, "door_open", _is_open(content), probe)


def _is_open(content: object) -> Measured:
    if type(content) is bool:
        return Measured(float(content))
    return Measured(math.nan, f"expected true or false, saw {content!r:.80}", Reason.NOT_A_NUMBER)


def _undecoded(told: dict[str, Any], source: Source) -> Report:
    """Return what an advertisement says that the gateway has only handed on."""
    signal = tuple(_samples({"rssi": told["rssi"]}, source, NOTHING_KNOWN)) if "rssi" in told else ()
    service = _text(told.get("servicedatauuid")).lower()
    if service.endswith("fcd2") and "servicedata" in told:
        return bthome.report(from_hex("servicedata", told["servicedata"]), source, *signal)
    maker = _text(told.get("manufacturerdata"))
    if maker.lower().startswith("9904"):
        return ruuvi_report(from_hex("manufacturerdata", maker)[2:], source, *signal)
    return Report(control="an advertisement without measured values")


def _observed_at_ms(told: Mapping[str, Any]) -> int | None:
    if type(told.get("UTCtime")) is str:
        return instant_ms("UTCtime", told["UTCtime"])
    seconds = told.get("unixtime")
    if type(seconds) is int and _LONGEST_UPTIME_S < seconds < _LATEST_S:
        return seconds * MS_PER_SECOND
    return None


def _model(told: Mapping[str, Any]) -> str:
    return _text(told.get("model_id")) or _text(told.get("model"))


def _text(content: object) -> str:
    return content[:128] if isinstance(content, str) else ""


def _matches(topic: str) -> bool:
    levels = topic.split("/")
    if _TOPIC in levels[1:]:
        return True
    return levels[0] == "home" and len(levels) > 2 and not _BESIDES.isdisjoint(levels)  # noqa: PLR2004 - home, gateway, what


FORMAT = Format(
    name="openmqttgateway",
    title="OpenMQTTGateway and Theengs",
    decode=decode,
    subscriptions=(f"+/+/{_TOPIC}/+",),
    matches=_matches,
)
