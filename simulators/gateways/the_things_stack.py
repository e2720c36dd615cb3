"""The Things Stack v3 over its MQTT server, in JSON.

Topic ``v3/{application id}@{tenant id}/devices/{device id}/up``. Fields that are empty, 0 or false are
left out everywhere but in ``decoded_payload``, so that the first frame has no ``f_cnt``; a 64-bit number
is a text. ``rx_metadata`` tells when the gateway heard the frame, by the satellites that it sees, and
``received_at`` when the servers did: what a gateway kept during an outage has an old gateway time and a new
server time. Where a codec
normalises, the server repeats what was measured on ``…/up/normalized``.
"""

from __future__ import annotations

import base64
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

import msgspec
import numpy as np

from simulators.gateways import Encoder, Publication
from simulators.gateways.instants import nanosecond_zulu, rfc3339
from simulators.gateways.lorawan import LorawanDevice, frame
from simulators.sensors import Sampled

Json: TypeAlias = dict[str, Any]

_FREQUENCIES_HZ = (470_300_000, 470_500_000, 470_700_000, 470_900_000)
_CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_SERVER_LAG_S = 0.2
_NORMALIZED = {
    "air_temperature_c": ("air", "temperature"),
    "relative_humidity_pct": ("air", "relativeHumidity"),
    "soil_moisture_pct": ("soil", "moisture"),
    "soil_temperature_c": ("soil", "temperature"),
}
"""Where the payload schema of the device repository has a quantity; ``battery`` stands at its top."""


@dataclass(frozen=True, slots=True)
class TtsApplication:
    """Where the devices are registered in The Things Stack."""

    id: str
    tenant_id: str
    cluster_id: str = "eu1"


@dataclass(slots=True)
class _Session:
    """What the network server keeps for one device since it joined."""

    key_id: str
    address: str
    frames: int = 0


class TheThingsStackGateway(Encoder):
    """The servers of The Things Stack with one gateway, and the devices that it hears.

    Args:
        gateway_eui: sixteen lower-case hexadecimal digits.
        application: where the devices are registered.
        devices: the devices; their fields hold numbers as texts, as Dragino's codecs write them.
        start_ms: when the story starts [ms since the epoch].
        rng: makes addresses, keys and the weather of the radio.
    """

    group = 1

    def __init__(
        self,
        gateway_eui: str,
        application: TtsApplication,
        devices: Sequence[LorawanDevice],
        start_ms: int,
        rng: np.random.Generator,
    ) -> None:
        self._gateway_eui = gateway_eui
        self._application = application
        self._devices = {device.dev_eui: device for device in devices}
        self._start_ms = start_ms
        self._rng = rng
        self._sessions = {eui: self._joined() for eui in self._devices}

    def encode(self, batch: Sequence[Sampled], at_s: float) -> tuple[Publication, ...]:
        """Return one ``up`` per reading, and its normalised copy."""
        publications = []
        for sampled in batch:
            device, session = self._devices[sampled.device], self._sessions[sampled.device]
            head = self._head(device, session, at_s)
            frame_facts = self._frame(device, session, sampled, at_s)
            normalized = _normalized(sampled)
            uplink = frame_facts | {
                "decoded_payload": _decoded(device.fields, sampled),
                "normalized_payload": [normalized],
            }
            copy = frame_facts | {"normalized_payload": normalized}
            topic = f"v3/{self._application.id}@{self._application.tenant_id}/devices/{_name(device)}/up"
            publications += [
                Publication(at_s, topic, msgspec.json.encode(head | {"uplink_message": uplink})),
                Publication(
                    at_s, f"{topic}/normalized", msgspec.json.encode(head | {"uplink_normalized": copy})
                ),
            ]
            session.frames += 1
        return tuple(publications)

    def _joined(self) -> _Session:
        key_id = base64.b64encode(self._rng.bytes(16)).decode()
        return _Session(key_id, f"260B{self._rng.bytes(2).hex().upper()}")

    def _head(self, device: LorawanDevice, session: _Session, at_s: float) -> Json:
        """Return what every message of the application server begins with."""
        return {
            "end_device_ids": {
                "device_id": _name(device),
                "application_ids": {"application_id": self._application.id},
                "dev_eui": device.dev_eui.upper(),
                "join_eui": "A840410000000101",
                "dev_addr": session.address,
            },
            "correlation_ids": [f"as:up:{self._ulid()}", f"gs:uplink:{self._ulid()}"],
            "received_at": nanosecond_zulu(self._start_ms, at_s + 2 * _SERVER_LAG_S),
        }

    def _frame(self, device: LorawanDevice, session: _Session, sampled: Sampled, at_s: float) -> Json:
        """Return what an uplink and its normalised copy say alike; what is 0 is left out."""
        facts: Json = {
            "session_key_id": session.key_id,
            "f_port": 2,
            "f_cnt": session.frames,
            "frm_payload": base64.b64encode(frame(sampled)).decode(),
            "rx_metadata": [self._heard(sampled)],
            "settings": {
                "data_rate": {"lora": {"bandwidth": 125_000, "spreading_factor": 9, "coding_rate": "4/5"}},
                "frequency": str(self._rng.choice(_FREQUENCIES_HZ)),
                "time": rfc3339(self._start_ms, sampled.observed_s),
            },
            "received_at": nanosecond_zulu(self._start_ms, at_s + _SERVER_LAG_S),
            "consumed_airtime": "0.205824s",
            "version_ids": {
                "brand_id": "dragino",
                "model_id": device.profile.lower(),
                "band_id": "CN_470_510",
            },
            "network_ids": {
                "net_id": "000013",
                "tenant_id": self._application.tenant_id,
                "cluster_id": self._application.cluster_id,
            },
        }
        return _without_empty(facts)

    def _heard(self, sampled: Sampled) -> Json:
        """Return an entry of ``rx_metadata``."""
        rssi = round(float(self._rng.normal(-88.0, 4.0)))
        return _without_empty(
            {
                "gateway_ids": {
                    "gateway_id": f"eui-{self._gateway_eui}",
                    "eui": self._gateway_eui.upper(),
                },
                "time": rfc3339(self._start_ms, sampled.observed_s),
                "gps_time": rfc3339(self._start_ms, sampled.observed_s),
                "timestamp": int(self._rng.integers(1, 2**32)),
                "rssi": rssi,
                "channel_rssi": rssi,
                "snr": round(float(self._rng.normal(7.0, 2.5)) * 4) / 4,
                "uplink_token": base64.b64encode(self._rng.bytes(20)).decode(),
                "channel_index": int(self._rng.integers(0, 8)),
            }
        )

    def _ulid(self) -> str:
        """Return an identifier as tracing makes them: 26 signs without I, L, O and U."""
        return "01" + "".join(_CROCKFORD[number] for number in self._rng.integers(0, 32, 24))


def _name(device: LorawanDevice) -> str:
    return f"eui-{device.dev_eui}"


def _without_empty(fields: Json) -> Json:
    return {name: value for name, value in fields.items() if value}


def _decoded(fields: Mapping[str, str], sampled: Sampled) -> Json:
    """Return what the codec makes of the frame: a battery in numbers, the rest in texts; zeros stay."""
    return {
        fields[quantity]: value if quantity == "battery_v" else f"{value:.2f}"
        for quantity, value in sampled.values
    }


def _normalized(sampled: Sampled) -> Json:
    """Return one measurement in the payload schema of the device repository."""
    found: Json = {}
    for quantity, value in sampled.values:
        if quantity == "battery_v":
            found["battery"] = value
        elif quantity in _NORMALIZED:
            group, name = _NORMALIZED[quantity]
            found.setdefault(group, {})[name] = value
    return found
