"""SenML's names: which part is the device, which the field; and LwM2M's numbers for fields."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import NamedTuple

_URN = re.compile(r"urn:dev:(?P<kind>[a-z]+):(?P<body>[^/_:]+)[/_:]?(?P<field>.*)", re.IGNORECASE | re.ASCII)
_PATH = re.compile(
    r"(?P<device>.*?)/?(?P<object>\d{1,5})/(?P<instance>\d{1,5})/(?P<resource>\d{1,5})", re.ASCII | re.DOTALL
)
_SEPARATORS = "/:_.#"
_HEX_KINDS = frozenset({"mac", "ow"})

_MEASURED = 5700
_OBJECTS = MappingProxyType(
    {
        3301: "illuminance",
        3303: "temperature",
        3304: "humidity",
        3315: "barometric_pressure",
        3316: "voltage",
        3325: "concentration",
        3327: "conductivity",
    }
)
_RESOURCES = MappingProxyType(
    {
        (3, 7): "battery_voltage",
        (3, 9): "battery",
        (4, 2): "rssi",
        (6, 0): "latitude",
        (6, 1): "longitude",
        (3336, 5514): "latitude",
        (3336, 5515): "longitude",
    }
)
_UNITS = MappingProxyType({(3, 7): "mV", (3, 9): "%EL", (4, 2): "dBm", (6, 0): "lat", (6, 1): "lon"})
UNIT_RESOURCE = 5701
_NOT_MEASURED = frozenset({5601, 5602, 5603, 5604, 5605, UNIT_RESOURCE, 5750, 5518})
_DEFAULTS = MappingProxyType(
    {
        "Cel": "temperature",
        "%RH": "humidity",
        "%EL": "battery",
        "lx": "illuminance",
        "lat": "latitude",
        "lon": "longitude",
    }
)


class Named(NamedTuple):
    """What a name says.

    Attributes:
        device: whose field it is; empty: the topic has to tell.
        field: its path in the device; empty where the name is the device's alone.
        leaf: what LwM2M calls the field; empty where it is none of LwM2M's.
        unit: the unit that LwM2M prescribes; empty: none.
        channel: which of the device's probes.
        is_measured: whether it can be a measurement at all.
    """

    device: str
    field: str
    leaf: str = ""
    unit: str = ""
    channel: str = ""
    is_measured: bool = True


def named(name: str, base: int) -> Named:
    """Return what *name* says, the first *base* characters of which are the base name.

    >>> named("urn:dev:ow:10e2073a01080063:temperature", 28)[:2]
    ('ow:10e2073a01080063', 'temperature')
    >>> named("urn:dev:mac:0024BEFFFF804FF1/3303/1/5700", 0)[:5]
    ('0024beffff804ff1', '3303/1/5700', 'temperature', '', '1')
    """
    path = _PATH.fullmatch(name)
    if path is not None:
        return _lwm2m(path)
    urn = _URN.fullmatch(name)
    if urn is not None:
        return Named(_of_urn(urn), urn["field"])
    front, back = name[:base].rstrip(_SEPARATORS), name[base:].lstrip(_SEPARATORS)
    if front and back:
        return Named(front, back)
    at = max(name.rstrip(_SEPARATORS).rfind(separator) for separator in "/:#")
    if at > 0:
        return Named(name[:at].rstrip(_SEPARATORS), name[at + 1 :].rstrip(_SEPARATORS))
    return Named("", name) if base == 0 else Named(front, "")


def by_unit(unit: str) -> str:
    """Return what a field without a name is called, where its unit leaves no choice; else nothing."""
    return _DEFAULTS.get(unit, "")


def _of_urn(urn: re.Match[str]) -> str:
    """Return a device's identity: its hardware address alone, or with its kind where that is no EUI."""
    kind = urn["kind"].lower()
    body = urn["body"].lower() if kind in _HEX_KINDS else urn["body"]
    return body if kind == "mac" else f"{kind}:{body}"


def _lwm2m(path: re.Match[str]) -> Named:
    device = path["device"].rstrip(_SEPARATORS)
    urn = _URN.fullmatch(device)
    if urn is not None and not urn["field"]:
        device = _of_urn(urn)
    number, instance, resource = int(path["object"]), int(path["instance"]), int(path["resource"])
    field = f"{number}/{instance}/{resource}"
    leaf = _RESOURCES.get((number, resource), "")
    if not leaf and resource == _MEASURED:
        leaf = _OBJECTS.get(number, "")
    return Named(
        device,
        field,
        leaf,
        _UNITS.get((number, resource), ""),
        str(instance) if instance and number in _OBJECTS else "",
        is_measured=resource not in _NOT_MEASURED,
    )
