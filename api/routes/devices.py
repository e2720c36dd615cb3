"""Devices: which there are, which wait in the inbox, and where they hang."""

from __future__ import annotations

from fastapi import APIRouter

from api.dependencies import COMMANDERS, READERS, Wiring
from api.errors import BadRequest
from api.schemas.devices import DeviceAnswer, InstallationAnswer, InstallationCommand
from api.schemas.values import KnownId, rfc3339
from api.views.devices import installation_answer

router = APIRouter(prefix="/devices", tags=["devices"])


@router.get("", dependencies=READERS)
def list_devices(deps: Wiring, inbox: bool | None = None) -> list[DeviceAnswer]:  # noqa: FBT001 - the parameter of the address
    """Answer every device; *inbox* true: those that hang nowhere yet, false: the others."""
    return [
        device
        for device in deps.overview.devices(deps.clock.now_ms())
        if inbox is None or (device.place_id is None) is inbox
    ]


@router.post("/{device_id}/installations", status_code=201, dependencies=COMMANDERS)
def install(deps: Wiring, device_id: KnownId, command: InstallationCommand) -> InstallationAnswer:
    """Hang a device at a place, now or as of an earlier moment; it leaves where it hung before."""
    now_ms = deps.clock.now_ms()
    start_ms = now_ms if command.start is None else command.start
    if start_ms > now_ms:
        raise BadRequest(
            f"from: expected now ({rfc3339(now_ms)}) or an earlier time, saw {rfc3339(start_ms)}"
        )
    made = deps.ingest.registry.install(device_id, command.place, command.position, start_ms)
    return installation_answer(made)
