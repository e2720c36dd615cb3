"""A device as people see it: where it hangs, when it was heard, what it said last; pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from api.schemas.devices import DeviceAnswer, DeviceValueAnswer, InstallationAnswer
from api.schemas.places import DeviceState
from ingest.clock import MS_PER_SECOND
from ingest.place import Device, Installation
from ingest.quantity import QUANTITIES
from ingest.reading import Reading


def device_answer(
    device: Device,
    installation: Installation | None,
    readings: Sequence[Reading],
    silent: Collection[str],
    now_ms: int,
) -> DeviceAnswer:
    """Return *device* as it is at *now_ms*; *silent* are the ids of devices that have fallen silent."""
    return DeviceAnswer(
        id=device.id,
        name=device.name or device.id,
        gateway=device.gateway_id,
        format=device.format,
        place_id=installation.place_id if installation else None,
        position=installation.position if installation else None,
        first_seen_at=device.first_seen_ms or None,
        last_seen_at=device.last_seen_ms or None,
        age_s=max(0, now_ms - device.last_seen_ms) / MS_PER_SECOND if device.last_seen_ms else None,
        state=_state(device, installation, silent),
        values=[
            DeviceValueAnswer(
                quantity=reading.quantity,
                value=reading.value,
                unit=QUANTITIES[reading.quantity].unit,
                observed_at=reading.observed_at_ms,
            )
            for reading in sorted(readings, key=lambda reading: reading.quantity)
            if reading.quantity in QUANTITIES
        ],
    )


def installation_answer(installation: Installation) -> InstallationAnswer:
    """Return where a device hangs."""
    return InstallationAnswer(
        device=installation.device_id,
        place_id=installation.place_id,
        position=installation.position,
        start=installation.start_ms or None,
        end=installation.end_ms,
    )


def _state(device: Device, installation: Installation | None, silent: Collection[str]) -> DeviceState:
    if installation is None:
        return DeviceState.INBOX
    return DeviceState.SILENT if device.id in silent or not device.last_seen_ms else DeviceState.HEARD
