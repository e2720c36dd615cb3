"""What is said of water on goods, leaves and fruit, in place of a value and its limit."""

from __future__ import annotations

from alerts.cause import Cause
from alerts.notify.findings import Finding
from alerts.notify.fitting import Part, Sentence, Worth
from alerts.notify.gsm7 import plain
from alerts.notify.wording import span, value_text
from ingest.clock import MS_PER_HOUR

_PERCENT = 100.0


def moisture(finding: Finding) -> Sentence:
    """Say how cold a surface is beside the dew point, or how long leaves were wet; nothing elsewhere."""
    facts = finding.alert.facts
    if finding.alert.cause is Cause.INFECTION_RISK and facts.wet_h is not None and facts.infected is not None:
        wet = Part(f"wet for {span(int(facts.wet_h * MS_PER_HOUR))}", Worth.CORE)
        air = () if finding.value is None else (Part(f"at {_shown(finding, finding.value)}", Worth.SPAN),)
        return (wet, *air, Part(f"may infect {round(facts.infected * _PERCENT)}% of flowers", Worth.CORE))
    dew_c = finding.dew_point
    if finding.alert.cause is not Cause.CONDENSATION or finding.value is None or dew_c is None:
        return ()
    surface = f"{finding.noun} {_shown(finding, finding.value)}".strip()
    return (
        Part(surface, Worth.CORE),
        Part(f"dew point {_shown(finding, dew_c)}", Worth.CORE),
        Part(span(finding.lasted_ms), Worth.SPAN),
    )


def _shown(finding: Finding, value: float) -> str:
    return f"{value_text(value, finding.scale)}{plain(finding.scale.unit)}"
