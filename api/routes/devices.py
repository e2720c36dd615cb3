"""Devices: which there are, which wait in the inbox, how they are, what they are called, where they hang."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from api.dependencies import COMMANDERS, READERS, Addressee, Wiring, until_now
from api.errors import BadRequest
from api.schemas.base import json_list
from api.schemas.devices import (
    AssignmentCommand,
    DeviceAnswer,
    DeviceCommand,
    DeviceDetailAnswer,
    InstallationAnswer,
    InstallationCommand,
)
from api.schemas.values import KnownId
from api.views.devices import installation_answer

router = APIRouter(prefix="/devices", tags=["devices"])


@router.get("", dependencies=READERS, response_model=list[DeviceAnswer])
def list_devices(deps: Wiring, addressee: Addressee, inbox: bool | None = None) -> StreamingResponse:  # noqa: FBT001 - the parameter of the address
    """Answer every device; *inbox* true: those that wait for a place, false: the others."""
    devices = deps.device_desk.devices(deps.clock.now_ms(), addressee.language, inbox=inbox)
    return StreamingResponse(json_list(devices), media_type="application/json")


@router.get("/{device_id:path}", dependencies=READERS)
def device(deps: Wiring, addressee: Addressee, device_id: KnownId) -> DeviceDetailAnswer:
    """Answer everything that is known of one device."""
    return deps.device_desk.device(device_id, deps.clock.now_ms(), addressee.language)


@router.patch("/{device_id:path}", dependencies=COMMANDERS)
def rename(
    deps: Wiring, addressee: Addressee, device_id: KnownId, command: DeviceCommand
) -> DeviceDetailAnswer:
    """Call a device by a name, or again by the one that it reports."""
    deps.ingest.registry.rename(device_id, command.name or "")
    return deps.device_desk.device(device_id, deps.clock.now_ms(), addressee.language)


@router.post("/{device_id:path}/assignment", status_code=201, dependencies=COMMANDERS)
def assign(
    deps: Wiring, addressee: Addressee, device_id: KnownId, command: AssignmentCommand
) -> DeviceDetailAnswer:
    """Name a device and hang it at a place, now or as of an earlier moment: all of it, or nothing."""
    start_ms = until_now(deps, command.start)
    deps.ingest.registry.assign(device_id, command.name, command.place, command.position, start_ms)
    return deps.device_desk.device(device_id, deps.clock.now_ms(), addressee.language)


@router.post("/{device_id:path}/installations", status_code=201, dependencies=COMMANDERS)
def install(deps: Wiring, device_id: KnownId, command: InstallationCommand) -> InstallationAnswer:
    """Hang a device at a place, now or as of an earlier moment; it leaves where it hung before.

    With place null it is taken away: the answer is where it hung, and until when.
    """
    start_ms = until_now(deps, command.start)
    if command.place is None:
        return installation_answer(deps.ingest.registry.take_away(device_id, start_ms))
    if command.position is None:
        raise BadRequest("position: expected where in the place it hangs, saw nothing")
    made = deps.ingest.registry.install(device_id, command.place, command.position, start_ms)
    return installation_answer(made)
