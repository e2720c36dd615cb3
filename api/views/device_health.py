"""What is wrong with a device, in sentences; pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from alerts.notify.audience import Language
from api.views.calibrations import is_overdue
from api.views.device_words import REASONS_IN_CHINESE, WORDS, DeviceWords
from api.views.wording import title_of
from ingest.health import Fault, ReportCounts, UnplacedField
from ingest.place import Calibration
from ingest.reading import Reading

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


def health_sentences(facts: HealthFacts, now_ms: int, language: Language = Language.ENGLISH) -> list[str]:
    """Return a sentence for each thing that is wrong at *now_ms*; none where all is well."""
    words = WORDS[language]
    return [
        *(_fault(fault, language) for fault in standing_faults(facts)),
        *_missing(facts.reports, language),
        *_clock(facts.readings, words),
        *_battery(facts.readings, words),
        *_overdue(facts.calibrations, now_ms, language),
        *_unplaced(facts.unplaced, words),
    ]


def standing_faults(facts: HealthFacts) -> list[Fault]:
    """Return the faults that no good value has followed."""
    newest = {reading.quantity: reading.observed_at_ms for reading in facts.readings}
    return [fault for fault in facts.faults if fault.last_ms >= newest.get(fault.quantity, 0)]


def reports_sentence(reports: ReportCounts, language: Language = Language.ENGLISH) -> str:
    """Return how many reports are missing.

    >>> reports_sentence(ReportCounts(received=271, missing=17))
    '17 of 288 reports of the last day are missing'
    >>> reports_sentence(ReportCounts(received=1, missing=0))
    'its one report came'
    """
    words = WORDS[language]
    everything = reports.received + reports.missing
    if reports.missing == 0:
        return words.all_reports.format(everything=everything) if everything > 1 else words.one_report
    sentence = words.missing_one if reports.missing == 1 else words.missing_some
    return sentence.format(missing=reports.missing, everything=everything)


def reason_of(fault: Fault, language: Language = Language.ENGLISH) -> str:
    """Return why there is no value, without the name of the quantity."""
    detail = fault.detail.removeprefix(f"{fault.quantity}: ")
    return f"{REASONS_IN_CHINESE[fault.reason]}（{detail}）" if language is Language.CHINESE else detail


def _fault(fault: Fault, language: Language) -> str:
    what, why = title_of(fault.quantity, language), reason_of(fault, language)
    return WORDS[language].no_value.format(what=what, why=why)


def _missing(reports: ReportCounts | None, language: Language) -> list[str]:
    return [reports_sentence(reports, language)] if reports is not None and reports.missing else []


def _clock(readings: Sequence[Reading], words: DeviceWords) -> list[str]:
    newest = max((reading.received_at_ms for reading in readings), default=0)
    flags = 0
    for reading in readings:
        if reading.received_at_ms == newest:
            flags |= reading.flags
    return [sentence for flag, sentence in words.clocks.items() if flags & flag]


def _battery(readings: Sequence[Reading], words: DeviceWords) -> list[str]:
    return [
        words.nearly_empty.format(charge=reading.value)
        for reading in readings
        if reading.quantity == "battery_pct" and reading.value <= _NEARLY_EMPTY_PCT
    ]


def _overdue(calibrations: Sequence[Calibration], now_ms: int, language: Language) -> list[str]:
    return [
        WORDS[language].overdue.format(what=title_of(one.quantity, language), due=one.due_on)
        for one in calibrations
        if is_overdue(one, now_ms)
    ]


def _unplaced(fields: Sequence[UnplacedField], words: DeviceWords) -> list[str]:
    if not fields:
        return []
    names = ", ".join(one.field for one in fields[:_NAMED_FIELDS])
    more = ", …" if len(fields) > _NAMED_FIELDS else ""
    sentence = words.unplaced_one if len(fields) == 1 else words.unplaced_some
    return [sentence.format(count=len(fields), names=f"{names}{more}")]
