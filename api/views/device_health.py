"""What is wrong with a device, in sentences; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from api.views.calibrations import is_overdue
from ingest.health import Fault, ReportCounts, UnplacedField
from ingest.place import Calibration
from ingest.quantity import QUANTITIES
from ingest.reading import Flag, Reading

_NEARLY_EMPTY_PCT = 10.0
_NAMED_FIELDS = 4


@dataclass(frozen=True, slots=True)
class HealthFacts:
    """Everything that tells how a device is.

    Attributes:
        faults: why it has no value of some quantities.
        reports: how many of its reports came and did not; None: it does not count them.
        unplaced: its fields whose meaning nobody knows.
        readings: its newest reading of every quantity.
        calibrations: how it is and was calibrated.
    """

    faults: Sequence[Fault]
    reports: ReportCounts | None
    unplaced: Sequence[UnplacedField]
    readings: Sequence[Reading]
    calibrations: Sequence[Calibration] = ()


def health_sentences(facts: HealthFacts, now_ms: int) -> list[str]:
    """Return a sentence for each thing that is wrong at *now_ms*; none where all is well."""
    return [
        *(_fault(fault) for fault in standing_faults(facts)),
        *_missing(facts.reports),
        *_clock(facts.readings),
        *_battery(facts.readings),
        *_overdue(facts.calibrations, now_ms),
        *_unplaced(facts.unplaced),
    ]


def standing_faults(facts: HealthFacts) -> list[Fault]:
    """Return the faults that no good value has followed."""
    newest = {reading.quantity: reading.observed_at_ms for reading in facts.readings}
    return [fault for fault in facts.faults if fault.last_ms >= newest.get(fault.quantity, 0)]


def reports_sentence(reports: ReportCounts) -> str:
    """Return how many reports are missing.

    >>> reports_sentence(ReportCounts(received=271, missing=17))
    '17 of 288 reports of the last day are missing'
    >>> reports_sentence(ReportCounts(received=1, missing=0))
    'its one report came'
    """
    everything = reports.received + reports.missing
    if reports.missing == 0:
        return f"all {everything} reports of the last day came" if everything > 1 else "its one report came"
    verb = "is" if reports.missing == 1 else "are"
    return f"{reports.missing} of {everything} reports of the last day {verb} missing"


def reason_of(fault: Fault) -> str:
    """Return why there is no value, without the name of the quantity."""
    return fault.detail.removeprefix(f"{fault.quantity}: ")


def title_of(quantity: str) -> str:
    """Return what a person reads for a quantity; an unknown one stays as it is."""
    known = QUANTITIES.get(quantity)
    return known.title if known else quantity


def _fault(fault: Fault) -> str:
    return f"{title_of(fault.quantity)}: no value, because {reason_of(fault)}"


def _missing(reports: ReportCounts | None) -> list[str]:
    return [reports_sentence(reports)] if reports is not None and reports.missing else []


def _clock(readings: Sequence[Reading]) -> list[str]:
    newest = max((reading.received_at_ms for reading in readings), default=0)
    flags = 0
    for reading in readings:
        if reading.received_at_ms == newest:
            flags |= reading.flags
    told = {
        Flag.CLOCK_UNSET: "its clock was never set: its readings carry the time at which they arrived",
        Flag.CLOCK_AHEAD: "its clock is ahead: its readings carry the time at which they arrived",
        Flag.CLOCK_DRIFTS: "the clock of its gateway is wrong: the times of its readings are corrected",
    }
    return [sentence for flag, sentence in told.items() if flags & flag]


def _battery(readings: Sequence[Reading]) -> list[str]:
    return [
        f"its battery is nearly empty: {reading.value:.0f} %"
        for reading in readings
        if reading.quantity == "battery_pct" and reading.value <= _NEARLY_EMPTY_PCT
    ]


def _overdue(calibrations: Sequence[Calibration], now_ms: int) -> list[str]:
    return [
        f"{title_of(one.quantity)}: the next calibration was due on {one.due_on}"
        for one in calibrations
        if is_overdue(one, now_ms)
    ]


def _unplaced(fields: Sequence[UnplacedField]) -> list[str]:
    if not fields:
        return []
    names = ", ".join(one.field for one in fields[:_NAMED_FIELDS])
    more = ", …" if len(fields) > _NAMED_FIELDS else ""
    what = "1 field has" if len(fields) == 1 else f"{len(fields)} fields have"
    return [f"{what} no meaning yet: {names}{more}"]
