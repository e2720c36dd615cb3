"""What a message says of a unit that does not work as usual: how it is, and how it usually is."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from alerts.cause import Fault
from alerts.notify import chinese_wording
from alerts.notify.findings import Finding
from alerts.notify.fitting import Part, Sentence, Worth
from alerts.notify.gsm7 import plain
from alerts.notify.thermometer import Thermometer
from alerts.notify.wording import span, value_text
from ingest.clock import MS_PER_SECOND

_SAID_OF: Mapping[Fault | None, str] = MappingProxyType(
    {
        Fault.SHORT_CYCLING: "every ",
        Fault.DEFROST_OFTEN: "every ",
        Fault.SLOW_PULL_DOWN: "half-way back in ",
    }
)
"""What a time is said of, where the fault does not say it."""


def unit(finding: Finding) -> Sentence:
    """Say how the work of a unit differs from the usual; nothing where that is not the trouble."""
    facts = finding.alert.facts
    if facts.found is None or facts.usual is None:
        return ()
    found, usual = (_english(finding, one) for one in (facts.found, facts.usual))
    said_of = _SAID_OF.get(facts.fault, "")
    return (
        Part(f"{finding.rule}: {said_of}{found}", Worth.CORE),
        Part(f"usual {usual}", Worth.CORE),
    )


def unit_in_chinese(finding: Finding) -> str:
    """Return the same for a reader of Chinese."""
    facts = finding.alert.facts
    if facts.found is None or facts.usual is None:
        return ""
    found, usual = (_chinese(finding, one) for one in (facts.found, facts.usual))
    return f"现{found}，平时{usual}"


def _english(finding: Finding, measured: float) -> str:
    return _height(finding, measured) or span(int(measured * MS_PER_SECOND))


def _chinese(finding: Finding, measured: float) -> str:
    return _height(finding, measured) or chinese_wording.span(int(measured * MS_PER_SECOND))


def _height(finding: Finding, height_k: float) -> str:
    """Return a rise in the reader's degrees; empty where a time is meant."""
    facts = finding.alert.facts
    if facts.fault is not Fault.DEFROST_WARM:
        return ""
    degrees = Thermometer(finding.context.audience.temperature).slope(height_k, facts.quantity)
    return "" if degrees is None else f"+{value_text(degrees, finding.scale)}{plain(finding.scale.unit)}"
