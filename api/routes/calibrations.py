"""Calibrations of devices: entered with their certificates, and ended."""

from __future__ import annotations

from fastapi import APIRouter

from api.dependencies import COMMANDERS, READERS, Addressee, Wiring, until_now
from api.errors import BadRequest
from api.schemas.calibrations import CalibrationAnswer, CalibrationCommand
from api.schemas.values import GivenInstant, KnownId
from api.views.calibrations import calibration_answer
from ingest.calibrations import calibration_mistake
from ingest.place import Calibration

router = APIRouter(prefix="/devices", tags=["devices"])


@router.get("/{device_id:path}/calibrations", dependencies=READERS)
def list_calibrations(deps: Wiring, addressee: Addressee, device_id: KnownId) -> list[CalibrationAnswer]:
    """Answer how a device is and was calibrated, by quantity and time."""
    deps.ingest.registry.device(device_id)
    now_ms = deps.clock.now_ms()
    found = deps.ingest.books.calibrations.of(device_id)
    return [calibration_answer(one, now_ms, addressee.language) for one in found]


@router.post("/{device_id:path}/calibrations", status_code=201, dependencies=COMMANDERS)
def calibrate(
    deps: Wiring, addressee: Addressee, device_id: KnownId, command: CalibrationCommand
) -> CalibrationAnswer:
    """Correct a device's readings of a quantity from a moment on; their raw values stay.

    What is stored already is corrected within seconds, up to the next calibration, and alerts are judged
    again.
    """
    now_ms = deps.clock.now_ms()
    deps.ingest.registry.device(device_id)
    made = Calibration(
        device_id=device_id,
        quantity=command.quantity,
        offset=command.offset,
        certificate=command.certificate,
        due_on=command.due.isoformat() if command.due else "",
        start_ms=until_now(deps, command.start),
        created_ms=now_ms,
    )
    mistake = calibration_mistake(made)
    if mistake is not None:
        name, seen, expected = mistake
        raise BadRequest(f"{name}: expected {expected}, saw {seen!r}")
    return calibration_answer(deps.ingest.books.calibrations.add(made), now_ms, addressee.language)


@router.delete("/{device_id:path}/calibrations/{quantity}", dependencies=COMMANDERS)
def end(
    deps: Wiring,
    addressee: Addressee,
    device_id: KnownId,
    quantity: KnownId,
    at: GivenInstant | None = None,
) -> CalibrationAnswer:
    """End a device's calibration of a quantity, now or as of an earlier moment: as of its start, undo it.

    What is stored from then on has its raw values again within seconds.
    """
    deps.ingest.registry.device(device_id)
    ended = deps.ingest.books.calibrations.end(device_id, quantity, until_now(deps, at))
    return calibration_answer(ended, deps.clock.now_ms(), addressee.language)
