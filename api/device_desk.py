"""Devices, their models and gateways as they are shown, gathered from where their parts are kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias, TypeVar

from alerts.notify.audience import Language
from api.alert_desk import AlertDesk, silent_devices
from api.schemas.devices import DeviceAnswer, DeviceDetailAnswer
from api.schemas.gateways import GatewayDetailAnswer
from api.schemas.models import ModelAnswer
from api.views.device_health import HealthFacts
from api.views.devices import DeviceFacts, device_answer, device_detail_answer
from api.views.gateways import GatewayFacts, gateway_answer
from api.views.models import model_answer
from ingest.assembly import Ingest
from ingest.errors import StoreError
from ingest.health import UnplacedField
from ingest.place import Calibration, Device, Installation
from ingest.reading import Reading
from ingest.zones import farm_zone

_Thing = TypeVar("_Thing", Reading, Calibration)
_Newest: TypeAlias = Mapping[str, Sequence[Reading]]

_AT_ONCE = 500
"""So many devices have their readings in memory at a time."""


@dataclass(frozen=True, slots=True)
class _Look:
    """What is known of devices at one moment, by device, besides their readings."""

    hanging: Mapping[str, Installation]
    waiting: frozenset[str]
    calibrations: Mapping[str, Sequence[Calibration]]
    now_ms: int
    language: Language


class DeviceDesk:
    """Devices as they are shown. May be called from any thread."""

    def __init__(self, ingest: Ingest, alerts: AlertDesk) -> None:
        self._ingest = ingest
        self._alerts = alerts

    def devices(
        self, now_ms: int, language: Language = Language.ENGLISH, *, inbox: bool | None = None
    ) -> Iterator[DeviceAnswer]:
        """Return every device as it is now, one by one: there may be ten thousand.

        *inbox* true: those that wait for a place; false: the others.
        """
        silent = silent_devices(self._alerts.lasting())
        look = self._look(now_ms, language)
        registry = self._ingest.registry
        devices = [
            device
            for device in (registry.inbox() if inbox else registry.devices())
            if inbox is None or (device.id in look.waiting) is inbox
        ]
        parts = (devices[start : start + _AT_ONCE] for start in range(0, len(devices), _AT_ONCE))
        return (
            device_answer(self._facts(device, look, newest), silent, now_ms)
            for part in parts
            for newest in [self._newest(part)]
            for device in part
        )

    def device(
        self, device_id: str, now_ms: int, language: Language = Language.ENGLISH
    ) -> DeviceDetailAnswer:
        """Return everything that is known of one device; raises UnknownName."""
        registry = self._ingest.registry
        device = registry.device(device_id)
        return device_detail_answer(
            self._facts(device, self._look(now_ms, language), self._newest([device])),
            silent_devices(self._alerts.lasting()),
            registry.installations_of(device_id),
            sorted(registry.probes_of(device_id)),
            now_ms,
        )

    def gateways(self, now_ms: int, language: Language = Language.ENGLISH) -> list[GatewayDetailAnswer]:
        """Return every gateway as it is."""
        books = self._ingest.books
        devices = Counter(device.gateway_id for device in books.registry.devices())
        zone = farm_zone(books.registry.sites())
        return [
            gateway_answer(
                GatewayFacts(
                    gateway,
                    books.clocks.clocks.get(gateway.id),
                    books.health.reports(gateway.id, now_ms),
                    devices[gateway.id],
                    zone,
                    language,
                ),
                now_ms,
            )
            for gateway in books.registry.gateways()
        ]

    def models(self, now_ms: int) -> list[ModelAnswer]:
        """Return every model that a device said it is, or of which people said what its fields mean."""
        books = self._ingest.books
        meanings = books.meanings.all()
        devices = [device for device in books.registry.devices() if device.parent is None and device.model]
        counts = Counter(device.model for device in devices)
        unplaced: defaultdict[str, dict[str, UnplacedField]] = defaultdict(dict)
        for device in devices:
            for one in books.health.unplaced(device.id):
                unplaced[one.model][one.field] = one
        return [
            model_answer(model, counts[model], meanings.get(model, {}), unplaced[model].values(), now_ms)
            for model in sorted({*meanings, *counts})
        ]

    def _look(self, now_ms: int, language: Language) -> _Look:
        installations = self._ingest.registry.installations()
        return _Look(
            hanging={one.device_id: one for one in installations if one.covers(now_ms)},
            waiting=frozenset(one.id for one in self._ingest.registry.inbox()),
            calibrations=_grouped((one.device_id, one) for one in self._ingest.books.calibrations.all()),
            now_ms=now_ms,
            language=language,
        )

    def _facts(self, device: Device, look: _Look, newest: _Newest) -> DeviceFacts:
        health = self._ingest.books.health
        return DeviceFacts(
            device,
            look.hanging.get(device.id),
            device.id in look.waiting,
            HealthFacts(
                faults=health.faults(device.id),
                reports=health.reports(device.id, look.now_ms),
                unplaced=health.unplaced(device.id),
                readings=newest.get(device.id, ()),
                calibrations=look.calibrations.get(device.id, ()),
            ),
            newest.get(device.parent, ()) if device.parent else (),
            look.language,
        )

    def _newest(self, devices: Sequence[Device]) -> _Newest:
        """Return the newest readings of *devices* and of those whose probes they are.

        There are none where the store does not answer, which the summary tells.
        """
        names = dict.fromkeys(name for one in devices for name in (one.id, one.parent) if name)
        try:
            found = self._ingest.store.latest(tuple(names))
        except StoreError:
            return {}
        return _grouped((one.device, one) for one in found)


def _grouped(pairs: Iterable[tuple[str, _Thing]]) -> Mapping[str, Sequence[_Thing]]:
    found: defaultdict[str, list[_Thing]] = defaultdict(list)
    for device, one in pairs:
        found[device].append(one)
    return found
