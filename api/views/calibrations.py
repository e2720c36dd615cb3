"""Calibrations as people see them; pure."""

from __future__ import annotations

from datetime import date

from alerts.notify.audience import Language
from api.schemas.calibrations import CalibrationAnswer
from api.views.wording import title_of
from ingest.clock import to_datetime
from ingest.place import Calibration
from ingest.quantity import QUANTITIES


def calibration_answer(
    calibration: Calibration, now_ms: int, language: Language = Language.ENGLISH
) -> CalibrationAnswer:
    """Return a calibration as it is at *now_ms*."""
    quantity = QUANTITIES[calibration.quantity]
    return CalibrationAnswer(
        quantity=quantity.name,
        title=title_of(quantity.name, language),
        unit=quantity.unit,
        offset=calibration.offset,
        certificate=calibration.certificate,
        due=date.fromisoformat(calibration.due_on) if calibration.due_on else None,
        is_overdue=is_overdue(calibration, now_ms),
        start=calibration.start_ms,
        end=calibration.end_ms,
        entered_at=calibration.created_ms,
    )


def is_overdue(calibration: Calibration, now_ms: int) -> bool:
    """Tell whether a sensor should have been calibrated again by now."""
    if not calibration.due_on or not calibration.covers(now_ms):
        return False
    return date.fromisoformat(calibration.due_on) < to_datetime(now_ms).date()
