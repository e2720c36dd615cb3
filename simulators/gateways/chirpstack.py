"""ChirpStack v4 over its MQTT integration, in JSON.

Topic ``application/{application id}/device/{DevEUI}/event/{up|status}``; the fields are those of
``integration.UplinkEvent`` and ``integration.StatusEvent``. ``time`` is when a gateway with GPS received
the frame, so it survives a gateway's outage; a frame carries one reading, so a back-fill is as many
messages as there are readings. ``rxInfo`` is written without its zeros, as ChirpStack does.
"""

from __future__ import annotations

import base64
import json
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np

from simulators.gateways import Encoder, Publication
from simulators.gateways.instants import nanosecond_offset
from simulators.gateways.lorawan import LorawanDevice, frame
from simulators.sensors import Sampled

Json: TypeAlias = Mapping[str, object]

STATUS_EVERY_S = 6 * 3_600.0
"""How often the network server asks a device for its battery."""

_FREQUENCIES_HZ = (470_300_000, 470_500_000, 470_700_000, 470_900_000)


@dataclass(frozen=True, slots=True)
class Application:
    """Where the devices are registered in ChirpStack."""

    id: str
    name: str
    tenant_id: str
    tenant_name: str


@dataclass(slots=True)
class _Session:
    """What the network server keeps for one device."""

    address: str
    frames: int
    next_status_s: float


class ChirpStackGateway(Encoder):
    """A network server with one gateway, and the devices that it hears.

    Args:
        gateway_eui: sixteen lower-case hexadecimal digits.
        application: where the devices are registered.
        devices: the devices.
        start_ms: when the story starts [ms since the epoch].
        rng: makes addresses, identities and the weather of the radio.
        group: frames of one device that are told in a row when it back-fills.
    """

    def __init__(  # noqa: PLR0913, PLR0917 - what a network server knows
        self,
        gateway_eui: str,
        application: Application,
        devices: Sequence[LorawanDevice],
        start_ms: int,
        rng: np.random.Generator,
        group: int = 1,
    ) -> None:
        self._group = group
        self._gateway_eui = gateway_eui
        self._application = application
        self._devices = {device.dev_eui: device for device in devices}
        self._start_ms = start_ms
        self._rng = rng
        self._sessions = {eui: self._joined() for eui in self._devices}

    @property
    def group(self) -> int:
        """How many frames of one device are told in a row when it back-fills."""
        return self._group

    def encode(self, batch: Sequence[Sampled], at_s: float) -> tuple[Publication, ...]:
        """Return one ``up`` per reading, and a ``status`` whenever one is due."""
        publications = []
        for sampled in batch:
            device = self._devices[sampled.device]
            publications.append(self._publication(device, "up", at_s, self._up(device, sampled)))
            if sampled.observed_s >= self._sessions[device.dev_eui].next_status_s:
                self._sessions[device.dev_eui].next_status_s = sampled.observed_s + STATUS_EVERY_S
                status = self._status(device, sampled)
                publications.append(self._publication(device, "status", at_s, status))
        return tuple(publications)

    def _joined(self) -> _Session:
        address = f"00{self._rng.bytes(3).hex()}"
        return _Session(address, int(self._rng.integers(1_000, 60_000)), -float("inf"))

    def _publication(self, device: LorawanDevice, event: str, at_s: float, content: Json) -> Publication:
        topic = f"application/{self._application.id}/device/{device.dev_eui}/event/{event}"
        return Publication(at_s, topic, json.dumps(content, separators=(",", ":")).encode())

    def _up(self, device: LorawanDevice, sampled: Sampled) -> Json:
        """Return an ``UplinkEvent``."""
        session = self._sessions[device.dev_eui]
        session.frames += 1
        return {
            **self._head(device, sampled),
            "devAddr": session.address,
            "adr": True,
            "dr": 3,
            "fCnt": session.frames,
            "fPort": 2,
            "confirmed": False,
            "data": base64.b64encode(frame(sampled)).decode(),
            "object": {device.fields[quantity]: value for quantity, value in sampled.values},
            "rxInfo": [self._received(sampled)],
            "txInfo": {
                "frequency": int(self._rng.choice(_FREQUENCIES_HZ)),
                "modulation": {"lora": {"bandwidth": 125_000, "spreadingFactor": 9, "codeRate": "CR_4_5"}},
            },
            "regionConfigId": "cn470_10",
        }

    def _status(self, device: LorawanDevice, sampled: Sampled) -> Json:
        """Return a ``StatusEvent``: what the network server learnt about the device's battery."""
        volts = dict(sampled.values).get("battery_v")
        level = 0.0 if volts is None else round(min(max((volts - 2.4) / 1.2, 0.0), 1.0) * 254) / 2.54
        return {
            **self._head(device, sampled),
            "margin": int(self._rng.integers(8, 20)),
            "externalPowerSource": False,
            "batteryLevelUnavailable": volts is None,
            "batteryLevel": round(level, 2),
        }

    def _head(self, device: LorawanDevice, sampled: Sampled) -> Json:
        """Return the fields that every event begins with."""
        application = self._application
        return {
            "deduplicationId": str(uuid.UUID(bytes=self._rng.bytes(16), version=4)),
            "time": nanosecond_offset(self._start_ms, sampled.observed_s),
            "deviceInfo": {
                "tenantId": application.tenant_id,
                "tenantName": application.tenant_name,
                "applicationId": application.id,
                "applicationName": application.name,
                "deviceProfileId": str(uuid.uuid5(uuid.NAMESPACE_OID, device.profile)),
                "deviceProfileName": device.profile,
                "deviceName": device.name,
                "devEui": device.dev_eui,
                "deviceClassEnabled": "CLASS_A",
                "tags": {},
            },
        }

    def _received(self, sampled: Sampled) -> Json:
        """Return an entry of ``rxInfo``; what is zero is left out."""
        entry: dict[str, object] = {
            "gatewayId": self._gateway_eui,
            "uplinkId": int(self._rng.integers(1, 2**32)),
            "gwTime": nanosecond_offset(self._start_ms, sampled.observed_s),
            "rssi": round(float(self._rng.normal(-88.0, 4.0))),
            "snr": round(float(self._rng.normal(7.0, 2.5)) * 4) / 4,
            "channel": int(self._rng.integers(0, 8)),
            "context": base64.b64encode(self._rng.bytes(4)).decode(),
            "metadata": {"region_common_name": "CN470", "region_config_id": "cn470_10"},
            "crcStatus": "CRC_OK",
        }
        return {name: value for name, value in entry.items() if value != 0}
