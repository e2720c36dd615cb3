"""What a message says of a clock that is wrong: by how much, and what becomes of its readings meanwhile."""

from __future__ import annotations

from alerts.cause import Fault
from alerts.notify import chinese_wording
from alerts.notify.findings import Finding
from alerts.notify.wording import known, span
from ingest.clock import MS_PER_DAY, MS_PER_SECOND

_YEARS_FROM = 2
_MS_PER_YEAR = 365 * MS_PER_DAY + MS_PER_DAY // 4


def whose(finding: Finding) -> str:
    """Return what people call the device that an alert is about, or the gateway whose clock it is."""
    kind = "gateway " if finding.is_clock and finding.alert.facts.gateway else ""
    return f"{kind}{finding.device_title}"


def off(finding: Finding) -> str:
    """Say by how much the clock is wrong; empty where that is not the trouble."""
    error_ms = _error_ms(finding)
    if error_ms is None:
        return ""
    years = error_ms // _MS_PER_YEAR
    return f"by {years} years" if years >= _YEARS_FROM else f"by {span(error_ms)}"


def meanwhile(finding: Finding) -> str:
    """Say in two or three words what becomes of its readings; empty where that is not the trouble."""
    if _error_ms(finding) is None:
        return ""
    return "times corrected" if _is_corrected(finding) else "arrival time counts"


def in_full(finding: Finding) -> str:
    """Return both in a sentence; empty where that is not the trouble."""
    if _error_ms(finding) is None:
        return ""
    if _is_corrected(finding):
        kept = "the times of its readings are corrected by that"
    else:
        kept = "its readings carry the time at which they arrived"
    return f"{whose(finding)}: {finding.rule} {off(finding)}; until it is right {kept}, and are marked."


def in_chinese(finding: Finding) -> str:
    """Return the same, short, for a reader of Chinese."""
    error_ms = _error_ms(finding)
    if error_ms is None:
        return ""
    years = error_ms // _MS_PER_YEAR
    amount = f"{years}年" if years >= _YEARS_FROM else chinese_wording.span(error_ms)
    return f"相差{amount}，{'时间已校正' if _is_corrected(finding) else '按到达时间记录'}"


def _error_ms(finding: Finding) -> int | None:
    error_s = known(finding.alert.facts.value) if finding.is_clock else None
    return None if error_s is None else int(abs(error_s) * MS_PER_SECOND)


def _is_corrected(finding: Finding) -> bool:
    """Tell whether times are corrected: those of a gateway, where there is something to correct by."""
    facts = finding.alert.facts
    return facts.gateway != "" and facts.fault is not Fault.CLOCK_UNSET
