"""A device as people see it: where it hangs, when it was heard, what it said last, how it is; pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from alerts.notify.audience import Language
from api.schemas.devices import (
    DeviceAnswer,
    DeviceDetailAnswer,
    DeviceValueAnswer,
    FaultAnswer,
    InstallationAnswer,
    ReportsAnswer,
    UnplacedFieldAnswer,
)
from api.schemas.places import DeviceState
from api.views.calibrations import calibration_answer
from api.views.device_health import (
    HealthFacts,
    health_sentences,
    reason_of,
    reports_sentence,
    standing_faults,
)
from api.views.wording import title_of
from ingest.clock import MS_PER_SECOND
from ingest.health import Fault, ReportCounts, UnplacedField
from ingest.place import Device, Installation
from ingest.quantity import CLOCK_ERROR, QUANTITIES
from ingest.reading import Reading

_BATTERY = ("battery_pct", "battery_v")
_SIGNAL = ("rssi_dbm", "snr_db")
_NOT_MEASURED = frozenset({*_BATTERY, *_SIGNAL, CLOCK_ERROR})


@dataclass(frozen=True, slots=True)
class DeviceFacts:
    """Everything about one device that its views need.

    Attributes:
        device: the device.
        installation: where it hangs now; None: nowhere.
        waits: whether it waits for somebody to say where it hangs.
        health: how it is, with its newest readings.
        parent_readings: the newest readings of the device whose probe it is: they tell battery and signal.
        language: in which its reader reads.
    """

    device: Device
    installation: Installation | None
    waits: bool
    health: HealthFacts
    parent_readings: Sequence[Reading] = ()
    language: Language = Language.ENGLISH


def device_answer(facts: DeviceFacts, silent: Collection[str], now_ms: int) -> DeviceAnswer:
    """Return a device as it is at *now_ms*; *silent* are the ids of devices that have fallen silent."""
    device, installation = facts.device, facts.installation
    values = _values(facts.health.readings, facts.language, now_ms)
    known = [*values, *_values(facts.parent_readings, facts.language, now_ms)]
    measured = _measured(device)
    return DeviceAnswer(
        id=device.id,
        name=device.title,
        given_name=device.name or None,
        reported_name=device.reported_name,
        model=device.model,
        parent=device.parent,
        gateway=device.gateway_id,
        format=device.format,
        place_id=installation.place_id if installation else None,
        position=installation.position if installation else None,
        first_seen_at=device.first_seen_ms or None,
        last_seen_at=device.last_seen_ms or None,
        age_s=_age_s(device.last_seen_ms, now_ms) if device.last_seen_ms else None,
        state=_state(facts, silent),
        measures=[title_of(name, facts.language) for name in QUANTITIES if name in measured],
        battery=_first(known, _BATTERY),
        signal=_first(known, _SIGNAL),
        values=values,
        health=health_sentences(facts.health, now_ms, facts.language),
    )


def device_detail_answer(
    facts: DeviceFacts,
    silent: Collection[str],
    installations: Sequence[Installation],
    probes: Sequence[str],
    now_ms: int,
) -> DeviceDetailAnswer:
    """Return everything that is known of a device."""
    health = facts.health
    return DeviceDetailAnswer(
        **dict(device_answer(facts, silent, now_ms)),
        probes=list(probes),
        faults=[_fault_answer(fault, facts.language) for fault in standing_faults(health)],
        reports=reports_answer(health.reports, facts.language),
        unplaced_fields=[unplaced_answer(one, now_ms) for one in health.unplaced],
        installations=[installation_answer(one) for one in installations],
        calibrations=[calibration_answer(one, now_ms, facts.language) for one in health.calibrations],
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


def _fault_answer(fault: Fault, language: Language) -> FaultAnswer:
    return FaultAnswer(
        quantity=fault.quantity,
        title=title_of(fault.quantity, language),
        reason=fault.reason.value,
        detail=reason_of(fault, language),
        first_at=fault.first_ms,
        last_at=fault.last_ms,
        times=fault.times,
    )


def reports_answer(
    reports: ReportCounts | None, language: Language = Language.ENGLISH
) -> ReportsAnswer | None:
    """Return how many reports came and did not; None: they are not counted."""
    if reports is None:
        return None
    sentence = reports_sentence(reports, language)
    return ReportsAnswer(received=reports.received, missing=reports.missing, sentence=sentence)


def unplaced_answer(one: UnplacedField, now_ms: int) -> UnplacedFieldAnswer:
    """Return a field whose meaning nobody knows."""
    return UnplacedFieldAnswer(
        field=one.field,
        model=one.model,
        value=one.value,
        seen_at=one.last_ms,
        age_s=_age_s(one.last_ms, now_ms),
    )


def _values(readings: Sequence[Reading], language: Language, now_ms: int) -> list[DeviceValueAnswer]:
    return [
        DeviceValueAnswer(
            quantity=reading.quantity,
            title=title_of(reading.quantity, language),
            value=reading.value,
            raw_value=reading.raw_value,
            unit=QUANTITIES[reading.quantity].unit,
            observed_at=reading.observed_at_ms,
            age_s=_age_s(reading.observed_at_ms, now_ms),
        )
        for reading in sorted(readings, key=lambda reading: reading.quantity)
        if reading.quantity in QUANTITIES
    ]


def _measured(device: Device) -> Collection[str]:
    return frozenset(device.quantities).difference(_NOT_MEASURED)


def _first(values: Sequence[DeviceValueAnswer], names: Sequence[str]) -> DeviceValueAnswer | None:
    """Return the value of the first of *names* that there is."""
    found = (value for name in names for value in values if value.quantity == name)
    return next(found, None)


def _age_s(instant_ms: int, now_ms: int) -> float:
    return max(0, now_ms - instant_ms) / MS_PER_SECOND


def _state(facts: DeviceFacts, silent: Collection[str]) -> DeviceState:
    device = facts.device
    if facts.waits:
        return DeviceState.INBOX
    return DeviceState.SILENT if device.id in silent or not device.last_seen_ms else DeviceState.HEARD
