"""A gateway as people see it: when it was heard, in which zone it writes, how wrong its clock is; pure."""

from __future__ import annotations

from dataclasses import dataclass

from alerts.notify.audience import Language
from alerts.notify.chinese_wording import span
from api.schemas.gateways import GatewayDetailAnswer
from api.views.device_words import WORDS
from api.views.devices import reports_answer
from ingest.assess import FIRST_CREDIBLE_MS
from ingest.clock import MS_PER_SECOND
from ingest.clock_watch import TOLERANCE_MS, GatewayClock
from ingest.health import ReportCounts
from ingest.place import Gateway

_UNITS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))
_WORTH_TELLING_MS = 60_000
"""A smaller difference is within what networks delay."""


@dataclass(frozen=True, slots=True)
class GatewayFacts:
    """Everything about one gateway that its view needs.

    Attributes:
        gateway: the gateway.
        clock: what is known of its clock; None: it does not say when it publishes.
        reports: how many of its messages came and did not; None: it does not count them.
        devices: how many devices were last heard through it.
        farm_zone: the zone of local times where it has none of its own.
        language: in which its reader reads.
    """

    gateway: Gateway
    clock: GatewayClock | None
    reports: ReportCounts | None
    devices: int
    farm_zone: str
    language: Language = Language.ENGLISH


def gateway_answer(facts: GatewayFacts, now_ms: int) -> GatewayDetailAnswer:
    """Return a gateway as it is at *now_ms*."""
    gateway, clock = facts.gateway, facts.clock
    return GatewayDetailAnswer(
        id=gateway.id,
        name=gateway.title,
        given_name=gateway.name or None,
        format=gateway.format,
        first_seen_at=gateway.first_seen_ms or None,
        last_seen_at=gateway.last_seen_ms or None,
        age_s=max(0, now_ms - gateway.last_seen_ms) / MS_PER_SECOND if gateway.last_seen_ms else None,
        time_zone=gateway.time_zone or facts.farm_zone,
        given_time_zone=gateway.time_zone or None,
        clock=clock_sentence(clock, facts.language) if clock else "",
        clock_offset_s=clock.offset_ms / MS_PER_SECOND if clock and _is_known(clock) else None,
        clock_checked_at=clock.checked_ms if clock else None,
        times_are_corrected=bool(clock and clock.is_wrong),
        reports=reports_answer(facts.reports, facts.language),
        devices=facts.devices,
    )


def clock_sentence(clock: GatewayClock, language: Language = Language.ENGLISH) -> str:
    """Return what is wrong with a clock; empty: nothing is.

    >>> clock_sentence(GatewayClock(-7_512_000, True, 1_781_410_200_000))
    'its clock is 2 h 5 min ahead; the times of its readings are corrected'
    """
    words = WORDS[language]
    if clock.checked_ms - clock.offset_ms < FIRST_CREDIBLE_MS:
        return words.never_set
    if not _is_known(clock) or abs(clock.offset_ms) < _WORTH_TELLING_MS:
        return ""
    sentence = words.ahead if clock.offset_ms < 0 else words.behind
    what = words.corrected if clock.is_wrong else words.tolerated
    return sentence.format(length=_duration(abs(clock.offset_ms), language), what=what)


def _is_known(clock: GatewayClock) -> bool:
    """Tell whether the difference is the clock's: a large one of late may still be delay."""
    return clock.is_wrong or abs(clock.offset_ms) <= TOLERANCE_MS


def _duration(duration_ms: int, language: Language = Language.ENGLISH) -> str:
    """Return a duration in its two largest units.

    >>> _duration(7_512_000), _duration(45_000)
    ('2 h 5 min', '45 s')
    """
    if language is Language.CHINESE:
        return span(duration_ms)
    left_s = duration_ms // MS_PER_SECOND
    parts = []
    for unit_s, unit in _UNITS:
        if left_s >= unit_s:
            parts.append(f"{left_s // unit_s} {unit}")
            left_s %= unit_s
    return " ".join(parts[:2]) or "0 s"
