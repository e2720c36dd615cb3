"""Which gateway speaks which format, and what a scenario has to say about a gateway of each format."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TypeAlias
from zoneinfo import ZoneInfo

import numpy as np

from simulators.gateways import Encoder
from simulators.gateways.chirpstack import Application, ChirpStackGateway
from simulators.gateways.lorawan import LorawanDevice
from simulators.gateways.own_json import OwnJsonGateway
from simulators.gateways.ruuvi import RuuviGateway
from simulators.gateways.sparkplug import SparkplugNode
from simulators.gateways.tasmota import TasmotaBoard, TasmotaGateway
from simulators.gateways.the_things_stack import TheThingsStackGateway, TtsApplication
from simulators.gateways.zigbee2mqtt import Zigbee2MqttGateway, ZigbeeDevice
from simulators.physics import stream
from simulators.specs import GatewaySpec, Scenario, SensorSpec


@dataclass(frozen=True, slots=True)
class Context:
    """What an encoder is built from: its gateway, the sensors behind it, and the story's start."""

    scenario: Scenario
    gateway: GatewaySpec
    sensors: Sequence[SensorSpec]
    start_ms: int
    rng: np.random.Generator

    def called(self, sensor: SensorSpec) -> str:
        """Return what people called a device in the gateway."""
        return sensor.called or self.scenario.name_of(sensor.device)

    def lorawan(self) -> list[LorawanDevice]:
        """Return the devices as a network server knows them."""
        return [LorawanDevice(one.device, self.called(one), one.profile, one.fields) for one in self.sensors]


Build: TypeAlias = Callable[[Context], Encoder]


@dataclass(frozen=True, slots=True)
class SimulatedFormat:
    """A format that simulated gateways speak: how to build one, and the options that it needs."""

    build: Build
    options: tuple[str, ...] = ()


def encoder(scenario: Scenario, gateway: GatewaySpec, start_ms: int, seed: int) -> Encoder:
    """Return what writes the messages of one of the scenario's gateways."""
    sensors = [sensor for sensor in scenario.sensors if sensor.gateway == gateway.id]
    rng = stream(seed, f"gateway {gateway.id}")
    return FORMATS[gateway.format].build(Context(scenario, gateway, sensors, start_ms, rng))


def _own_json(about: Context) -> Encoder:
    return OwnJsonGateway(about.gateway.id, about.start_ms, about.gateway.group)


def _chirpstack(about: Context) -> Encoder:
    options = about.gateway.options
    application = Application(
        options["application_id"], options["application_name"], options["tenant_id"], options["tenant_name"]
    )
    return ChirpStackGateway(
        about.gateway.id, application, about.lorawan(), about.start_ms, about.rng, about.gateway.group
    )


def _the_things_stack(about: Context) -> Encoder:
    options = about.gateway.options
    application = TtsApplication(options["application_id"], options["tenant_id"])
    return TheThingsStackGateway(about.gateway.id, application, about.lorawan(), about.start_ms, about.rng)


def _zigbee2mqtt(about: Context) -> Encoder:
    devices = [ZigbeeDevice(one.device, about.called(one), one.profile, one.fields) for one in about.sensors]
    return Zigbee2MqttGateway(about.gateway.options["base_topic"], devices, about.start_ms, about.rng)


def _tasmota(about: Context) -> Encoder:
    boards = [TasmotaBoard(one.device, one.profile, one.fields) for one in about.sensors]
    zones = [
        about.scenario.site_of(about.scenario.place_of(one.device))["time_zone"] for one in about.sensors
    ]
    zone = ZoneInfo(zones[0] if zones else "UTC")
    return TasmotaGateway(about.gateway.id, boards, zone, about.start_ms, about.rng)


def _ruuvi(about: Context) -> Encoder:
    return RuuviGateway(about.gateway.id, about.start_ms, about.rng, about.gateway.options["variant"])


def _sparkplug(about: Context) -> Encoder:
    devices = [(one.device, dict(one.fields)) for one in about.sensors]
    options, group = about.gateway.options, about.gateway.group
    return SparkplugNode(options["group_id"], about.gateway.id, devices, about.start_ms, group)


FORMATS: Mapping[str, SimulatedFormat] = MappingProxyType(
    {
        "own_json": SimulatedFormat(_own_json),
        "chirpstack": SimulatedFormat(
            _chirpstack, ("application_id", "application_name", "tenant_id", "tenant_name")
        ),
        "tts": SimulatedFormat(_the_things_stack, ("application_id", "tenant_id")),
        "zigbee2mqtt": SimulatedFormat(_zigbee2mqtt, ("base_topic",)),
        "tasmota": SimulatedFormat(_tasmota),
        "ruuvi": SimulatedFormat(_ruuvi, ("variant",)),
        "sparkplug": SimulatedFormat(_sparkplug, ("group_id",)),
    }
)
"""Every format that a scenario can name."""
