"""Devices as they are shown, gathered from where their parts are kept."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence

from api.alert_desk import AlertDesk, silent_devices
from api.schemas.devices import DeviceAnswer, DeviceDetailAnswer
from api.views.device_health import HealthFacts
from api.views.devices import DeviceFacts, device_answer, device_detail_answer
from ingest.assembly import Ingest
from ingest.errors import StoreError
from ingest.place import Device, Installation
from ingest.reading import Reading


class DeviceDesk:
    """Devices as they are shown. May be called from any thread."""

    def __init__(self, ingest: Ingest, alerts: AlertDesk) -> None:
        self._ingest = ingest
        self._alerts = alerts

    def devices(self, now_ms: int) -> list[DeviceAnswer]:
        """Return every device as it is."""
        silent = silent_devices(self._alerts.lasting())
        registry = self._ingest.registry
        hanging = {one.device_id: one for one in registry.installations() if one.covers(now_ms)}
        readings = _by_device(self._latest(None))
        return [
            device_answer(self._facts(device, hanging.get(device.id), readings, now_ms), silent, now_ms)
            for device in registry.devices()
        ]

    def device(self, device_id: str, now_ms: int) -> DeviceDetailAnswer:
        """Return everything that is known of one device; raises UnknownName."""
        registry = self._ingest.registry
        device = registry.device(device_id)
        installations = [one for one in registry.installations() if one.device_id == device_id]
        hanging = next((one for one in installations if one.covers(now_ms)), None)
        readings = _by_device(self._latest([one for one in (device.id, device.parent) if one]))
        return device_detail_answer(
            self._facts(device, hanging, readings, now_ms),
            silent_devices(self._alerts.lasting()),
            installations,
            [one.id for one in registry.devices() if one.parent == device_id],
            now_ms,
        )

    def _facts(
        self,
        device: Device,
        installation: Installation | None,
        readings: Mapping[str, Sequence[Reading]],
        now_ms: int,
    ) -> DeviceFacts:
        health = self._ingest.books.health
        return DeviceFacts(
            device,
            installation,
            HealthFacts(
                faults=health.faults(device.id),
                reports=health.reports(device.id, now_ms),
                unplaced=health.unplaced(device.id),
                readings=readings.get(device.id, ()),
            ),
            readings.get(device.parent, ()) if device.parent else (),
        )

    def _latest(self, devices: Sequence[str] | None) -> tuple[Reading, ...]:
        """Return the newest readings; none where the store does not answer, which the summary tells."""
        try:
            return self._ingest.store.latest(devices)
        except StoreError:
            return ()


def _by_device(readings: Sequence[Reading]) -> Mapping[str, Sequence[Reading]]:
    found: defaultdict[str, list[Reading]] = defaultdict(list)
    for reading in readings:
        found[reading.device].append(reading)
    return found
