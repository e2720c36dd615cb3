"""Sparkplug B 3.0: ``spBv1.0/{group}/{type}/{edge node}/{device}``, Protocol Buffers.

An edge node is born when it connects (NBIRTH, ``seq`` 0), and each of its devices when there is something
to say about it (DBIRTH: names, aliases, types, current values). From then on DDATA carries aliases only, so
that whoever missed the births has to ask for them (``Node Control/Rebirth``). ``seq`` counts all of a node's
messages modulo 256. Each value has the time at which it was captured; what could not be published is kept
and sent as historical. When the line breaks, the broker publishes the NDEATH that it was left.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from simulators.gateways import Encoder, Publication
from simulators.gateways.instants import epoch_ms
from simulators.gateways.protobuf_writer import block, single, text, whole
from simulators.sensors import Sampled

REBIRTH = "Node Control/Rebirth"

_UINT64, _FLOAT, _BOOLEAN, _STRING = 8, 9, 11, 12
_TIMESTAMP, _METRICS, _SEQ = 1, 2, 3
_NAME, _ALIAS, _CAPTURED, _TYPE, _HISTORICAL, _PROPERTIES = 1, 2, 3, 4, 5, 9
_LONG_VALUE, _FLOAT_VALUE, _BOOLEAN_VALUE = 11, 12, 14
_KEYS, _VALUES = 1, 2
_PROPERTY_TYPE, _PROPERTY_STRING = 1, 8
_UNITS = {
    "air_temperature_c": "°C",
    "product_temperature_c": "°C",
    "relative_humidity_pct": "%",
    "battery_v": "V",
}


@dataclass(frozen=True, slots=True)
class Metric:
    """A metric of a device: what it is called at birth, and its alias from then on."""

    quantity: str
    name: str
    alias: int

    @property
    def is_boolean(self) -> bool:
        """Return whether it is true or false."""
        return self.quantity not in _UNITS


@dataclass(slots=True)
class SparkplugDevice:
    """A device behind an edge node.

    Attributes:
        id: the last level of its topics.
        metrics: what it measures, by quantity.
        last: its newest reading; None: there was none yet.
        is_born: whether it was announced since the node connected.
    """

    id: str
    metrics: dict[str, Metric]
    last: Sampled | None = None
    is_born: bool = False


class SparkplugNode(Encoder):
    """An edge node, and the devices behind it.

    Args:
        group_id: the node's group.
        node_id: the node's own name.
        devices: by device, quantity → name of its metric; a device goes by ``{group}:{node}:{device}``.
        start_ms: when the story starts [ms since the epoch].
        group: readings in one message when it back-fills.
    """

    def __init__(
        self,
        group_id: str,
        node_id: str,
        devices: Sequence[tuple[str, dict[str, str]]],
        start_ms: int,
        group: int = 60,
    ) -> None:
        self._group = group
        self._start_ms = start_ms
        self._topic = f"spBv1.0/{group_id}/{{}}/{node_id}"
        self._devices: dict[str, SparkplugDevice] = {}
        self._seq = 0
        self._sessions = 0
        aliases = iter(range(1, 1_000))
        for identity, names in devices:
            metrics = {quantity: Metric(quantity, name, next(aliases)) for quantity, name in names.items()}
            self._devices[identity] = SparkplugDevice(identity.rsplit(":", 1)[1], metrics)

    @property
    def group(self) -> int:
        """How many readings of one device go into a message when an outage is back-filled."""
        return self._group

    @property
    def hears(self) -> tuple[str, ...]:
        """The topic on which a host asks for the births."""
        return (self._topic.format("NCMD"),)

    def greet(self, at_s: float) -> tuple[Publication, ...]:
        """Return the NDEATH of the session that broke, if there was one, and the node's birth."""
        last_words = () if self._sessions == 0 else (self._death(at_s),)
        self._sessions += 1
        return (*last_words, self._birth(at_s))

    def encode(self, batch: Sequence[Sampled], at_s: float) -> tuple[Publication, ...]:
        """Return the birth of the device if it is due, and one DDATA for what the birth does not say."""
        if not batch:
            return ()
        device = self._devices[batch[0].device]
        device.last = batch[-1]
        if device.is_born:
            return (self._data(device, batch, at_s),)
        born = self._device_birth(device, batch[-1], at_s)
        return (born,) if len(batch) == 1 else (born, self._data(device, batch[:-1], at_s))

    def answer(self, topic: str, payload: bytes, at_s: float) -> tuple[Publication, ...]:
        """Return all births when a host asks for them."""
        if topic not in self.hears or REBIRTH.encode() not in payload:
            return ()
        births = [self._birth(at_s)]
        heard = ((device, device.last) for device in self._devices.values())
        births += [self._device_birth(device, last, at_s) for device, last in heard if last is not None]
        return tuple(births)

    def _birth(self, at_s: float) -> Publication:
        """Return the NBIRTH; it has the number of the NDEATH that the broker was left at connecting."""
        self._seq = 0
        for device in self._devices.values():
            device.is_born = False
        command = text(_NAME, REBIRTH) + self._captured(at_s) + whole(_TYPE, _BOOLEAN)
        metrics = [self._session(at_s), command + whole(_BOOLEAN_VALUE, 0)]
        return self._publication("NBIRTH", "", metrics, at_s)

    def _death(self, at_s: float) -> Publication:
        """Return the NDEATH that the broker was left; it counts in no sequence."""
        payload = whole(_TIMESTAMP, epoch_ms(self._start_ms, at_s)) + block(_METRICS, self._session(at_s))
        return Publication(at_s, self._topic.format("NDEATH"), payload)

    def _session(self, at_s: float) -> bytes:
        number = whole(_TYPE, _UINT64) + whole(_LONG_VALUE, (self._sessions - 1) % 256)
        return text(_NAME, "bdSeq") + self._captured(at_s) + number

    def _device_birth(self, device: SparkplugDevice, newest: Sampled, at_s: float) -> Publication:
        device.is_born = True
        metrics = []
        for quantity, value in newest.values:
            metric = device.metrics[quantity]
            kind = whole(_TYPE, _BOOLEAN if metric.is_boolean else _FLOAT)
            head = text(_NAME, metric.name) + whole(_ALIAS, metric.alias) + self._captured(newest.observed_s)
            metrics.append(head + kind + _unit(metric) + _value(metric, value))
        return self._publication("DBIRTH", device.id, metrics, at_s)

    def _data(self, device: SparkplugDevice, batch: Sequence[Sampled], at_s: float) -> Publication:
        metrics = [metric for sampled in batch for metric in self._metrics(device, sampled, at_s)]
        return self._publication("DDATA", device.id, metrics, at_s)

    def _metrics(self, device: SparkplugDevice, sampled: Sampled, at_s: float) -> Iterator[bytes]:
        """Yield a reading's metrics by their aliases; what was captured earlier is historical."""
        late = whole(_HISTORICAL, 1) if sampled.observed_s < at_s else b""
        for quantity, value in sampled.values:
            metric = device.metrics[quantity]
            yield (
                whole(_ALIAS, metric.alias)
                + self._captured(sampled.observed_s)
                + late
                + _value(metric, value)
            )

    def _captured(self, at_s: float) -> bytes:
        return whole(_CAPTURED, epoch_ms(self._start_ms, at_s))

    def _publication(self, kind: str, device: str, metrics: Sequence[bytes], at_s: float) -> Publication:
        content = b"".join(block(_METRICS, metric) for metric in metrics)
        payload = whole(_TIMESTAMP, epoch_ms(self._start_ms, at_s)) + content + whole(_SEQ, self._seq)
        self._seq = (self._seq + 1) % 256
        topic = self._topic.format(kind)
        return Publication(at_s, f"{topic}/{device}" if device else topic, payload, qos=0)


def _unit(metric: Metric) -> bytes:
    """Return the property that many edge nodes give a metric at birth; a contact has none."""
    if metric.is_boolean:
        return b""
    unit = whole(_PROPERTY_TYPE, _STRING) + text(_PROPERTY_STRING, _UNITS[metric.quantity])
    return block(_PROPERTIES, text(_KEYS, "engUnit") + block(_VALUES, unit))


def _value(metric: Metric, value: float) -> bytes:
    return whole(_BOOLEAN_VALUE, int(value)) if metric.is_boolean else single(_FLOAT_VALUE, value)
